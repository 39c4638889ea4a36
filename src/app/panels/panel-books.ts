import { engineOfSeat } from '../../core/panel/panel.ts';
import { type PanelState, turnKey } from '../../core/panel/panel-machine.ts';
import { addTokens, countTokens, noTokens, type UsedTokens } from '../../core/usage.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Journal, PanelRecord } from '../../ports/journal.ts';
import { resultOf } from './panel-record.ts';

/* What language models used for one panel, added up from what was stored of it. */

/** Kinds under which a space keeps what language models did for a panel besides its turns. Their values hold `tokens`. */
export const panelExtraKinds = { control: 'panel-control', judged: 'panel-judged' } as const;

/** What a panel used. `lost` is the number of model calls of which nobody knows any more what they used. */
export type PanelUse = Readonly<{ tokens: UsedTokens; lost: number }>;

/** Calls that were begun and of which no answer was stored: a worker died, or the panel was stopped while they were under way. */
const countLost = (panel: PanelRecord, state: PanelState, answers: ReadonlyMap<string, string>): number =>
  state.turns
    .filter(({ persona }) => engineOfSeat(panel.plan, persona).kind === 'model')
    .reduce((lost, { persona, round, attempts }) => {
      const isKnown = answers.has(turnKey(persona, round)) && resultOf(panel, answers, persona).tokens !== undefined;
      return lost + Math.max(0, attempts - Number(isKnown));
    }, 0);

const readExtra = async (documents: Documents, { space, id }: PanelRecord['ref'], kind: string): Promise<UsedTokens> => {
  const document = await documents.get(space, kind, id);
  // Written by this application and by nothing else, so its shape is known.
  return (document?.value as { tokens?: UsedTokens } | undefined)?.tokens ?? noTokens;
};

/** Adds up what a panel used: its turns, the control and the judge. */
export const readUse = async (
  { journal, documents }: Readonly<{ journal: Journal; documents: Documents }>,
  panel: PanelRecord,
  state = panel.state,
): Promise<PanelUse> => {
  const answers = await journal.answers(panel.ref.space, panel.ref.id);
  const turns = panel.plan.seats.map((id) => resultOf(panel, answers, id).tokens ?? noTokens);
  const extras = await Promise.all(Object.values(panelExtraKinds).map((kind) => readExtra(documents, panel.ref, kind)));
  return { tokens: [...turns, ...extras].reduce(addTokens, noTokens), lost: countLost(panel, state, answers) };
};

/** What counts against the budget: what is known, and for every lost call what was reserved for it. */
export const tokensToSettle = ({ tokens, lost }: PanelUse, plan: PanelRecord['plan']): number =>
  Math.ceil(Math.max(0, countTokens(tokens)) + (lost * (plan.tokens ?? 0)) / Math.max(1, plan.seats.length));
