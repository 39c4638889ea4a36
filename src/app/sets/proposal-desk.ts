import { isRefusal, type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { describeModelFailure } from '../../core/model-failure.ts';
import { addTrait, joinTraitLine } from '../../core/personas/add-trait.ts';
import type { TraitPart } from '../../core/personas/persona.ts';
import { writeBasis } from '../../core/personas/trait-line.ts';
import { basisOfQuotes, type LeftOut } from '../../core/personas/trait-proposals.ts';
import type { Quote } from '../../core/quotes/quotes.ts';
import type { SegmentTheme } from '../../core/quotes/segment-themes.ts';
import { costOf, countTokens, noTokens } from '../../core/usage.ts';
import type { BudgetDesk } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Proposal, ProposalDesk, ProposalScope, Proposals } from '../../ports/proposal-desk.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import type { SetDesk, SetDraft } from '../../ports/set-desk.ts';
import type { JudgedTrait } from '../models/model-traits.ts';
import type { Models } from '../models/models.ts';

/** The kind under which proposals are kept, one for each set, moderator and group of quotes. */
const kind = 'trait-proposals';

/** How often a decision is tried again when another came between reading and writing. */
const attempts = 3;

/** A proposal as it is kept: ids of quotes, and never their words. */
type KeptTrait = Readonly<{
  part: TraitPart;
  text: string;
  words: readonly string[];
  quotes: readonly string[];
  against: readonly string[];
  doubt?: 'unnamed' | 'unsupported';
  decided?: 'accepted' | 'left';
}>;
type Kept = Readonly<{
  run: string;
  delivery: string;
  persona?: string;
  writer: string;
  judge: string;
  tokens: number;
  leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  traits: readonly KeptTrait[];
}>;

/** What the desk needs. Without `models` it offers nothing. */
export type ProposalParts = Readonly<{
  models?: Models;
  sets: Pick<SetDesk, 'write'>;
  quotes: Pick<QuoteIndex, 'get'>;
  budget: Pick<BudgetDesk, 'admit' | 'settle'>;
  documents: Documents;
  random: Random;
  /** Names of people in a space that no trait may hold. */
  knownNames?: (space: SpaceId) => Promise<readonly string[]>;
}>;

const idOf = ({ actor, set, filters }: ProposalScope): string => JSON.stringify([set, actor.id, filters.segment, filters.source]);

const readKept = async ({ documents }: ProposalParts, space: SpaceId, scope: ProposalScope) => {
  const stored = await documents.get(space, kind, idOf(scope));
  // Written below and by nothing else, so its shape is known.
  return { version: stored?.version ?? 0, kept: stored?.value as Kept | undefined };
};

const putKept = async ({ documents }: ProposalParts, space: SpaceId, scope: ProposalScope, version: number, kept: Kept): Promise<boolean> =>
  (await documents.put(space, { kind, id: idOf(scope), value: kept, author: scope.actor.id, expectedVersion: version, keeps: 1 })) !==
  undefined;

const findQuotes = async ({ quotes }: ProposalParts, space: SpaceId, ids: readonly string[]): Promise<readonly Quote[]> =>
  (await Promise.all(ids.map((id) => quotes.get(space, id)))).filter((quote) => quote !== undefined);

const toProposal = async (parts: ProposalParts, space: SpaceId, trait: KeptTrait, index: number): Promise<Proposal> => {
  const [quotes, against] = [await findQuotes(parts, space, trait.quotes), await findQuotes(parts, space, trait.against)];
  const doubt = trait.doubt ?? (quotes.length === 0 ? 'forgotten' : undefined);
  const { part, text, words } = trait;
  return { number: index + 1, part, text, words, basis: basisOfQuotes(quotes), quotes, against, ...(doubt ? { doubt } : {}) };
};

const show = async (parts: ProposalParts, space: SpaceId, { traits, ...kept }: Kept): Promise<Proposals> => {
  const open = traits.flatMap((trait, index) => (trait.decided ? [] : [toProposal(parts, space, trait, index)]));
  const accepted = traits.filter(({ decided }) => decided === 'accepted').length;
  return { ...kept, total: traits.length, accepted, open: await Promise.all(open) };
};

/** Words of the themes whose quotes a trait rests on: what in a headline would touch it. */
const touchOf = ({ quotes }: JudgedTrait, themes: readonly SegmentTheme[]): readonly string[] => {
  const named = new Set(quotes);
  return [...new Set(themes.filter((theme) => theme.quotes.some(({ id }) => named.has(id))).flatMap(({ words }) => words))].slice(0, 6);
};

const failed = (problem: string): Refusal => refuse('proposals-failed', { problem });

type Asked = Parameters<ProposalDesk['propose']>[1];

