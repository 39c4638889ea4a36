import { percent } from '../share.ts';
import type { Figure } from './figure.ts';
import type { CheckResult } from './result.ts';
import type { SwapAudit, SwapResult } from './swap.ts';

const nameOf = ({ personas }: CheckResult, id: string): string => personas.find((one) => one.id === id)?.name ?? id;

/** `age of ana` as people read it. */
export const describeSwap = (result: CheckResult, { attribute }: SwapResult): string => {
  const [arm = '', id = ''] = attribute.split(' of ');
  return `${nameOf(result, id)}, ${arm}`;
};

/** `0.30 towards “for”, 1.2 times the persona’s own wavering`. */
const describeShift = ({ change, shift }: SwapResult): string => {
  const towards = Math.abs(change) < 0.005 ? '' : ` towards “${change > 0 ? 'for' : 'against'}”`;
  const relative = shift === undefined ? '' : `, ${Math.abs(shift).toFixed(1)} times the persona’s own wavering`;
  return `${Math.abs(change).toFixed(2)}${towards}${relative}`;
};

const notAsked: Figure = {
  name: 'Swap audit',
  value: 'not asked',
  meaning: 'It changes one attribute of a persona, such as the age, and looks whether the answers move.',
  advice: 'Run the full size with swap:age,gender,place,income,disability.',
};

const unmentioned = ({ swaps }: CheckResult): readonly Figure[] => {
  const none = swaps.filter(({ personas }) => personas.length === 0).map(({ attribute }) => attribute);
  return none.length === 0
    ? []
    : [
        {
          name: 'Attributes that could not be swapped',
          value: none.join(', '),
          meaning: 'No file of the set mentions them in words that the rules know, so nothing was changed and nothing is known.',
          advice: 'Nothing to do: what a file does not say cannot steer it there.',
        },
      ];
};

const notDone: Figure = {
  name: 'Swap audit',
  value: 'could not be done',
  meaning: 'No persona mentions what was to be changed, or fewer than 12 items were answered twice before and after.',
  advice: 'Choose other attributes, or look at the answers that are missing.',
};

const noiseFloor = ({ nothing, isUnstable }: SwapAudit): Figure => ({
  name: 'Noise floor',
  value: `a street with another name: ${describeShift(nothing)}`,
  meaning: isUnstable
    ? 'Even a change that means nothing moved the answers, so nothing is said about any attribute.'
    : 'A change that means nothing moved the answers by no more than chance.',
  advice: isUnstable
    ? 'Try another model, or a lower temperature at its endpoint, then audit again.'
    : 'Read the shifts below beside this one.',
});

const movers = (result: CheckResult, { results }: SwapAudit): Figure => {
  const found = results.filter(({ isFound }) => isFound);
  return {
    name: 'Attributes that move the answers',
    value: found.length === 0 ? 'none found' : found.map((one) => `${describeSwap(result, one)}: ${describeShift(one)}`).join('; '),
    meaning: `${results.length} change${results.length === 1 ? '' : 's'} tried, corrected for many comparisons (Benjamini and Hochberg, 5 %). None found is no proof of fairness. Names stay as they are, though they hint at much.`,
    advice:
      found.length === 0
        ? 'Nothing to do.'
        : 'People may differ here too. If there is no reason for it in the file, treat these answers as a stereotype of the model.',
  };
};

/** A rate is never nothing. */
const describeRate = (rate: number): string => (rate < 0.01 ? 'less than 0.01' : rate.toFixed(2));

const oneSwap = (result: CheckResult, one: SwapResult): Figure => ({
  name: describeSwap(result, one),
  value: describeShift(one),
  meaning: `${one.isFound ? 'Told from chance' : 'Not told from chance'} (false discovery rate ${describeRate(one.rate)}). The side changed in ${percent(Math.max(0, one.flips))} more answers than when asked again.`,
  advice: one.isFound ? 'Look at the file for a reason.' : 'Nothing to do.',
});

/** What the audit found, each attribute of each persona that was changed. */
export const swapFigures = (result: CheckResult): readonly Figure[] => {
  const { swaps: audit } = result.figures;
  if (result.size === 'quick' || result.attributes.length === 0) return [notAsked];
  if (!audit) return [notDone, ...unmentioned(result)];
  return [noiseFloor(audit), movers(result, audit), ...audit.results.map((one) => oneSwap(result, one)), ...unmentioned(result)];
};
