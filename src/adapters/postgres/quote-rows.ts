import { createHash } from 'node:crypto';
import { sameWords } from '../../core/quotes/near-duplicates.ts';
import { type Cut, piecesOf } from '../../core/quotes/pieces.ts';
import type { Tokenize } from '../../core/quotes/query-units.ts';
import { type NewQuote, permissions, type Quote } from '../../core/quotes/quotes.ts';
import type { Sql } from './connection.ts';
import { pack, packOptional, type Row, readNumber, readOneOf, readOptionalText, readText } from './values.ts';

const sha256 = (value: unknown): Buffer => createHash('sha256').update(JSON.stringify(value)).digest();

/** What makes two rows the same words by the same person from the same source. */
const identityOf = ({ source, speaker, text }: Pick<NewQuote, 'source' | 'speaker' | 'text'>): Buffer =>
  sha256([source, speaker ?? null, text]);

/** What texts have in common that say the same in another spelling (core/quotes/near-duplicates.ts). */
export const sameOf = (text: string): Buffer => sha256(sameWords(text));

/** What is kept of forgotten words, or of a speaker: it says nothing without them, and means nothing in another space. */
export const tombOf = (salt: string, what: Readonly<{ text: string } | { speaker: string }>): Buffer =>
  sha256([salt, ...('text' in what ? ['text', sameWords(what.text)] : ['speaker', what.speaker])]);

/** Longest stem of an index, in UTF-16 units; PostgreSQL refuses entries of more than 2,704 bytes. Longer "words" are told apart by their SHA-256. */
const mostStem = 200;
export const termOf = (stem: string): string => (stem.length <= mostStem ? stem : createHash('sha256').update(stem).digest('hex'));

/** The pieces of a text in order, with a space around each. */
const piecesText = (text: string, cut: Cut): string => ` ${piecesOf(text, cut).join(' ')} `;

/** What the index knows of a text: each of its stems in order, with a space around it, and the length that bm25 reckons with. */
const indexOf = ({ text, segment }: Pick<NewQuote, 'text' | 'segment'>, tokenize: Tokenize) => {
  const terms = tokenize(text).map(({ stem }) => termOf(stem));
  // Source and segment count as a word each, as they do in the other stores.
  return { stems: ` ${terms.join(' ')} `, words: terms.length + (segment === undefined ? 1 : 2) };
};

/** The columns that follow from the words of a quote. `cut` says what of it needs pieces. */
export const describeWords = (
  quote: Pick<NewQuote, 'text' | 'source' | 'speaker' | 'segment'>,
  tokenize: Tokenize,
  cut: Cut | undefined,
) => ({
  text: pack(quote.text),
  identity: identityOf(quote).toString('hex'),
  same: sameOf(quote.text).toString('hex'),
  ...indexOf(quote, tokenize),
  pieces: cut ? piecesText(quote.text, cut) : null,
});

/** A row of `quotes` as JSON: all columns but its number, its space and its batch. */
export const describeQuote = (id: string, quote: NewQuote, tokenize: Tokenize, cut: Cut | undefined) => ({
  id,
  ...describeWords(quote, tokenize, cut),
  source: pack(quote.source),
  date: quote.date,
  segment: packOptional(quote.segment),
  permission: quote.permission,
  licence: packOptional(quote.licence),
  speaker: packOptional(quote.speaker),
  stars: quote.stars ?? null,
  redacted: quote.redacted ?? null,
  translated: quote.translated ?? null,
  link: packOptional(quote.link),
  suspect: quote.suspect ?? null,
});

/** A quote from a row of `quotes`. The speaker stays behind. */
export const readQuote = (row: Row): Quote => {
  const segment = readOptionalText(row, 'segment');
  const licence = readOptionalText(row, 'licence');
  const link = readOptionalText(row, 'link');
  return {
    id: readText(row, 'id'),
    text: readText(row, 'text'),
    source: readText(row, 'source'),
    date: readText(row, 'date'),
    ...(segment === undefined ? {} : { segment }),
    permission: readOneOf(row, 'permission', permissions),
    ...(licence === undefined ? {} : { licence }),
    ...(row['stars'] === null ? {} : { stars: readNumber(row, 'stars') }),
    ...(row['redacted'] === true ? { redacted: true } : {}),
    ...(row['translated'] === true ? { translated: true } : {}),
    ...(row['suspect'] === true ? { suspect: true } : {}),
    ...(link === undefined ? {} : { link }),
  };
};

/** Rows of `quotes` by their numbers, without those that are gone. */
export const readQuotes = async (sql: Sql, numbers: readonly number[]): Promise<ReadonlyMap<number, Row>> => {
  const rows = await sql.all('SELECT * FROM quotes WHERE row = ANY ($1)', [numbers]);
  return new Map(rows.map((row) => [readNumber(row, 'row'), row]));
};
