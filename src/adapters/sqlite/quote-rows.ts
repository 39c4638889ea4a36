import { hash } from 'node:crypto';
import { type NewQuote, permissions, type Quote, type QuoteFilters } from '../../core/quotes/quotes.ts';
import type { Said } from './quote-identities.ts';
import { pack, packOptional, type Row, readNumber, readOneOf, readOptionalText, readText } from './values.ts';

/** Eight bytes by which rows with the same words by the same person from the same source are found; others may have them too. */
const identityOf = ({ source, speaker, text }: Pick<NewQuote, 'source' | 'text'> & { speaker?: string | undefined }): Uint8Array =>
  hash('sha256', JSON.stringify([source, speaker ?? null, text]), 'buffer').subarray(0, 8);

/** What two rows are compared by. */
export const saidBy = (quote: Pick<NewQuote, 'source' | 'text'> & { speaker?: string | undefined }): Said => ({
  identity: identityOf(quote),
  text: pack(quote.text),
  source: pack(quote.source),
  speaker: packOptional(quote.speaker),
});

/** Asks a row `q` for source and segment, where they are bound. */
export const ofSourceAndSegment = '(:source IS NULL OR q.source = :source) AND (:segment IS NULL OR q.segment = :segment)';

/** Filters as `rowFilter` and `ofSourceAndSegment` take them. Days are compared as text, in which `~` comes last. */
export const bindFilters = ({ since, until, stars, source, segment }: QuoteFilters) => ({
  since: since ?? '',
  until: until ?? '~',
  stars: stars ?? -1,
  source: packOptional(source),
  segment: packOptional(segment),
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
    ...(row['redacted'] === 1 ? { redacted: true } : {}),
    ...(row['translated'] === 1 ? { translated: true } : {}),
    ...(row['suspect'] === 1 ? { suspect: true } : {}),
    ...(link === undefined ? {} : { link }),
  };
};

/** A text as FTS5 takes it: a lone surrogate is no letter, so nothing that can be searched is lost. */
export const indexedText = (text: string): string => text.toWellFormed();
