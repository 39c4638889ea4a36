import { z } from 'zod';
import { daySchema } from '../basis.ts';
import { groupAlike, isNearlySame } from './near-duplicates.ts';

/**
 * On what ground words may be shown. `sample` marks lines that were written for a first look: they are nobody's words, are
 * never called quotes of people, and never count as a human voice.
 */
export const permissions = ['consent', 'licence', 'public-review', 'own-customers', 'sample'] as const;
export type Permission = (typeof permissions)[number];

/** The phrase shown beside a quote. */
export const describePermission = {
  consent: 'with consent',
  licence: 'under licence',
  'public-review': 'public review',
  'own-customers': 'own customer',
  sample: 'sample, nobody’s words',
} as const satisfies Record<Permission, string>;

/** Longest text of one quote, in UTF-16 units. Longer rows are refused by line: they are documents, not quotes. */
export const maxQuoteUnits = 4_000;

/** A web address that may be shown: http or https, without a name or password in it. */
const isWebLink = (link: string): boolean => {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && !/\s/.test(link);
};

/** One row as it is imported. `text` is verbatim and is never changed after this check. */
export const newQuoteSchema = z.strictObject({
  text: z
    .string('there are no words in it')
    .max(maxQuoteUnits, `the text is longer than ${maxQuoteUnits} characters`)
    .refine((text) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(text), 'there are no words in it'),
  source: z.string('no source is given').trim().min(1, 'no source is given').max(120, 'the source is longer than 120 characters'),
  date: daySchema.describe('The day on which it was said or published.'),
  segment: z.string().trim().max(60, 'the segment is longer than 60 characters').optional(),
  permission: z.enum(permissions, `the permission must be one of: ${permissions.join(', ')}`),
  licence: z.string().trim().max(80, 'the licence is longer than 80 characters').optional(),
  speaker: z.string().trim().max(120, 'the speaker id is longer than 120 characters').optional(),
  stars: z.number().min(0).max(5).optional(),
  redacted: z.literal(true).optional().describe('Something personal was taken out; the text shows where.'),
  translated: z.literal(true).optional().describe('These are not the words as they were said, but a translation.'),
  suspect: z.literal(true).optional().describe('A name or an address may be in it; a person decides. Never shown.'),
  link: z.string().trim().max(500, 'the link is longer than 500 characters').refine(isWebLink, 'the link is no web address').optional(),
});
export type NewQuote = z.infer<typeof newQuoteSchema>;

/** The verbatim words of a real person as stored; `permission: 'sample'` is the one exception. The speaker is never handed out. */
export type Quote = Readonly<Omit<NewQuote, 'speaker'> & { id: string }>;

/** True for words that a language model may be shown: those of people, in which no name and no address waits for somebody's decision. */
export const mayLeave = ({ permission, suspect }: Quote): boolean => permission !== 'sample' && suspect !== true;

/** Narrows a search: `since` and `until` are the first and the last day, `stars` is the least. Every filter in force is named beside the result. */
export type QuoteFilters = Readonly<{ segment?: string; source?: string; since?: string; until?: string; stars?: number }>;

/**
 * One candidate of a lexical search: how strongly it matches (`matchStrength`), and the words of the quote that matched, as written. `alike` others that were
 * found say nearly the same and are left out.
 */
export type QuoteCandidate = Readonly<{ quote: Quote; strength: number; words: readonly string[]; alike?: number }>;

/** What a search found before anybody judged it: best first, and how many quotes were searched. */
export type QuoteCandidates = Readonly<{ searched: number; candidates: readonly QuoteCandidate[] }>;

/**
 * Where "nothing matches" begins. Of paraphrases whose topic was taken away, 4 % get a false answer while 68 % of all and 73 % of those that can be answered keep theirs
 * (5,583 opinions, bench/README.md); `npm run bench:quotes` prints it for any collection.
 */
export const gate = { quotes: 0.8, loose: 0.6 } as const;

