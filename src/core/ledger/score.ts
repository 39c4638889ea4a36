import { type Bin, binCount } from '../score/calibration.ts';
import type { Scorer } from './grade.ts';
import { fromUnits, type Tally } from './tally.ts';

/** How one scorer did. `brier`, `log` and `coin` (the Brier score of equal odds on the same items) are means, there when it gave chances. */
export type Standing = Readonly<{
  right: number;
  decided: number;
  unsure: number;
  chances?: Readonly<{ n: number; brier: number; log: number; coin: number }>;
}>;

/** A record as figures are made from it. `graded` counts outcomes; `noisy` those of them that were too close to call. */
export type Score = Readonly<{
  sealed: number;
  graded: number;
  noisy: number;
  withdrawn: number;
  late: number;
  of: (scorer: Scorer) => Standing;
  /** Items on which both the panel and another scorer made a pick, and on how many of them only one was right. */
  against: (other: Scorer) => Readonly<{ both: number; onlyPanel: number; onlyOther: number }>;
  bins: readonly Bin[];
}>;

/** Reads the sums of one group. */
export const readScore = (tally: Tally): Score => {
  const at = (name: string): number => tally[name] ?? 0;
  const standing = (scorer: Scorer): Standing => {
    const n = at(`${scorer}.scored`);
    const mean = (name: string): number => fromUnits(at(`${scorer}.${name}`)) / n;
    return {
      right: at(`${scorer}.right`),
      decided: at(`${scorer}.right`) + at(`${scorer}.wrong`),
      unsure: at(`${scorer}.unsure`),
      ...(n > 0 ? { chances: { n, brier: mean('brier'), log: mean('log'), coin: mean('coin') } } : {}),
    };
  };
  return {
    sealed: at('sealed'),
    graded: at('graded'),
    noisy: at('noisy'),
    withdrawn: at('withdrawn'),
    late: at('late'),
    of: standing,
    against: (other) => ({ both: at(`both.${other}`), onlyPanel: at(`only.${other}.panel`), onlyOther: at(`only.${other}.other`) }),
    bins: Array.from({ length: binCount }, (_, bin) => ({
      n: at(`bin.${bin}.n`),
      said: fromUnits(at(`bin.${bin}.said`)),
      was: fromUnits(at(`bin.${bin}.was`)),
    })),
  };
};
