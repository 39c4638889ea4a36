import { type LabelledMessage, type MessageLimits, notice } from './labels.ts';
import type { Block } from './message.ts';
import { markOf, type PanelFacts, type TurnResult } from './panel-messages.ts';
import type { Persona } from './persona.ts';
import { foldWord } from './query.ts';
import { type Evidence, hasHumanVoice } from './quotes.ts';
import type { Claim, GroundedReaction, Stance } from './reaction.ts';
import { describeEvidence, showQuote } from './show-evidence.ts';
import { describeStance } from './stance.ts';
import { isComparison, optionLetter } from './stimulus.ts';
import { onOneLine } from './text.ts';

/* The last message of a panel: what was said, set side by side. It counts claims and personas, never people. */

/** One persona with what became of its turn. */
export type Seat = Readonly<{ persona: Persona; result: TurnResult }>;

type Spoken = Readonly<{ persona: Persona; reaction: GroundedReaction }>;
type Said = Readonly<{ persona: Persona; claim: Claim; human: boolean }>;

const spokenOf = (seats: readonly Seat[]): readonly Spoken[] =>
  seats.flatMap(({ persona, result }) => (result.kind === 'reaction' ? [{ persona, reaction: result.reaction }] : []));

const saidOf = (spoken: readonly Spoken[], option: number): readonly Said[] =>
  spoken.flatMap(({ persona, reaction }) =>
    (reaction.answers[option]?.claims ?? []).map((claim, index) => {
      const evidence = reaction.evidence[option]?.[index];
      return { persona, claim, human: evidence !== undefined && hasHumanVoice(evidence) };
    }),
  );

const names = (personas: readonly Persona[]): string => [...new Set(personas.map(({ name }) => name))].join(', ');

const stanceOrder: readonly Stance[] = ['for', 'against', 'mixed', 'depends', 'no-opinion', 'outside', 'silent'];

const stanceText = (stance: Stance): string =>
  stance === 'outside' ? 'Outside what they know' : stance === 'silent' ? 'Their files say nothing about it' : describeStance[stance];

const standings = (spoken: readonly Spoken[], option: number): readonly string[] =>
  stanceOrder.flatMap((stance) => {
    const who = spoken.filter(({ reaction }) => reaction.answers[option]?.stance === stance).map(({ persona }) => persona);
    return who.length > 0 ? [`${stanceText(stance)}: ${names(who)}`] : [];
  });

type Trigger = Readonly<{ words: string; towards: readonly Persona[]; away: readonly Persona[]; all: readonly Persona[] }>;

const triggersOf = (said: readonly Said[]): readonly Trigger[] => {
  const byWords = new Map<string, { words: string; said: Said[] }>();
  for (const entry of said) {
    for (const excerpt of entry.claim.touchedBy) {
      const key = foldWord(excerpt);
      const known = byWords.get(key) ?? { words: onOneLine(excerpt).slice(0, 80), said: [] };
      byWords.set(key, { ...known, said: [...known.said, entry] });
    }
  }
  const unique = (entries: readonly Said[]) => [...new Set(entries.map(({ persona }) => persona))];
  return [...byWords.values()].map((trigger) => ({
    words: trigger.words,
    towards: unique(trigger.said.filter(({ claim }) => claim.leans === 'for')),
    away: unique(trigger.said.filter(({ claim }) => claim.leans === 'against')),
    all: unique(trigger.said),
  }));
};

const describeTriggers = (triggers: readonly Trigger[]): readonly string[] => {
  const splits = triggers.filter(({ towards, away }) => towards.length > 0 && away.length > 0);
  const shared = triggers
    .filter((trigger) => trigger.all.length > 1 && !splits.includes(trigger))
    .toSorted((a, b) => b.all.length - a.all.length);
  return [
    ...splits.slice(0, 3).map(({ words, towards, away }) => `“${words}” pulls ${names(towards)} in and puts ${names(away)} off`),
    ...shared.slice(0, 2).map(({ words, all }) => `“${words}” touches ${names(all)}`),
  ];
};

const describeVoices = (said: readonly Said[]): string => {
  const human = said.filter((entry) => entry.human).length;
  if (said.length === 0) return 'No claims were made, so there is nothing to set beside the words of real people.';
  const claims = `${human} of ${said.length} ${said.length === 1 ? 'claim has' : 'claims have'} a human voice close to ${said.length === 1 ? 'it' : 'them'}.`;
  return human < said.length ? `${claims} The rest is what persona files say and nobody else here did.` : claims;
};

