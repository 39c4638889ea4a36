import type { Persona } from '../personas/persona.ts';
import { foldWord } from '../query.ts';
import { hasHumanVoice } from '../quotes/quotes.ts';
import { onOneLine } from '../text.ts';
import type { Claim, GroundedReaction, Stance } from './reaction.ts';
import { describeStance } from './stance.ts';
import type { TurnResult } from './turn.ts';

/* What was said on a panel, set side by side. Counts claims and personas, never people. */

/** One persona with what became of its turn. */
export type Seat = Readonly<{ persona: Persona; result: TurnResult }>;

/** A persona that answered. */
export type Spoken = Readonly<{ persona: Persona; reaction: GroundedReaction }>;
/** One claim with who made it, and whether a real person said something close to it. */
export type Said = Readonly<{ persona: Persona; claim: Claim; human: boolean }>;

/** True when a language model spoke for at least one seat, so that what sums the seats up holds sentences of its own. */
export const isPartlyModel = (seats: readonly Seat[]): boolean =>
  seats.some(({ result }) => result.kind !== 'none' && result.engine.kind === 'model');

/** The seats that answered, in order. */
export const spokenOf = (seats: readonly Seat[]): readonly Spoken[] =>
  seats.flatMap(({ persona, result }) => (result.kind === 'reaction' ? [{ persona, reaction: result.reaction }] : []));

/** All claims on one option. */
export const saidOf = (spoken: readonly Spoken[], option: number): readonly Said[] =>
  spoken.flatMap(({ persona, reaction }) =>
    (reaction.answers[option]?.claims ?? []).map((claim, index) => {
      const evidence = reaction.evidence[option]?.[index];
      return { persona, claim, human: evidence !== undefined && hasHumanVoice(evidence) };
    }),
  );

const names = (personas: readonly Persona[]): string => [...new Set(personas.map(({ name }) => name))].join(', ');

const stanceOrder: readonly Stance[] = ['for', 'against', 'mixed', 'depends', 'no-opinion', 'outside', 'silent'];

const stanceText = (stance: Stance, isOne: boolean): string => {
  if (stance === 'outside') return isOne ? 'Outside what it knows' : 'Outside what they know';
  if (stance === 'silent') return isOne ? 'Its file says nothing about it' : 'Their files say nothing about it';
  return describeStance[stance];
};

/** Who stands where on one option: `Put off by it: Maya, Kofi`. */
export const standings = (spoken: readonly Spoken[], option: number): readonly string[] =>
  stanceOrder.flatMap((stance) => {
    const who = spoken.filter(({ reaction }) => reaction.answers[option]?.stance === stance).map(({ persona }) => persona);
    return who.length > 0 ? [`${stanceText(stance, who.length === 1)}: ${names(who)}`] : [];
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

/** Which words of the stimulus pulled whom where. Empty when no claim names words. */
export const describeTriggers = (said: readonly Said[]): readonly string[] => {
  const triggers = triggersOf(said);
  const splits = triggers.filter(({ towards, away }) => towards.length > 0 && away.length > 0);
  const shared = triggers
    .filter((trigger) => trigger.all.length > 1 && !splits.includes(trigger))
    .toSorted((a, b) => b.all.length - a.all.length);
  return [
    ...splits.slice(0, 3).map(({ words, towards, away }) => `“${words}” pulls ${names(towards)} in and puts ${names(away)} off`),
    ...shared.slice(0, 2).map(({ words, all }) => `“${words}” touches ${names(all)}`),
  ];
};

const questionsOf = ({ result }: Seat): readonly string[] => {
  if (result.kind === 'none') return [];
  return result.kind === 'questions' ? result.questions : result.reaction.questions;
};

/**
 * What to ask real people next, three at most. Questions of claims that no human voice stands behind come first; then one from each persona
 * before a second from any.
 */
export const openQuestions = (seats: readonly Seat[], said: readonly Said[]): readonly string[] => {
  const silent = said
    .filter(({ human }) => !human)
    .toSorted((a, b) => Number(b.claim.leans !== 'depends') - Number(a.claim.leans !== 'depends'));
  // All of them again behind the silent ones: what was chosen once is not chosen twice.
  const asks = [...silent, ...said].flatMap(({ persona, claim }) => {
    const ask = persona.traits.find(({ id }) => id === claim.traitId)?.ask;
    return ask === undefined ? [] : [{ persona, ask }];
  });
  const rest = seats.flatMap((seat) => questionsOf(seat).map((ask) => ({ persona: seat.persona, ask })));
  const chosen: { persona: Persona; ask: string }[] = [];
  for (const distinct of [true, false]) {
    for (const entry of [...asks, ...rest]) {
      const taken = chosen.some(({ persona, ask }) => ask === entry.ask || (distinct && persona.id === entry.persona.id));
      if (!taken && chosen.length < 3) chosen.push(entry);
    }
  }
  return chosen.map(({ ask }) => ask);
};

/** The words of an option that no file says anything about. */
export const unanswered = (spoken: readonly Spoken[], option: number): readonly string[] => {
  const [first, ...others] = spoken.map(({ reaction }) => reaction.answers[option]?.unmentioned ?? []);
  const nobody = (first ?? []).filter((word) => others.every((words) => words.some((other) => foldWord(other) === foldWord(word))));
  return nobody.slice(0, 6);
};
