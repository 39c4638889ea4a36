import { fuse } from './fusion.ts';
import { type Evidence, gate, type JudgeRules, judge, type QuoteCandidate, type QuoteCandidates } from './quotes.ts';

/*
 * A search by words and by meaning as one. Words alone decide what is called a match; meaning orders it, and what only meaning found is kept apart, unless somebody who read it
 * says that it is about the topic.
 */

/**
 * From which cosine on a quote without any of the words is called close in meaning. Not measured: no embedder was at hand. Those in use today put unrelated short texts
 * below 0.3 and paraphrases above 0.5.
 */
const nearCosine = 0.5;

/** A quote that vectors found, by its cosine. */
export type NearCandidate = Readonly<{ quote: QuoteCandidate['quote']; cosine: number }>;

/** Words and meaning in one order (reciprocal rank, k = 60). What only meaning found has no words and a strength of 0. */
export const joinByMeaning = (found: QuoteCandidates, near: readonly NearCandidate[]): QuoteCandidates => {
  const close = near.filter(({ cosine }) => cosine >= nearCosine);
  const byId = new Map<string, QuoteCandidate>(close.map(({ quote }) => [quote.id, { quote, strength: 0, words: [] }]));
  for (const candidate of found.candidates) byId.set(candidate.quote.id, candidate);
  const ids = fuse([found.candidates.map(({ quote }) => quote.id), close.map(({ quote }) => quote.id)]);
  return { searched: found.searched, candidates: ids.flatMap((id) => byId.get(id) ?? []) };
};

/** Which quotes somebody who read them calls about the topic, and which beside it, by their ids. */
export type Judgement = Readonly<{ about: ReadonlySet<string>; beside: ReadonlySet<string> }>;

const unread: Judgement = { about: new Set(), beside: new Set() };

/** True for what only meaning found. */
const isWordless = ({ strength, words }: QuoteCandidate): boolean => strength === 0 && words.length === 0;

/**
 * Like `judge`, with what somebody found who read the candidates: those about the topic pass whatever their words, and those beside it do not; they count as loosely related. What
 * only meaning found and nobody read is in `near`.
 */
export const judgeRead = (found: QuoteCandidates, rules: JudgeRules, { about, beside }: Judgement = unread): Evidence => {
  const read = found.candidates.map((candidate) => {
    if (about.has(candidate.quote.id)) return { ...candidate, strength: Math.max(candidate.strength, gate.quotes) };
    // Not below what is loosely related: whoever wants to may still read it.
    return beside.has(candidate.quote.id) && candidate.strength >= gate.quotes ? { ...candidate, strength: gate.loose } : candidate;
  });
  const near = read.filter((candidate) => isWordless(candidate) && !beside.has(candidate.quote.id));
  const evidence = judge({ searched: found.searched, candidates: read }, rules);
  return near.length > 0 ? { ...evidence, near: near.slice(0, rules.limit) } : evidence;
};
