import type { EvidenceBlock, QuoteBlock } from '../message.ts';
import { hasHiddenCharacters, onOneLine, withoutHiddenCharacters } from '../text.ts';
import { describePermission, type Evidence, hasHumanVoice, type Quote, type QuoteCandidate, type QuoteFilters } from './quotes.ts';
import { quoteWithdrawn } from './withdrawn.ts';

/** Source, date, segment, stars and permission of a quote, and what was done to it, from the stored data alone. */
export const attributeQuote = (quote: Quote): string =>
  [
    onOneLine(quote.source),
    quote.date,
    quote.segment === undefined ? '' : onOneLine(quote.segment),
    quote.stars === undefined ? '' : `${quote.stars} of 5 stars`,
    quote.licence === undefined
      ? describePermission[quote.permission]
      : `${describePermission[quote.permission]}: ${onOneLine(quote.licence)}`,
    quote.redacted ? 'redacted: something personal was taken out' : '',
    quote.translated ? 'translated' : '',
    quote.link === undefined ? '' : onOneLine(quote.link),
  ]
    .filter(Boolean)
    .join(' · ');

/** `and 4 more say nearly the same`, or `''`. */
const describeAlike = (alike = 0): string => (alike === 0 ? '' : ` · and ${alike} more ${alike === 1 ? 'says' : 'say'} nearly the same`);

/** A quote in its own shape. The words are verbatim, but for hidden characters, which are left out and said to be. */
export const showQuote = (candidate: Omit<QuoteCandidate, 'strength'>): QuoteBlock => ({
  type: 'quote',
  id: candidate.quote.id,
  text: withoutHiddenCharacters(candidate.quote.text),
  words: candidate.words,
  attribution: `${attributeQuote(candidate.quote)}${describeAlike(candidate.alike)}`,
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
    filters.until === undefined ? '' : `until ${filters.until}`,
    filters.stars === undefined ? '' : `at least ${filters.stars} of 5 stars`,
  ]
    .filter(Boolean)
    .join(', ');

const searchedIn = (evidence: Evidence): string => {
  const filters = describeFilters(evidence.filters);
  const what = evidence.samples ? counted(evidence.searched, 'sample line', 'sample lines') : counted(evidence.searched, 'quote', 'quotes');
  return `${what} searched${filters ? ` (${filters})` : ''}`;
};

const describeFound = (evidence: Evidence): string => {
  const { verdict, quotes, samples, searched } = evidence;
  if (samples && verdict === 'quotes') {
    return `No real user said this. ${counted(quotes.length, 'sample line comes', 'sample lines come')} close; ${searchedIn(evidence)}.`;
  }
  if (verdict === 'quotes') {
    const words = [...new Set(quotes.flatMap((candidate) => candidate.words.map((word) => word.toLowerCase())))].slice(0, 6);
    if (words.length === 0) {
      return `${counted(quotes.length, 'real quote is', 'real quotes are')} close in meaning, with none of the words; ${searchedIn(evidence)}.`;
    }
    return `${counted(quotes.length, 'real quote is close', 'real quotes are close')}, on ${words.map((word) => `“${word}”`).join(', ')}; ${searchedIn(evidence)}.`;
  }
  if (samples || searched === 0) return 'No real user said this: there are no quotes here yet.';
  return `No real user said this: nothing matches; ${searchedIn(evidence)}.`;
};

/**
 * What was found, in one sentence that always names how much was searched. A match is called close, never support: on paraphrases about
 * half of the matches are about something else, which the shown words let people judge.
 */
export const describeEvidence = (evidence: Evidence): string => {
  if (!evidence.withdrawn) return describeFound(evidence);
  // Nothing was found any more is not the same as nothing was found.
  return evidence.quotes.length > 0 ? `${describeFound(evidence)} ${quoteWithdrawn}` : quoteWithdrawn;
};

/** The evidence under a claim. */
export const showEvidence = (evidence: Evidence): EvidenceBlock => ({
  verdict: evidence.verdict,
  human: hasHumanVoice(evidence),
  sentence: describeEvidence(evidence),
  quotes: evidence.quotes.map(showQuote),
});

/** How many quotes a search found in all, and among how many. */
export const describeYield = (evidence: Evidence): string =>
  `${counted(evidence.quotes.length, 'quote matches', 'quotes match')}; ${searchedIn(evidence)}.`;
