import type { CostumeVerdict, Pair } from './costume.ts';
import { type Figure, join } from './figure.ts';
import type { CheckResult } from './result.ts';
import { toldApartFrom } from './sharpness.ts';

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const count = (n: number): string => numbers[n] ?? String(n);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The names of the personas that were compared, in the order of the costume test. */
export const comparedNames = ({ personas, figures }: CheckResult): readonly string[] =>
  figures.whole.personas.map((id) => personas.find((one) => one.id === id)?.name ?? id);

/** Pairs whose answers cannot be told apart. */
export const untold = (pairs: readonly Pair[]): readonly Pair[] => pairs.filter(({ isToldApart }) => !isToldApart);

/** How many personas are told apart from every other. */
const distinct = ({ figures }: CheckResult): number => {
  const mixed = new Set(untold(figures.costume?.pairs ?? []).flatMap(({ one, other }) => [one, other]));
  return figures.whole.personas.length - mixed.size;
};

const voicesSentence = (result: CheckResult): string => {
  const all = result.figures.whole.personas.length;
  const apart = distinct(result);
  if (apart === all) return `${capital(count(all))} names, and the answers of all can be told apart.`;
  return `${capital(count(all))} names, and the answers of ${apart === 0 ? 'none' : count(apart)} can be told apart from all others.`;
};

const verdicts: Readonly<Record<CostumeVerdict, (result: CheckResult) => Readonly<{ said: string; advice: string }>>> = {
  voices: (result) => ({
    said: voicesSentence(result),
    advice:
      distinct(result) === result.figures.whole.personas.length
        ? 'Keep the set as it is, and check it again when the model or a file changes.'
        : 'Look at the pairs below that are not told apart: sharpen their goals and rules, or keep one of each.',
  }),
  caricatures: (result) => ({
    said: `${capital(count(result.figures.whole.personas.length))} fixed opinions: each persona says the same whatever it is asked.`,
    advice: 'Give each file reasons that pull both ways. People differ from question to question.',
  }),
  'one-voice': (result) => ({
    said: `${capital(count(result.figures.whole.personas.length))} names, one voice: the differences between the personas are no greater than each one’s own wavering.`,
    advice: 'Do not read a panel of this set as several opinions. Write goals, frustrations and rules that differ, then check again.',
  }),
  noise: () => ({
    said: 'Nothing but chance was found: neither the persona nor the question moves the answers by more than asking again does.',
    advice: 'Try the full size or another model before anybody relies on this set.',
  }),
};

const leftOut = ({ personas, figures }: CheckResult): string => {
  const names = personas.filter(({ id }) => !figures.whole.personas.includes(id)).map(({ name }) => name);
  return names.length === 0 ? '' : ` Left out, because most of their answers could not be scored: ${join(names)}.`;
};

/** The quick size is believed too easily: its verdict says how little it sees. */
const unsure = ({ size }: CheckResult): string =>
  size === 'quick'
    ? ` The quick size is rough: it misses at least half of the differences of less than ${toldApartFrom.quick.toFixed(1)} times a persona’s own wavering, the full size of less than ${toldApartFrom.full.toFixed(1)}.`
    : '';

/** The verdict with what it means and what to do. */
export const verdictFigure = (result: CheckResult): Figure => {
  const { costume, whole } = result.figures;
  if (!costume)
    return {
      name: 'Verdict',
      value: 'The costume test could not be done: too few complete answers.',
      meaning: `It compares at least two personas on at least two items. There were ${whole.personas.length} and ${whole.items}.${leftOut(result)}`,
      advice: 'Look at the answers withheld and failed below, mend what they name, and check again.',
    };
  const { said, advice } = verdicts[costume.verdict](result);
  return {
    name: 'Verdict',
    value: said,
    meaning: `AI personas set beside each other on ${whole.items} items, ${whole.replicates} times each.${leftOut(result)}${unsure(result)} It says nothing about people.`,
    advice,
  };
};

/** The verdict in one sentence. */
export const verdictOf = (result: CheckResult): string => verdictFigure(result).value;
