import { onOneLine } from '../text.ts';
import { leanOf } from './convergence.ts';
import type { Stance } from './reaction.ts';

/** Where one persona stands on one option, and the language model that spoke it. */
export type ModelStanding = Readonly<{ model: string; stance: Stance }>;

/** One persona may lean anywhere; two of one model are the least that says anything about the model. */
const fewest = 2;

/** Half of the line from against (-1) to for (1). */
const farApart = 1;

const meanLeans = (standings: readonly ModelStanding[]): ReadonlyArray<Readonly<{ model: string; mean: number }>> =>
  Array.from(
    Map.groupBy(standings, ({ model }) => model),
    ([model, own]) => ({ model, leans: own.flatMap(({ stance }) => leanOf(stance) ?? []) }),
  )
    .filter(({ leans }) => leans.length >= fewest)
    .map(({ model, leans }) => ({ model, mean: leans.reduce((sum, lean) => sum + lean, 0) / leans.length }));

const describeLean = (mean: number): string => (mean > 0 ? 'leans towards it' : mean < 0 ? 'leans away from it' : 'leans neither way');

/**
 * What to say when two language models on one panel disagree about an option, or `undefined` when they do not. They do when one leans towards it and
 * the other away, or when their mean leans lie 1 or more apart between -1 and 1. Each needs two personas with an opinion. Personas of one
 * model share its bias, so a split between models says more about them than about anybody.
 */
export const familyDoubt = (standings: readonly ModelStanding[]): string | undefined => {
  const [one, other, ...more] = meanLeans(standings);
  if (!one || !other || more.length > 0) return undefined;
  const disagree = one.mean * other.mean < 0 || Math.abs(one.mean - other.mean) >= farApart;
  if (!disagree) return undefined;
  const [first, second] = [one, other].map(({ model, mean }) => `${onOneLine(model)} ${describeLean(mean)}`);
  return `The two language models disagree: ${first}, ${second}. That is doubt about the models, not a finding about people.`;
};
