import { type RuleId, ruleIds } from './entry.ts';

/* Simple rules that pick by form alone. What they got right on 1,007 public pairs: longer 57.5 %, no question mark 71 %, of those where they could tell. */

/** The one option for which a measure is highest, or null when two share it. */
const highest = (options: readonly string[], measure: (option: string) => number): number | null => {
  const values = options.map(measure);
  const most = Math.max(...values);
  return values.filter((value) => value === most).length === 1 ? values.indexOf(most) : null;
};

/** Characters as people count them, near enough for headlines: code points. */
const lengthOf = (option: string): number => Array.from(option).length;

/** Half-width, full-width and Arabic question marks. */
const asks = (option: string): boolean => /[?？؟]/u.test(option);

/** What each simple rule picks. */
export const pickByRules = (options: readonly string[]): Record<RuleId, number | null> => {
  const longer = highest(options, lengthOf);
  const quiet = highest(options, (option) => Number(!asks(option)));
  return { longer, 'no-question-mark': quiet, 'no-question-mark-then-longer': quiet ?? longer };
};

/** All rules, in order. */
export const rules = ruleIds;