/** Asks the models. What they used is settled whatever they said; a fault in between leaves the whole booking standing. */
const ask = async (parts: ProposalParts, models: Models, space: SpaceId, { themes: { themes }, delivery, actor }: Asked) => {
  const id = `traits ${delivery}`;
  const admitted = await parts.budget.admit(space, { id, actorId: actor.id, tokens: models.traits.estimate(themes).tokens });
  if (isRefusal(admitted)) return admitted;
  if (admitted === 'evidence') return refuse('proposals-spent');
  const knownNames = (await parts.knownNames?.(space)) ?? [];
  const answer = await models.traits.propose({ space, themes, knownNames, signal: new AbortController().signal });
  await parts.budget.settle(space, id, countTokens(answer.tokens));
  if ('failure' in answer) return failed(`${describeModelFailure[answer.failure]}.`);
  if (answer.traits.length === 0) return failed('none of its sentences may stand in a persona.');
  return answer;
};

const propose =
  (parts: ProposalParts): ProposalDesk['propose'] =>
  async (space, request) => {
    const { models } = parts;
    if (!models) return refuse('proposals-modelless');
    const { kept, version } = await readKept(parts, space, request);
    if (kept?.delivery === request.delivery) return show(parts, space, kept);
    const answer = await ask(parts, models, space, request);
    if (isRefusal(answer)) return answer;
    const fresh: Kept = {
      run: parts.random.id().slice(0, 8),
      delivery: request.delivery,
      ...(request.persona === undefined ? {} : { persona: request.persona }),
      writer: models.traits.writer,
      judge: models.traits.judge,
      tokens: countTokens(answer.tokens),
      leftOut: answer.leftOut,
      traits: answer.traits.map((trait) => ({ ...trait, words: touchOf(trait, request.themes.themes) })),
    };
    return (await putKept(parts, space, request, version, fresh)) ? show(parts, space, fresh) : refuse('proposals-gone');
  };

type Decision = Parameters<ProposalDesk['decide']>[1];

/** Puts an accepted trait into the draft. Done before the decision is kept, and twice does no harm: a lost answer loses no trait. */
const addToDraft = async (parts: ProposalParts, space: SpaceId, request: Decision, kept: Kept, trait: KeptTrait) => {
  const { actor, set, filters, choice } = request;
  const { basis, words } = await toProposal(parts, space, trait, request.number - 1);
  const sentence = { sentence: trait.text, basis: writeBasis(basis, ''), on: words.join(', '), ask: '' };
  const [part, line] = choice === 'edit' ? [request.part, request.line] : [trait.part, joinTraitLine(sentence)];
  const persona = kept.persona ?? request.persona;
  let id = '';
  const draft = await parts.sets.write(space, {
    actor,
    set,
    texts: (sheet) => {
      const added = addTrait(sheet, { part, line, group: filters, ...(persona === undefined ? {} : { persona }) });
      id = added.id;
      return added.texts;
    },
  });
  return isRefusal(draft) ? draft : { draft, persona: id };
};

const decide =
  (parts: ProposalParts): ProposalDesk['decide'] =>
  async (space, request) => {
    let added: Readonly<{ draft: SetDraft; persona: string }> | undefined;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { kept, version } = await readKept(parts, space, request);
      const trait = kept?.traits[request.number - 1];
      if (!kept || !trait || kept.run !== request.run) return refuse('proposals-gone');
      if (trait.decided) return { proposals: await show(parts, space, kept), ...added };
      if (request.choice !== 'leave' && !added) {
        const done = await addToDraft(parts, space, request, kept, trait);
        if (isRefusal(done)) return done;
        added = done;
      }
      const decided = request.choice === 'leave' ? 'left' : 'accepted';
      const traits = kept.traits.map((one, index) => (index === request.number - 1 ? ({ ...one, decided } as const) : one));
      const next = { ...kept, traits, ...(added ? { persona: added.persona } : {}) };
      if (await putKept(parts, space, request, version, next)) return { proposals: await show(parts, space, next), ...added };
    }
    return refuse('set-contested', { name: request.set.slice(0, 60) });
  };

/** Has language models propose traits, and keeps what moderators decide about them. */
export const createProposalDesk = (parts: ProposalParts): ProposalDesk => ({
  offer: ({ themes }) => {
    const { models } = parts;
    if (!models || themes.length === 0) return undefined;
    const { writer, judge } = models.traits;
    const { quotes, tokens } = models.traits.estimate(themes);
    // Priced as if every token were output, which costs most as a rule: the figure is never too low.
    const cost =
      models.prices &&
      Math.max(costOf({ ...noTokens, input: tokens }, models.prices), costOf({ ...noTokens, output: tokens }, models.prices));
    return { writer, judge, quotes, tokens, ...(cost === undefined ? {} : { cost }) };
  },
  propose: propose(parts),
  look: async (space, scope) => {
    const { kept } = await readKept(parts, space, scope);
    return kept?.traits.some(({ decided }) => !decided) ? show(parts, space, kept) : undefined;
  },
  decide: decide(parts),
});
