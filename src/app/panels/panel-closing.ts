import type { ClosingFacts } from '../../core/panel/closing.ts';
import type { Seat } from '../../core/panel/closing-said.ts';
import type { ClosingScore } from '../../core/panel/closing-score.ts';
import type { JudgedClaim } from '../../core/panel/closing-voices.ts';
import type { GroundedReaction } from '../../core/panel/reaction.ts';
import { summariseSpeech } from '../../core/panel/summary.ts';
import { type Evidence, mayLeave, type QuoteCandidate } from '../../core/quotes/quotes.ts';
import type { PanelRecord } from '../../ports/journal.ts';
import type { JudgeAnswer } from '../models/models.ts';
import { panelExtraKinds } from './panel-books.ts';
import type { RunParts } from './run-parts.ts';

/** Quotes that a judge reads for one claim. It looks among weaker matches too, because words alone do not tell agreement from its opposite. */
const quotesPerJudgedClaim = 4;

/** Claims that a judge reads. A panel of six on one headline makes 6 to 24; comparisons of several options make more. */
const mostJudgedClaims = 24;

/** Longest wait for what is good to have on the last message, in milliseconds. Below the lease, so that the message is not lost for it. */
const extrasMs = 8_000;

type Read = Readonly<{ seats: readonly Seat[]; voices: readonly Evidence[]; before?: readonly Seat[]; score?: ClosingScore }>;
type ClaimAtHand = Readonly<{ id: string; persona: string; text: string; candidates: readonly QuoteCandidate[] }>;

/** False where there was nothing to search but samples, which no judge needs to read. */
const sawQuotes = ({ evidence }: GroundedReaction): boolean =>
  evidence.some((claims) => claims.some(({ searched, samples }) => searched > 0 && !samples));

/** Claims of language models with the quotes close to them, and how many claims nobody reads: those past the most, and those from files. */
const findCandidates = async (parts: RunParts, panel: PanelRecord, seats: readonly Seat[]) => {
  const claims = seats.flatMap(({ persona, result }) =>
    result.kind === 'reaction' && sawQuotes(result.reaction)
      ? result.reaction.answers.flatMap((answer) =>
          answer.claims.map(({ text }) => ({ persona: persona.name, text, isSpoken: result.reaction.spoken !== undefined })),
        )
      : [],
  );
  const read = claims.filter(({ isSpoken }) => isSpoken).slice(0, mostJudgedClaims);
  const found = await Promise.all(
    read.map(async ({ persona, text }, index): Promise<ClaimAtHand> => {
      const evidence = await parts.quotes.search(panel.ref.space, { text, filters: {}, limit: quotesPerJudgedClaim, loose: true });
      return { id: `c${index + 1}`, persona, text, candidates: evidence.quotes.filter(({ quote }) => mayLeave(quote)) };
    }),
  );
  return { claims: found.filter(({ candidates }) => candidates.length > 0), unread: claims.length - read.length };
};

/** Asks the judge once for each panel. What it found is kept, so a restart neither asks nor pays again. */
const askJudge = async (
  { documents, models }: RunParts,
  panel: PanelRecord,
  claims: readonly ClaimAtHand[],
  signal: AbortSignal,
): Promise<JudgeAnswer | undefined> => {
  const { space, id } = panel.ref;
  const kept = await documents.get(space, panelExtraKinds.judged, id);
  // Written below and by nothing else, so its shape is known.
  if (kept) return kept.value as JudgeAnswer;
  const answer = await models?.judge({
    space,
    claims: claims.map(({ id: claim, text, candidates }) => ({
      id: claim,
      text,
      quotes: candidates.map(({ quote }) => ({ id: quote.id, text: quote.text })),
    })),
    signal,
  });
  if (answer) {
    await documents.put(space, { kind: panelExtraKinds.judged, id, value: answer, author: 'sounding-board', expectedVersion: 0 });
  }
  return answer;
};

/** Sets each claim beside the quotes that a judge says support or contradict it. The words come from the store, never from the judge. */
const judgeClaims = async (parts: RunParts, panel: PanelRecord, seats: readonly Seat[], signal: AbortSignal) => {
  if (!parts.models) return undefined;
  const { claims, unread } = await findCandidates(parts, panel, seats);
  if (claims.length === 0) return undefined;
  const answer = await askJudge(parts, panel, claims, signal);
  const verdicts = answer?.verdicts;
  if (!verdicts) return undefined;
  const judged = claims.map(({ id, persona, text, candidates }): JudgedClaim => {
    const that = (verdict: string) =>
      candidates.filter(({ quote }) => verdicts.some((one) => one.claim === id && one.quote === quote.id && one.verdict === verdict));
    return { persona, text, supports: that('supports'), contradicts: that('contradicts') };
  });
  return { judged, unread };
};

/** Vectors for the spread gauge: one for each seat that spoke, in order. */
const embedSpeech = async (parts: RunParts, seats: readonly Seat[], signal: AbortSignal) => {
  const texts = seats.flatMap(({ result }) => (result.kind === 'reaction' ? [summariseSpeech(result)] : []));
  return texts.length > 1 ? parts.models?.embedder?.embed(texts, signal) : undefined;
};

/** Everything that the last message says, with what a judge and an embedding model add to it when they are there and quick enough. */
export const addUpClosing = async (parts: RunParts, panel: PanelRecord, read: Read, abort: AbortSignal): Promise<ClosingFacts> => {
  const signal = AbortSignal.any([abort, AbortSignal.timeout(extrasMs)]);
  const optional = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (!signal.aborted) parts.log.error('closing extra failed', error, { panel: panel.ref.id });
      return undefined;
    }
  };
  const rate = panel.plan.follows ? undefined : parts.rateSpeech;
  const [judgement, vectors, ratings] = await Promise.all([
    optional(judgeClaims(parts, panel, read.seats, signal)),
    optional(embedSpeech(parts, read.seats, signal)),
    rate ? optional(rate(read.seats, panel.plan.stimulus.options.length, signal)) : undefined,
  ]);
  return { ...read, ...judgement, ...(vectors ? { vectors } : {}), ...(ratings ? { ratings } : {}) };
};
