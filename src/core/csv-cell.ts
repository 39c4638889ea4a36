import { withoutHiddenCharacters } from './text.ts';

/**
 * One cell of a table that leaves the house, always in quotation marks (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front: at the
 * beginning, behind spaces and invisible characters, in full width as Excel reads it in Japan, and behind a separator of other countries, where the cell would be split
 * (owasp.org/www-community/attacks/CSV_Injection, read 2026-11-21). Invisible characters are left out, because they can turn round how a line reads.
 */
export const csvCell = (value: string | number | boolean | undefined): string => {
  if (typeof value !== 'string') return `"${value ?? ''}"`;
  const text = withoutHiddenCharacters(value).replace(/([;\t][ ]*)(?=[=+\-@＝＋－＠])/gu, "$1'");
  return `"${(/^(?:\s*[=+\-@＝＋－＠]|[\t\n])/u.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};
