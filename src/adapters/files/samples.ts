import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type NewQuote, newQuoteSchema } from '../../core/quotes/quotes.ts';
import type { RowReader } from '../../ports/row-reader.ts';

/** What every sample line begins with, so that it says what it is even when it is copied out of its place. */
const sampleMark = 'Sample line, nobody’s words: ';

const straight = (text: string): string => text.replaceAll("'", '’');

/**
 * Reads the sample lines that come with the bot. Throws when a line does not say itself that it is a sample: words that could pass
 * for somebody's may not be shipped.
 */
export const loadSampleQuotes = async (path: string, readRows: RowReader): Promise<{ hash: string; rows: readonly NewQuote[] }> => {
  const bytes = await readFile(path);
  const rows: NewQuote[] = [];
  const file = {
    name: 'sample-quotes.csv',
    bytes: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
  for await (const event of readRows(file)) {
    if (event.kind === 'columns') continue;
    if (event.kind !== 'row') throw new Error(`the sample quotes cannot be read: ${event.problem}`);
    const row = newQuoteSchema.parse({ ...event.cells });
    if (row.permission !== 'sample' || !straight(row.text).startsWith(sampleMark))
      throw new Error(`sample quote on line ${event.line} does not say that it is a sample`);
    rows.push(row);
  }
  return { hash: createHash('sha256').update(bytes).digest('hex'), rows };
};
