import type { EvidenceBlock, QuoteBlock } from './message.ts';
import { describePermission, type Evidence, hasHumanVoice, type QuoteCandidate, type QuoteFilters } from './quotes.ts';
import { hasHiddenCharacters, onOneLine, withoutHiddenCharacters } from './text.ts';

/** Source, date, segment, stars and permission of a quote, from the stored data alone. */
const attribute = ({ quote }: Pick<QuoteCandidate, 'quote'>): string =>
  [
    onOneLine(quote.source),
    quote.date,
    quote.segment === undefined ? '' : onOneLine(quote.segment),
    quote.stars === undefined ? '' : `${quote.stars} of 5 stars`,
    quote.licence === undefined
      ? describePermission[quote.permission]
      : `${describePermission[quote.permission]}: ${onOneLine(quote.licence)}`,
  ]
    .filter(Boolean)
    .join(' · ');

/** A quote in its own shape. The words are verbatim, but for hidden characters, which are left out and said to be. */
export const showQuote = (candidate: Omit<QuoteCandidate, 'strength'>): QuoteBlock => ({
  type: 'quote',
  text: withoutHiddenCharacters(candidate.quote.text),
  words: candidate.words,
  attribution: attribute(candidate),
  permission: candidate.quote.permission,
  human: candidate.quote.permission !== 'sample',
  cleaned: hasHiddenCharacters(candidate.quote.text),
});

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** The filters in force as people read them, or `''`. */
export const describeFilters = (filters: QuoteFilters): string =>
  [
    filters.segment === undefined ? '' : `segment “${onOneLine(filters.segment)}”`,
    filters.source === undefined ? '' : `source “${onOneLine(filters.source)}”`,
    filters.since === undefined ? '' : `since ${filters.since}`,
  ]
    .filter(Boolean)
    .join(', ');

const searchedIn = (evidence: Evidence): string => {
  const filters = describeFilters(evidence.filters);
  const what = evidence.samples ? counted(evidence.searched, 'sample line', 'sample lines') : counted(evidence.searched, 'quote', 'quotes');
  return `${what} searched${filters ? ` (${filters})` : ''}`;
};

/**
 * What was found, in one sentence that always names how much was searched. A match is called close, never support: on paraphrases about
 * half of the matches are about something else, which the shown words let people judge.
 */
export const describeEvidence = (evidence: Evidence): string => {
  const { verdict, quotes, samples, searched } = evidence;
  if (samples && verdict === 'quotes') {
    return `No real user said this. ${counted(quotes.length, 'sample line comes', 'sample lines come')} close; ${searchedIn(evidence)}.`;
  }
  if (verdict === 'quotes') {
    const words = [...new Set(quotes.flatMap((candidate) => candidate.words.map((word) => word.toLowerCase())))].slice(0, 6);
    return `${counted(quotes.length, 'closest real quote', 'closest real quotes')}, on ${words.map((word) => `“${word}”`).join(', ')}; ${searchedIn(evidence)}.`;
  }
  if (samples || searched === 0) return 'No real user said this: there are no quotes here yet.';
  return `No real user said this: nothing matches; ${searchedIn(evidence)}.`;
};

/** The evidence under a claim. */
export const showEvidence = (evidence: Evidence): EvidenceBlock => ({
  verdict: evidence.verdict,
  human: hasHumanVoice(evidence),
  sentence: describeEvidence(evidence),
  quotes: evidence.quotes.map(showQuote),
});