/**
 * Below `few` quotes a collection is too small to say which words are rare: in forty answers to one survey its very subject is in
 * half of them. Words are then weighed as if the collection lay among `many`, the smallest size for which the gate was set.
 */
const collection = { few: 2_000, many: 7_000 } as const;

/** How much it says that a word is there, of `all` quotes of which `rows` hold it. A word that is nowhere says most. */
export const idf = (all: number, rows: number): number => Math.log(1 + (all - rows + 0.5) / (rows + 0.5));

const weigh = (all: number, rows: readonly number[]): number => rows.reduce((total, one) => total + idf(all, one), 0);

/**
 * How strongly a quote matches: bm25 × idf-weighted coverage of the query ÷ the idf of an unseen word, which does not drift with the size
 * of the collection. In a small collection the idf of the words found stands in for bm25. A quote that holds the one word that was asked
 * for, or in a small collection all of them, always matches: that is what somebody who types a word expects. `asked` and `found` hold, for
 * each word of the query and for each of those in the quote, how many quotes of the space have it. `bench/README.md` has the figures.
 */
export const matchStrength = (
  match: Readonly<{ quotes: number; bm25: number; asked: readonly number[]; found: readonly number[] }>,
): number => {
  const { quotes, bm25, asked, found } = match;
  const isSmall = quotes < collection.few;
  const all = isSmall ? collection.many : quotes;
  const score = isSmall ? weigh(all, found) : bm25;
  const strength = (score * weigh(all, found)) / weigh(all, asked) / idf(all, 0);
  const isComplete = found.length === asked.length && (isSmall || asked.length === 1);
  return isComplete ? Math.max(strength, gate.quotes) : strength;
};

/** A judged search. `nothing` is an answer, and says how much was searched. */
export type Evidence = Readonly<{
  verdict: 'quotes' | 'nothing';
  quotes: readonly QuoteCandidate[];
  loose: number;
  searched: number;
  /** What only vectors found: close in meaning to a program, with none of the words that were asked for. Shown apart, if at all. */
  near?: readonly QuoteCandidate[];
  filters: QuoteFilters;
  /** The sample lines were searched, because there are no quotes yet. */
  samples: boolean;
  /** A quote stood here that was taken back later. */
  withdrawn?: true;
}>;

/** How a search is judged. With `loose` the lower gate holds: for a judge that reads each quote, never for people. */
export type JudgeRules = Readonly<{ filters: QuoteFilters; limit: number; samples?: boolean; loose?: boolean }>;

const isSample = ({ quote }: QuoteCandidate): boolean => quote.permission === 'sample';

/** Of quotes that say nearly the same the first, with the number of the others: five times one review is no five voices. */
const oneOfEach = (candidates: readonly QuoteCandidate[]): readonly QuoteCandidate[] =>
  groupAlike(candidates, (one, other) => isSample(one) === isSample(other) && isNearlySame(one.quote.text, other.quote.text)).map(
    ({ first, others }) => (others.length > 0 ? { ...first, alike: others.length } : first),
  );

/** Lets through the candidates that are strong enough to be called matching, at most `limit`, and counts those that nearly are. */
export const judge = ({ searched, candidates }: QuoteCandidates, request: JudgeRules): Evidence => {
  const strong = candidates.filter(({ strength }) => strength >= (request.loose ? gate.loose : gate.quotes));
  const loose = candidates.filter(({ strength }) => strength >= gate.loose && strength < gate.quotes).length;
  return {
    verdict: strong.length > 0 ? 'quotes' : 'nothing',
    quotes: oneOfEach(strong).slice(0, request.limit),
    loose,
    searched,
    filters: request.filters,
    samples: request.samples ?? false,
  };
};

/** True when at least one quote of a person, not a sample, stands behind a claim. */
export const hasHumanVoice = (evidence: Evidence): boolean => evidence.quotes.some(({ quote }) => quote.permission !== 'sample');
