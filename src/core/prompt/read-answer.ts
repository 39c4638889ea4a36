import type { z } from 'zod';
import type { Claim, Odds, OptionAnswer, Stance } from '../panel/reaction.ts';
import type { Persona } from '../personas/persona.ts';
import { comparisonCheck, controlCheck, openCheck, questionsCheck } from './answer-check.ts';
import { type AnswerKind, optionLetters } from './answer-schema.ts';
import { findObject, type JsonProblem } from './find-json.ts';

/** One reaction that a persona might have. `probability` is what the model gave it, 0 to 1, not normalised; left out when it gave none. */
export type Candidate = Readonly<{
  stance: Stance;
  text: string;
  claims: readonly Claim[];
  changeMind: string;
  probability?: number;
}>;

/** How a choice would fall. `options` are in the order of the stimulus; together with `noOpinion` they sum to 1. */
export type UndrawnOdds = Omit<Odds, 'drawn'>;

/** An answer that was read and is not yet drawn or checked for honesty. `answers` are in the order of the stimulus. */
export type Draft =
  | Readonly<{ kind: 'open'; candidates: readonly Candidate[]; questions: readonly string[] }>
  | Readonly<{
      kind: 'comparison';
      answers: readonly OptionAnswer[];
      odds?: UndrawnOdds;
      changeMind: string;
      questions: readonly string[];
    }>
  | Readonly<{ kind: 'questions'; questions: readonly string[] }>
  | Readonly<{ kind: 'control'; odds: UndrawnOdds }>;

/** What was asked: of whom, in which form, and about how many options. */
export type Asked = Readonly<{ kind: AnswerKind; persona: Persona | undefined; options: number }>;

/** What became of an answer's text. `failure` is one that `describeModelFailure` has a sentence for. */
export type ReadAnswer<T extends Draft = Draft> =
  | Readonly<{ outcome: 'draft'; draft: T }>
  | Readonly<{ outcome: 'failed'; failure: JsonProblem }>;

type RawClaim = Readonly<{ text: string; leans: Claim['leans']; trait?: string | null | undefined }>;

/** Only a trait that is in the file lends a claim its ground. Any other id is dropped, and the claim is the model's own idea. */
const toClaims = (raw: readonly RawClaim[], persona: Persona | undefined): readonly Claim[] =>
  raw.map(({ text, leans, trait: id }) => {
    const trait = persona?.traits.find((one) => one.id === id);
    const common = { text, leans, touchedBy: [], because: '' };
    if (!trait) return { ...common, basis: { kind: 'invention' } };
    const { part, basis, date } = trait;
    return { ...common, part, traitId: trait.id, basis, ...(date === undefined ? {} : { date }) };
  });

/** The first entry for each choice counts. A choice that is left out gets 0; without any weight there are no odds. */
const toOdds = (raw: z.infer<typeof controlCheck>['odds'], options: number): UndrawnOdds | undefined => {
  const weights = [...optionLetters.slice(0, options), 'none'].map(
    (letter) => raw.find(({ choice }) => choice === letter)?.probability ?? 0,
  );
  const sum = weights.reduce((total, one) => total + one, 0);
  if (sum === 0) return undefined;
  const shares = weights.map((one) => one / sum);
  return { options: shares.slice(0, options), noOpinion: shares[options] ?? 0 };
};

const readOpen = (value: unknown, { persona }: Asked): Draft | undefined => {
  const { data } = openCheck.safeParse(value);
  if (!data) return undefined;
  const candidates = data.candidates.map(({ stance, text, claims, change_my_mind: changeMind, probability }) => ({
    stance,
    text,
    claims: toClaims(claims, persona),
    changeMind,
    ...(probability === undefined ? {} : { probability }),
  }));
  return { kind: 'open', candidates, questions: data.questions };
};

/** The first answer to each option counts. An option without an answer makes the whole unusable: it was asked for. */
const readComparison = (value: unknown, { persona, options }: Asked): Draft | undefined => {
  const { data } = comparisonCheck.safeParse(value);
  if (!data) return undefined;
  const answers = optionLetters.slice(0, options).flatMap((letter): readonly OptionAnswer[] => {
    const found = data.options.find(({ option }) => option === letter);
    return found ? [{ stance: found.stance, text: found.text, claims: toClaims(found.claims, persona), unmentioned: [] }] : [];
  });
  if (answers.length < options) return undefined;
  const odds = toOdds(data.odds, options);
  return { kind: 'comparison', answers, ...(odds ? { odds } : {}), changeMind: data.change_my_mind, questions: data.questions };
};

const readQuestions = (value: unknown): Draft | undefined => {
  const { data } = questionsCheck.safeParse(value);
  return data && { kind: 'questions', questions: data.questions };
};

const readControl = (value: unknown, { options }: Asked): Draft | undefined => {
  const { data } = controlCheck.safeParse(value);
  const odds = data && toOdds(data.odds, options);
  return odds && { kind: 'control', odds };
};

const readers = { open: readOpen, comparison: readComparison, questions: readQuestions, control: readControl };

/**
 * Reads what a language model wrote. The text may be anything of any length; the draft has the asked kind, texts on one line without hidden
 * characters, bounded lists, and claims that name only traits of the persona's file.
 */
export const readAnswer = (text: string, asked: Asked): ReadAnswer => {
  const draft = findObject(text, (value) => readers[asked.kind](value, asked));
  return typeof draft === 'string' ? { outcome: 'failed', failure: draft } : { outcome: 'draft', draft };
};
