import type { Stance } from './reaction.ts';

/* What a discussion did to a panel: where the personas stood before and after they heard each other. */

const leans = {
  for: 1,
  against: -1,
  mixed: 0,
  depends: 0,
  'no-opinion': undefined,
  outside: undefined,
  silent: undefined,
} as const satisfies Record<Stance, number | undefined>;

/** Where a stance pulls on a line from -1, against, to 1, for. `undefined` where there is no opinion to put on it. */
export const leanOf = (stance: Stance): number | undefined => leans[stance];

/** Where one persona stands on one option. Its name is unique on the panel. */
export type Standing = Readonly<{ name: string; stance: Stance }>;

/**
 * What changed between two rounds on one option. `compared` personas had an opinion in both. `c` is 1 - Var2/Var1, the share of their disagreement
 * that went away: 1 when all of it did, below 0 when it grew, `undefined` with fewer than three to compare or when there was none to begin
 * with. `towards` and `away` name those that moved.
 */
export type Convergence = Readonly<{
  compared: number;
  c: number | undefined;
  towards: readonly string[];
  away: readonly string[];
  converged: boolean;
}>;

/** Two voices agree or do not; from three on there is a spread to speak of. */
const fewest = 3;

/** Above this share of its disagreement gone, a panel is one voice. A rule of thumb, not measured. */
const convergedAbove = 0.6;

/** The variance times the square of how many there are: a whole number for whole leans, so that a bound is met exactly. */
const disagreement = (leans: readonly number[]): number =>
  leans.length * leans.reduce((sum, lean) => sum + lean ** 2, 0) - leans.reduce((sum, lean) => sum + lean, 0) ** 2;

/**
 * Compares two rounds on one option. A panel has converged when more than 0.6 of its disagreement is gone, or when all lean the same way after the
 * talk. Personas that are missing from a round, or had no opinion in it, are left out. Fewer than three never converge: too few to tell.
 */
export const convergenceOf = (before: readonly Standing[], after: readonly Standing[]): Convergence => {
  const pairs = before.flatMap(({ name, stance }) => {
    const later = after.find((standing) => standing.name === name);
    const [from, to] = [leanOf(stance), later && leanOf(later.stance)];
    return from === undefined || to === undefined ? [] : [{ name, from, to }];
  });
  const isEnough = pairs.length >= fewest;
  const [was, is] = [disagreement(pairs.map(({ from }) => from)), disagreement(pairs.map(({ to }) => to))];
  const c = isEnough && was > 0 ? 1 - is / was : undefined;
  return {
    compared: pairs.length,
    c,
    towards: pairs.filter(({ from, to }) => to > from).map(({ name }) => name),
    away: pairs.filter(({ from, to }) => to < from).map(({ name }) => name),
    converged: isEnough && ((c ?? 0) > convergedAbove || is === 0),
  };
};

const describeMoves = ({ towards, away }: Convergence): readonly string[] => [
  ...(towards.length > 0 ? [`Moved towards it: ${towards.join(', ')}.`] : []),
  ...(away.length > 0 ? [`Moved away from it: ${away.join(', ')}.`] : []),
];

/** Language models asked to think again, with no peer in sight, changed 37 % of their answers ("Not All Flips Are Conformity", May 2026). */
const noControl =
  'No second panel thought again without the talk, and language models often change an answer when merely asked to: nobody can tell persuasion from noise here.';

/**
 * The same for people, in one paragraph without a figure. A panel that agreed from the start did not converge, and is one voice all the same. Any
 * change comes with the remark that there is no control to judge it by.
 */
export const describeConvergence = (convergence: Convergence): string => {
  const { compared, c, converged } = convergence;
  const moves = describeMoves(convergence);
  const isSettled = converged && c === undefined;
  const verdict =
    compared < fewest
      ? 'Too few personas had an opinion in both rounds to say whether the panel converged.'
      : isSettled
        ? 'The panel was of one mind before the talk and after it: treat it as one voice.'
        : converged
          ? 'The panel converged: treat it as one voice.'
          : 'The panel did not converge.';
  return [verdict, ...(moves.length > 0 ? [...moves, noControl] : compared < fewest ? [] : ['Nobody moved.'])].join(' ');
};
