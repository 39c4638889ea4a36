import type { Quote } from './quotes.ts';
import { attributeQuote } from './show-evidence.ts';
import { onOneLine } from './text.ts';

/** The forms in which quotes leave the house. */
export const exportFormats = ['markdown', 'csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** On every line of an export: what it is, and what it must not be used for. */
const kind = 'verbatim words of a real person; no testimonial';

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

// A cell that begins with one of these is a formula to a spreadsheet (owasp.org/www-community/attacks/CSV_Injection, read 2026-11-21).
const cell = (value: string | number | boolean | undefined): string => {
  const text = value === undefined ? '' : String(value);
  return `"${(/^[\s]*[=+\-@]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

const toCsv = (quotes: readonly Quote[]): string =>
  [columns.join(','), ...quotes.map((quote) => columns.map((column) => cell(column === 'kind' ? kind : quote[column])).join(','))].join(
    '\n',
  );

const toMarkdown = (quotes: readonly Quote[]): string =>
  quotes
    .map((quote) => {
      const lines = quote.text.split(/\r\n|[\r\n\u2028\u2029]/).map((line) => `> ${line}`);
      return [...lines, `> — ${attributeQuote(quote)} (${kind})`].join('\n');
    })
    .join('\n\n');

const toJson = (topic: string, quotes: readonly Quote[]): string =>
  JSON.stringify({ topic: onOneLine(topic), quotes: quotes.map((quote) => ({ kind, ...quote })) }, undefined, 1);

/** Quotes with all that is known of where they come from. Texts stay as they are, but for the sign that keeps a spreadsheet from running one. */
export const exportQuotes = (format: ExportFormat, topic: string, quotes: readonly Quote[]): string => {
  if (format === 'csv') return toCsv(quotes);
  return format === 'json' ? toJson(topic, quotes) : toMarkdown(quotes);
};
