import { covarianceOf, meanOf, type Range, varianceOf, widthFor } from './normal.ts';
import { correlation } from './rank-correlation.ts';

/*
 * People and AI together: prediction-powered inference with a tuned weight (PPI++, Angelopoulos, Duchi and Zrnic 2023, arXiv 2311.01453; effective people
 * after Broska, Howes and van Loon 2025, doi 10.1177/00491241251326865). The only interval in this house about what people say, and it cannot be made without people.
 */

/** One person's own answer beside what AI had predicted for the same person or item before. */
export type PersonAnswer = Readonly<{ said: number; predicted: number }>;

/** Answers of people: one at least, by type. */
export type People = readonly [PersonAnswer, ...PersonAnswer[]];

/** True when there is at least one person among the answers. */
export const arePeople = (answers: readonly PersonAnswer[]): answers is People => answers.length > 0;

declare const restsOnPeople: unique symbol;

/** An interval about people. Only this module makes one, and only from the answers of people: none can be drawn round answers of AI alone. */
type PeopleInterval = Range & { readonly [restsOnPeople]: true };

/** A mean of people alone: below 10 people without an interval. */
type PeopleAlone = Readonly<{ kind: 'people'; mean: number; people: number; interval?: PeopleInterval }>;

/**
 * A mean of people, sharpened by AI answers. `weight` (lambda, 0 to 1) is how far AI was believed; `rho` how its predictions went with what the same people said;
 * `effective` the number of people that would have told as much without AI.
 */
type WithAi = Readonly<{
  kind: 'with-ai';
  mean: number;
  standardError: number;
  interval: PeopleInterval;
  people: number;
  ai: number;
  weight: number;
  rho: number;
  effective: number;
}>;

export type Estimate = PeopleAlone | WithAi;

/** People below which AI answers are left out and no interval is drawn. */
const fewPeople = 10;

const intervalOf = (mean: number, standardError: number, people: number): PeopleInterval => {
  const half = widthFor(people) * standardError;
  // The one place where the mark is set: the callers below have people.
  return { low: mean - half, high: mean + half } as PeopleInterval;
};

/** How far AI is believed: lambda, clipped to 0 and 1. 0 when its predictions do not vary. */
const weigh = (said: readonly number[], predicted: readonly number[], more: readonly number[]): number => {
  const [n, others] = [said.length, more.length];
  const all = [...predicted, ...more];
  const variance = (varianceOf(all) * all.length) / (all.length - 1);
  if (!(variance > 0)) return 0;
  return Math.min(1, Math.max(0, covarianceOf(said, predicted) / ((1 + n / others) * variance)));
};

/** The number of people that would have told as much: n (n + N) / (n + N (1 - rho²)). */
export const effectivePeople = (people: number, ai: number, rho: number): number =>
  (people * (people + ai)) / (people + ai * (1 - rho * rho));

/** The PPI++ mean with its weight and standard error, at any number of people. Without an interval: that is drawn by `estimateMean` alone. */
export const sharpen = (said: readonly number[], predicted: readonly number[], more: readonly number[]) => {
  const weight = weigh(said, predicted, more);
  const rest = said.map((value, at) => value - weight * (predicted[at] ?? 0));
  const mean = weight * meanOf(more) + meanOf(rest);
  const standardError = Math.sqrt((weight * weight * varianceOf(more)) / more.length + varianceOf(rest) / said.length);
  return { weight, mean, standardError };
};

/**
 * The mean of what people say. `more` are AI predictions for others of the same kind whom nobody asked. With fewer than 10 people, or without AI, people stand
 * alone. Valid only where the people are a random part of those whom the figure is about: a team is not its market.
 */
export const estimateMean = (people: People, more: readonly number[]): Estimate => {
  const said = people.map((one) => one.said);
  const predicted = people.map((one) => one.predicted);
  const n = people.length;
  if (n < fewPeople) return { kind: 'people', mean: meanOf(said), people: n };
  if (more.length === 0) {
    const error = Math.sqrt(varianceOf(said) / (n - 1));
    return { kind: 'people', mean: meanOf(said), people: n, interval: intervalOf(meanOf(said), error, n) };
  }
  const { weight, mean, standardError } = sharpen(said, predicted, more);
  const rho = correlation(said, predicted) ?? 0;
  return {
    kind: 'with-ai',
    mean,
    standardError,
    interval: intervalOf(mean, standardError, n),
    people: n,
    ai: more.length,
    weight,
    rho,
    // Predictions that go against what people say are not used, so they add nobody.
    effective: weight === 0 ? n : effectivePeople(n, more.length, rho),
  };
};
