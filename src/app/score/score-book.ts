import { createHash } from 'node:crypto';
import { canonicalJson, commit } from '../../core/ledger/chain.ts';
import type { Forecast } from '../../core/ledger/entry.ts';
import type { LedgerItem } from '../../core/ledger/item.ts';
import { pool } from '../../core/ledger/pool.ts';
import { pickByRules } from '../../core/ledger/rules.ts';
import { readScore } from '../../core/ledger/score.ts';
import type { Seat } from '../../core/panel/closing-said.ts';
import type { Odds } from '../../core/panel/reaction.ts';
import { fitShrinkage } from '../../core/score/shrink.ts';
import { isComparison } from '../../core/stimulus.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Documents } from '../../ports/documents.ts';
import type { PanelRecord } from '../../ports/journal.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import { panelExtraKinds } from '../panels/panel-books.ts';

/** SHA-256 as lower-case hex, which the chain of a ledger is made of. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

type BookParts = Readonly<{ ledger: Ledger; documents: Documents; random: Random; clock: Clock }>;

/** What a run writes into the ledger and reads from it. All of it may be repeated after a crash. */
export type ScoreBook = Readonly<{
  /** Seals what a panel forecasts. The first seal of a panel stays. */
  seal: (panel: PanelRecord, seats: readonly Seat[]) => Promise<void>;
  /** Waits until a panel's answers may be read, and notes that from then on no vote is blind. Ends without a reveal when it is called off. */
  untilRevealed: (panel: PanelRecord, signal: AbortSignal) => Promise<void>;
  item: (panel: PanelRecord) => Promise<LedgerItem>;
  /** How far forecasts of this set are to be drawn towards a coin. */
  shrinkage: (panel: PanelRecord) => Promise<number>;
}>;

/** True for a panel whose forecast counts: a first round that compares. Discussions and further questions do not. */
export const isScored = ({ plan }: Pick<PanelRecord, 'plan'>): boolean => !plan.follows && isComparison(plan.stimulus);

const personasOf = (seats: readonly Seat[]): Forecast['personas'] =>
  seats.flatMap(({ persona, result }) => {
    const odds = result.kind === 'reaction' ? result.reaction.spoken?.odds : undefined;
    return odds ? [{ id: persona.id, model: result.engine.name, options: [...odds.options], noOpinion: odds.noOpinion }] : [];
  });

/** What a panel says will win. Personas that failed or answered from their files have no chances to give and are left out. */
const forecastOf = ({ ref, plan }: PanelRecord, seats: readonly Seat[], control: { model: string; odds?: Odds } | undefined): Forecast => {
  const options = [...plan.stimulus.options];
  const personas = personasOf(seats);
  const pooled = pool(personas, plan.seats.length);
  const { odds } = control ?? {};
  return {
    number: ref.number,
    options,
    set: { id: plan.set.id, version: plan.set.version },
    models: [...new Set(personas.map(({ model }) => model))],
    seed: plan.seed,
    seats: plan.seats.length,
    personas,
    ...(pooled ? { pooled: [...pooled] } : {}),
    ...(control && odds ? { control: { model: control.model, options: [...odds.options], noOpinion: odds.noOpinion } } : {}),
    rules: pickByRules(options),
  };
};

/** How often a held panel looks whether somebody has revealed it, in milliseconds. */
const lookMs = 500;

/** Makes the book of one house. */
export const createScoreBook = ({ ledger, documents, random, clock }: BookParts): ScoreBook => {
  const item: ScoreBook['item'] = ({ ref }) => ledger.item(ref.space, ref.id);
  return {
    item,
    seal: async (panel, seats) => {
      const { space, id } = panel.ref;
      if (!isScored(panel) || (await item(panel)).forecast) return;
      const stored = await documents.get(space, panelExtraKinds.control, id);
      // Written by this application and by nothing else, so its shape is known.
      const forecast = forecastOf(panel, seats, stored?.value as { model: string; odds?: Odds } | undefined);
      const nonce = random.id();
      // A forecast that stands there already was sealed by whoever worked on the panel before.
      await ledger.append(space, { kind: 'forecast', panel: id, forecast, nonce, commitment: commit(forecast, nonce, sha256) });
    },
    untilRevealed: async (panel, signal) => {
      if (!panel.plan.voting || !isScored(panel)) return;
      const until = Date.parse(panel.acceptedAt) + panel.plan.voting.holdMinutes * 60_000;
      while (!(await item(panel)).isRevealed && clock.now().getTime() < until && !signal.aborted) await clock.sleep(lookMs, signal);
      if (!signal.aborted) await ledger.append(panel.ref.space, { kind: 'reveal', panel: panel.ref.id });
    },
    shrinkage: async ({ ref, plan }) => fitShrinkage(readScore(await ledger.tally(ref.space, `set ${plan.set.id}`)).bins),
  };
};

/** The id of a test of the past: the same test imported twice is one. */
export const pastId = (test: unknown): string => `past:${sha256(canonicalJson(test)).slice(0, 32)}`;
