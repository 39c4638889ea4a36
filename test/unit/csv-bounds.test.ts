import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** What the child measured: processor time, growth over the idle process, the most processor time in one turn of the event loop. */
type Figures = { result: unknown; seconds: number; heapMb: number; rssMb: number; stallMs: number };

const child = join(import.meta.dirname, 'csv-import-child.ts');

const importIn = async (name: string): Promise<Figures> => {
  // A hard bound instead of a snapshot: how much garbage lies about at a moment is the collector's affair, and needing more than this ends the child.
  const bounded = ['--max-old-space-size=64', '--max-semi-space-size=8'];
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', ...bounded, child, name]);
  return JSON.parse(stdout);
};

const refusedWith = (sentence: string) => ({ refused: 'import-refused', userMessage: expect.stringContaining(sentence) });

describe('an import stays within bounds', () => {
  it.each([
    ['2 million rows', refusedWith('The file has more than 1,000,000 rows; line 1000002 is one too many.')],
    ['a field of 10 MB', refusedWith('Line 3: the row that starts here is longer than 1 MB.')],
    ['100 MB without a line break', refusedWith('Line 3: the row that starts here is longer than 1 MB.')],
    ['100 MB behind an open quote', refusedWith('Perhaps a quotation mark opens there and never closes.')],
    ['100 MB of commas', refusedWith('Line 3: the row that starts here is longer than 1 MB.')],
    ['100 MB header', refusedWith('The header line is longer than 32 kB.')],
    ['100 MB of line breaks', { rows: 1, added: 1, repeated: 0 }],
    ['900,000 narrow rows', refusedWith('900000 rows with too few cells: lines 2, 3, 4, 5, 6 and 899995 more.')],
    ['200,000 rows', { rows: 200_000, added: 200_000, repeated: 0 }],
  ])(
    'with %s',
    async (name, expected) => {
      const { result, heapMb, rssMb, stallMs, seconds } = await importIn(name);
      expect(result).toMatchObject(expected);
      expect(heapMb).toBeLessThan(100);
      expect(rssMb).toBeLessThan(100);
      // Not a speed: whoever holds the event loop for the whole file is caught on any machine.
      expect(stallMs).toBeLessThan(Math.max(500, seconds * 250));
    },
    60_000,
  );
});
