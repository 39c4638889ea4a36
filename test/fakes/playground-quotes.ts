import { contentWords, findWords } from '../../src/core/query.ts';
import type { Evidence, Quote } from '../../src/core/quotes/quotes.ts';

const quote = (id: string, text: string, permission: Quote['permission'], source: string, segment?: string): Quote => ({
  id,
  text,
  source,
  date: '2026-04-30',
  permission,
  ...(segment === undefined ? {} : { segment }),
});

const sample = 'Sounding Board sample file';

/** Lines that stand in for a space's quotes. Made up for these tests; the permissions only choose how they are shown. */
export const scriptedQuotes: readonly Quote[] = [
  quote(
    'q1',
    'I signed up because it took one tap. Cancelling took a phone call and two letters.',
    'public-review',
    'Test reviews',
    'under 30',
  ),
  quote('q2', 'Show me what it costs before you ask me for anything.', 'own-customers', 'Test survey', 'families'),
  quote('q5', 'The price at the top saved me the trip. More of that.', 'public-review', 'Test reviews', 'over 60'),
  quote('q3', 'Sample line, nobody’s words: saving money sounds fine, but I want to see where the money goes.', 'sample', sample),
  quote('q4', 'Sample line, nobody’s words: a free month is free until I forget about it.', 'sample', sample),
];

/** Finds quotes by common words. Crude on purpose: what matters here is how evidence looks, not how it is found. */
export const findEvidence = (text: string, quotes: readonly Quote[]): Evidence => {
  const wanted = new Set(contentWords(text));
  const candidates = quotes.flatMap((candidate) => {
    const words = findWords(candidate.text).flatMap(({ folded, written }) => (wanted.has(folded) ? [written] : []));
    return words.length > 0 ? [{ quote: candidate, strength: words.length, words }] : [];
  });
  const ranked = candidates.toSorted((a, b) => b.strength - a.strength);
  // As the real desk does it: one answer never mixes sample lines with the words of people.
  const samples = ranked[0]?.quote.permission === 'sample';
  const best = ranked.filter(({ quote: found }) => (found.permission === 'sample') === samples).slice(0, 2);
  return { verdict: best.length > 0 ? 'quotes' : 'nothing', quotes: best, loose: 0, searched: quotes.length, filters: {}, samples };
};
