import { chooseTerms, feedback, type Hit, joinHits } from '../../core/quotes/feedback.ts';
import { matchedWords, placesOf, type Token, type Unit, unitsOf } from '../../core/quotes/query-units.ts';
import { matchStrength, type Quote, type QuoteCandidate } from '../../core/quotes/quotes.ts';
import { tokenize } from './tokens.ts';

/*
 * Okapi BM25 with the numbers that SQLite's FTS5 has built in (https://www.sqlite.org/fts5.html#the_bm25_function, read 2026-11-21):
 * k1 = 1.2, b = 0.75, and an idf that is never below 1e-6.
 */
const k1 = 1.2;
const b = 0.75;

/** One stored row. `tokens` are cut once, when the row comes in. */
export type KeptQuote = Readonly<{
  quote: Quote;
  identity: string;
  speaker?: string | undefined;
  tokens: readonly Token[];
}>;

const stemsOf = (tokens: readonly Token[]): readonly string[] => tokens.map(({ stem }) => stem);

// A quote's source and its segment are one more word each to FTS5, where a filter finds them, and so count towards its length.
const lengthOf = ({ quote, tokens }: KeptQuote): number => tokens.length + (quote.segment === undefined ? 1 : 2);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const rowsWith = (all: readonly KeptQuote[], unit: Unit): number =>
  all.filter(({ tokens }) => placesOf(unit, stemsOf(tokens)).length > 0).length;

type Found = Hit<KeptQuote> & Readonly<{ held: readonly number[] }>;

/** The rows that hold any of the units, best first; `held` has for each unit in a row how many quotes have it. */
const findAny = (units: readonly Unit[], all: readonly KeptQuote[], among: readonly KeptQuote[]): readonly Found[] => {
  const average = sum(all.map(lengthOf)) / all.length;
  const weights = units.map((unit) => {
    const rows = rowsWith(all, unit);
    const okapi = Math.log((all.length - rows + 0.5) / (rows + 0.5));
    return { unit, rows, okapi: okapi > 0 ? okapi : 1e-6 };
  });
  return among
    .flatMap((row) => {
      const length = k1 * (1 - b + (b * lengthOf(row)) / average);
      const stems = stemsOf(row.tokens);
      const found = weights.map((weight) => ({ ...weight, times: placesOf(weight.unit, stems).length }));
      const present = found.filter(({ times }) => times > 0);
      if (present.length === 0) return [];
      const score = sum(present.map(({ okapi, times }) => (okapi * times * (k1 + 1)) / (times + length)));
      return [{ score, row, held: present.map(({ rows }) => rows) }];
    })
    .toSorted((one, other) => other.score - one.score);
};

/** What follows the first hits, ordered by the words that these share as well. */
const widen = (
  units: readonly Unit[],
  first: readonly Found[],
  all: readonly KeptQuote[],
  among: readonly KeptQuote[],
): readonly Found[] => {
  const asked = new Set(units.map((unit) => unit.join(' ')));
  const shared = new Map<string, Unit>();
  const hits = first.slice(0, feedback.docs).map(({ row, score }) => {
    const own = unitsOf(row.quote.text, tokenize).filter((unit) => !asked.has(unit.join(' ')));
    for (const unit of own) shared.set(unit.join(' '), unit);
    return { score, terms: own.map((unit) => unit.join(' ')) };
  });
  const terms = chooseTerms(hits, all.length, (term) => rowsWith(all, shared.get(term) ?? []));
  const further = findAny(
    terms.map((term) => shared.get(term) ?? []),
    all,
    among,
  );
  const known = new Map(first.map((hit) => [hit.row, hit]));
  return joinHits<KeptQuote>(first.slice(0, feedback.depth), further.slice(0, feedback.further), (row) => row).map(
    ({ row }) => known.get(row) ?? { row, score: 0, held: [] },
  );
};

/** Ranks `among` by what `all` say about the words of a query: best first, equals in the order in which they came. */
export const rank = (
  text: string,
  all: readonly KeptQuote[],
  among: readonly KeptQuote[],
  wide: true | undefined,
): readonly QuoteCandidate[] => {
  const units = unitsOf(text, tokenize);
  const first = findAny(units, all, among);
  const asked = units.map((unit) => rowsWith(all, unit));
  return (wide && first.length > 0 ? widen(units, first, all, among) : first).map(({ row, score, held }) => ({
    quote: row.quote,
    strength: matchStrength({ quotes: all.length, bm25: score, asked, found: held }),
    words: matchedWords(row.quote.text, row.tokens, units),
  }));
};
