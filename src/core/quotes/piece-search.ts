import { fuse } from './fusion.ts';
import { type PieceWord, seePieces } from './pieces.ts';
import { idf, matchStrength, type Quote, type QuoteCandidate } from './quotes.ts';

/** A word of a query, how many quotes hold it, and whether pieces find it in more quotes than the index of words does: all others are better asked there. */
export type AskedPieces = Readonly<{ word: PieceWord; rows: number; isBetter: boolean }>;

/** What two indexes know of a word: how many quotes hold all of its pieces, and how many the word itself. */
export const askPieces = (word: PieceWord, byPieces: number, byWords: number): AskedPieces => ({
  word,
  rows: Math.max(byPieces, byWords),
  isBetter: byWords === 0 || byPieces > byWords,
});

/**
 * Quotes that pieces found, with their strength, in their order. One without most of the pieces of any word is left out. What the words found weigh stands in for
 * bm25. `all` is the number of quotes of the space.
 */
export const weighPieces = (all: number, asked: readonly AskedPieces[], quotes: readonly Quote[]): readonly QuoteCandidate[] => {
  const words = asked.map(({ word }) => word);
  return quotes.flatMap((quote) => {
    const { found, written } = seePieces(words, quote.text);
    const seen = asked.filter(({ word }) => found.includes(word));
    if (!seen.some(({ isBetter }) => isBetter)) return [];
    const held = seen.map(({ rows }) => rows);
    const bm25 = held.reduce((sum, one) => sum + idf(all, one), 0);
    const strength = matchStrength({ quotes: all, bm25, asked: asked.map(({ rows }) => rows), found: held });
    return [{ quote, strength, words: written }];
  });
};

/** Two rankings as one, of each quote the better finding. */
export const joinCandidates = (
  one: readonly QuoteCandidate[],
  other: readonly QuoteCandidate[],
  limit: number,
): readonly QuoteCandidate[] => {
  const byId = new Map<string, QuoteCandidate>();
  for (const candidate of [...one, ...other]) {
    const known = byId.get(candidate.quote.id);
    if (!known || known.strength < candidate.strength) byId.set(candidate.quote.id, candidate);
  }
  const ids = fuse([one, other].map((list) => list.map(({ quote }) => quote.id)));
  return ids.flatMap((id) => byId.get(id) ?? []).slice(0, limit);
};
