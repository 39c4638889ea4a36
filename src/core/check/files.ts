import { type BasisCounts, countBases } from '../basis.ts';
import { isStale, type Persona } from '../personas/persona.ts';
import type { PersonaSet } from '../personas/persona-set.ts';
import { wordCosine } from '../similarity.ts';

/*
 * What can be said of a set without asking anybody: what its traits rest on, what is out of date, and which files say the same.
 */

/** From here on two files share so many of their words that one was made from the other. Pairs of the built-in sets share 0.09 to 0.21. */
const alike = 0.5;

/** The files of a set looked at. Days are written year-month-day. */
export type FileFacts = Readonly<{
  bases: BasisCounts;
  /** Personas of whom nothing rests on data. */
  withoutData: readonly string[];
  /** Past the day by which somebody should have looked again. */
  overdue: ReadonlyArray<Readonly<{ name: string; day: string }>>;
  /** Recent context that is older than a year. */
  old: ReadonlyArray<Readonly<{ name: string; day: string }>>;
  alike: ReadonlyArray<Readonly<{ one: string; other: string; share: number }>>;
}>;

const basesOf = ({ traits, voice }: Persona) => [...traits.map(({ basis }) => basis), voice.basis];
const textOf = ({ role, traits, story }: Persona): string => [role, ...traits.map(({ text }) => text), story].join('\n');

const aYearBefore = (day: string): string => `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;

/** Looks at the files of a set on a day. */
export const readFiles = ({ personas }: PersonaSet, today: string): FileFacts => ({
  bases: countBases(personas.flatMap(basesOf)),
  withoutData: personas.filter((persona) => countBases(basesOf(persona)).data === 0).map(({ name }) => name),
  overdue: personas.filter((persona) => isStale(persona, today)).map(({ name, reviewBy }) => ({ name, day: reviewBy })),
  old: personas.flatMap(({ name, traits }) =>
    traits.flatMap(({ date }) => (date !== undefined && date < aYearBefore(today) ? [{ name, day: date }] : [])),
  ),
  alike: personas.flatMap((one, at) =>
    personas.slice(at + 1).flatMap((other) => {
      const share = wordCosine(textOf(one), textOf(other));
      return share >= alike ? [{ one: one.name, other: other.name, share }] : [];
    }),
  ),
});
