import { csvCell } from '../csv-cell.ts';
import { onOneLine, withoutHiddenCharacters } from '../text.ts';
import type { Quote } from './quotes.ts';
import { attributeQuote } from './show-evidence.ts';

/** The forms in which quotes leave the house. */
export const exportFormats = ['markdown', 'csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** On every line of an export, because lines are copied one by one: what it is, and what it must not be used for. */
const kindOf = ({ permission }: Quote): string =>
  permission === 'sample' ? 'sample, nobody’s words; no testimonial' : 'verbatim words of a real person; no testimonial';

const columns = [
  'kind',
  'text',
  'source',
  'date',
  'segment',
  'permission',
  'licence',
  'stars',
  'redacted',
  'translated',
  'link',
  'id',
] as const;

const toCsv = (quotes: readonly Quote[]): string =>
  [
    columns.join(','),
    ...quotes.map((quote) => columns.map((column) => csvCell(column === 'kind' ? kindOf(quote) : quote[column])).join(',')),
  ].join('\n');

// Words stay words: no link, no picture and no HTML comes of them.
const plain = (line: string): string => line.replace(/\](?=[([:])/gu, ']\\').replaceAll('<', '\\<');

const toMarkdown = (quotes: readonly Quote[]): string =>
  quotes
    .map((quote) => {
      const lines = withoutHiddenCharacters(quote.text).split('\n');
      const said = lines.map((line) => (line.trim() === '' ? '>' : `> ${plain(line)} (${kindOf(quote)})`));
      return [...said, `> — ${plain(attributeQuote(quote))} (${kindOf(quote)})`].join('\n');
    })
    .join('\n\n');

/** Whether a name waits for somebody's decision is a note of ours, and no part of what was said. */
const withoutNote = (quote: Quote): Quote => {
  const { suspect: _suspect, ...said } = quote;
  return said;
};

const toJson = (topic: string, quotes: readonly Quote[]): string =>
  JSON.stringify(
    { topic: onOneLine(topic), quotes: quotes.map((quote) => ({ kind: kindOf(quote), ...withoutNote(quote) })) },
    undefined,
    1,
  );

/**
 * Quotes with all that is known of where they come from. Words stay as they are in JSON; elsewhere
 * without invisible characters, and with what keeps a spreadsheet or a page from making something else of them.
 */
export const exportQuotes = (format: ExportFormat, topic: string, quotes: readonly Quote[]): string => {
  if (format === 'csv') return toCsv(quotes);
  return format === 'json' ? toJson(topic, quotes) : toMarkdown(quotes);
};
