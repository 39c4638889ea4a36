import { correlationOf, meanOf } from './numbers.ts';

/**
 * How much of what personas say is already said by their one-line role alone, from 0 to 1: the squared correlation over items and personas, after each item's own mean is taken out,
 * between personas with their whole file and the same personas reduced to that line. Near 1 the rest of the file is decoration. `full[item][persona]` and `reduced[item][persona]` are
 * mean scores. A negative correlation counts as 0: there the line explains nothing.
 */
export const stereotypeShare = (full: ReadonlyArray<readonly number[]>, reduced: ReadonlyArray<readonly number[]>): number => {
  const centred = (scores: ReadonlyArray<readonly number[]>): readonly number[] =>
    scores.flatMap((item) => {
      const middle = meanOf(item);
      return item.map((score) => score - middle);
    });
  return Math.max(0, correlationOf(centred(full), centred(reduced))) ** 2;
};