/** Questions of claims that no human voice stands behind come first; then one from each persona before a second from any. */
const openQuestions = (seats: readonly Spoken[], said: readonly Said[]): readonly string[] => {
  const silent = said
    .filter(({ human }) => !human)
    .toSorted((a, b) => Number(b.claim.leans !== 'depends') - Number(a.claim.leans !== 'depends'));
  const asks = [...silent, ...said.filter(({ human }) => human)].flatMap(({ persona, claim }) => {
    const ask = persona.traits.find(({ id }) => id === claim.traitId)?.ask;
    return ask === undefined ? [] : [{ persona, ask }];
  });
  const rest = seats.flatMap(({ persona, reaction }) => reaction.questions.map((ask) => ({ persona, ask })));
  const chosen: { persona: Persona; ask: string }[] = [];
  for (const distinct of [true, false]) {
    for (const entry of [...asks, ...rest]) {
      const taken = chosen.some(({ persona, ask }) => ask === entry.ask || (distinct && persona.id === entry.persona.id));
      if (!taken && chosen.length < 3) chosen.push(entry);
    }
  }
  return chosen.map(({ ask }) => ask);
};

const unanswered = (spoken: readonly Spoken[], option: number): readonly string[] => {
  const [first, ...others] = spoken.map(({ reaction }) => reaction.answers[option]?.unmentioned ?? []);
  const nobody = (first ?? []).filter((word) => others.every((words) => words.some((other) => foldWord(other) === foldWord(word))));
  return nobody.slice(0, 6);
};

const optionBlocks = (spoken: readonly Spoken[], plan: PanelFacts['plan'], option: number): readonly Block[] => {
  const title = isComparison(plan.stimulus) ? `${optionLetter(option)}: where they stand` : 'Where they stand';
  const triggers = describeTriggers(triggersOf(saidOf(spoken, option)));
  const nobody = unanswered(spoken, option);
  return [
    { type: 'list', title, items: standings(spoken, option) },
    ...(triggers.length > 0 ? [{ type: 'list', title: 'Which words did it', items: triggers } as const] : []),
    ...(nobody.length > 0
      ? [{ type: 'text', text: `No file says anything about ${nobody.map((word) => `“${onOneLine(word)}”`).join(', ')}.` } as const]
      : []),
  ];
};

/** Verbatim words about the stimulus itself, in their own shape, or that there are none. */
const voiceBlocks = (plan: PanelFacts['plan'], evidence: readonly Evidence[]): readonly Block[] =>
  evidence.flatMap((found, option): readonly Block[] => {
    const about = isComparison(plan.stimulus)
      ? `What real people said close to ${optionLetter(option)}: `
      : 'What real people said close to it: ';
    return [{ type: 'text', text: about + describeEvidence(found) }, ...found.quotes.map(showQuote)];
  });

/** Sums a finished panel up: standings, splits by word, human voices, blind spots, and what to ask real people next. `evidence` is what real people said close to each option. */
export const closingMessage = (
  facts: PanelFacts,
  seats: readonly Seat[],
  evidence: readonly Evidence[],
  generatedAt: string,
  limits: MessageLimits,
): LabelledMessage => {
  const spoken = spokenOf(seats);
  const options = facts.plan.stimulus.options.map((_, index) => index);
  const said = options.flatMap((option) => saidOf(spoken, option));
  const questions = openQuestions(spoken, said);
  const missing = seats.length - spoken.length;
  const blocks: readonly Block[] = [
    ...options.flatMap((option) => optionBlocks(spoken, facts.plan, option)),
    ...(missing > 0 ? [{ type: 'text', text: `${missing} of ${seats.length} personas gave no answer.` } as const] : []),
    { type: 'text', text: describeVoices(said) },
    ...voiceBlocks(facts.plan, evidence),
    ...(questions.length > 0 ? [{ type: 'list', title: 'Ask real people next', items: questions } as const] : []),
    { type: 'note', text: 'This sums up AI personas. It says nothing about how many people think so.' },
  ];
  return notice({ summary: `Panel ${facts.number} is done. ${describeVoices(said)}`, blocks }, limits, markOf(facts, 1, generatedAt));
};
