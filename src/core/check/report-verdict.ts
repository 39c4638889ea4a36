import type { CostumeVerdict, Pair } from './costume.ts';
import type { Figure } from './figure.ts';
import type { CheckResult } from './result.ts';

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const count = (n: number): string => numbers[n] ?? String(n);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Pairs whose answers cannot be told apart. */
export const untold = (pairs: readonly Pair[]): readonly Pair[] => pairs.filter(({ isToldApart }) => !isToldApart);

/** How many personas are told apart from every other. */
const distinct = ({ personas, figures }: CheckResult): number => {
  const mixed = new Set(untold(figures.costume?.pairs ?? []).flatMap(({ one, other }) => [one, other]));
  return personas.length - mixed.size;
};

const voicesSentence = (result: CheckResult): string => {
  const all = result.personas.length;
  const apart = distinct(result);
  if (apart === all) return `${capital(count(all))} names, and the answers of all can be told apart.`;
  return `${capital(count(all))} names, and the answers of ${apart === 0 ? 'none' : count(apart)} can be told apart from all others.`;
};

const verdicts: Readonly<Record<CostumeVerdict, (result: CheckResult) => Readonly<{ said: string; advice: string }>>> = {
  voices: (result) => ({
    said: voicesSentence(result),
    advice:
      distinct(result) === result.personas.length
        ? 'Keep the set as it is, and check it again when the model or a file changes.'
        : 'Look at the pairs below that are not told apart: sharpen their goals and rules, or keep one of each.',
  }),
  caricatures: (result) => ({
    said: `${capital(count(result.personas.length))} fixed opinions: each persona says the same whatever it is asked.`,
    advice: 'Give each file reasons that pull both ways. People differ from question to question.',
  }),
  'one-voice': (result) => ({
    said: `${capital(count(result.personas.length))} names, one voice: the differences between the personas are no greater than each one’s own wavering.`,
    advice: 'Do not read a panel of this set as several opinions. Write goals, frustrations and rules that differ, then check again.',
  }),
  noise: () => ({
    said: 'Nothing but chance was found: neither the persona nor the question moves the answers by more than asking again does.',
    advice: 'Try the full size or another model before anybody relies on this set.',
  }),
};

/** The verdict in one sentence. */
export const verdictOf = (result: CheckResult): string => verdictFigure(result).value;

/** The verdict with what it means and what to do. */
export const verdictFigure = (result: CheckResult): Figure => {
  const { costume, whole } = result.figures;
  if (!costume)
    return {
      name: 'Verdict',
      value: 'The costume test could not be done: too few complete answers.',
      meaning: `${whole.items} items were answered by every persona at least twice, and the set has ${count(result.personas.length)} persona${result.personas.length === 1 ? '' : 's'}; both must be two or more.`,
      advice: 'Look at the answers withheld and failed below, mend what they name, and check again.',
    };
  const { said, advice } = verdicts[costume.verdict](result);
  return {
    name: 'Verdict',
    value: said,
    meaning: `AI personas set beside each other on ${whole.items} items, ${whole.replicates} times each. It says nothing about people.`,
    advice,
  };
};
