import type { TurnResult } from '../panel/turn.ts';
import type { Evidence } from './quotes.ts';

/** What stands where a quote stood that somebody took back. */
export const quoteWithdrawn = 'A quote was withdrawn here.';

const fromEvidence = (evidence: Evidence, ids: ReadonlySet<string>): Evidence => {
  const quotes = evidence.quotes.filter(({ quote }) => !ids.has(quote.id));
  if (quotes.length === evidence.quotes.length) return evidence;
  return { ...evidence, quotes, verdict: quotes.length > 0 ? 'quotes' : 'nothing', withdrawn: true };
};

/** True for a turn that showed a quote which was taken back. */
export const hasWithdrawn = (result: TurnResult): boolean =>
  result.kind === 'reaction' && result.reaction.evidence.some((claims) => claims.some(({ withdrawn }) => withdrawn));

/** The same result of a turn without these quotes; the same object when it holds none of them. */
export const withdrawQuotes = (result: TurnResult, ids: ReadonlySet<string>): TurnResult => {
  if (result.kind !== 'reaction') return result;
  const evidence = result.reaction.evidence.map((claims) => claims.map((one) => fromEvidence(one, ids)));
  const isSame = evidence.every((claims, option) => claims.every((one, claim) => one === result.reaction.evidence[option]?.[claim]));
  return isSame ? result : { ...result, reaction: { ...result.reaction, evidence } };
};
