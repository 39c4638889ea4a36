import type { Chart } from '../chart.ts';

/** One figure: what was found, what that means in a sentence, and what to do. */
export type Figure = Readonly<{ name: string; value: string; meaning: string; advice: string }>;

/** One part of a report. The first holds the verdict. */
export type Section = Readonly<{
  title: string;
  figures: readonly Figure[];
  charts: readonly Chart[];
  table?: Readonly<{ columns: readonly string[]; rows: ReadonlyArray<readonly string[]> }>;
}>;

/** A share as people read it. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Names, one after the other. */
export const join = (names: readonly string[]): string => names.join(', ');
