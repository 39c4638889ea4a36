import { optionLetter } from '../stimulus.ts';
import { describeStance } from './stance.ts';
import type { TurnResult } from './turn.ts';

/**
 * What one persona said, in a few lines for another one to hear: its stances and its text, or its claims where it has no text. `''` when it
 * gave no answer.
 */
export const summariseSpeech = (result: TurnResult): string => {
  if (result.kind !== 'reaction') return '';
  const { answers } = result.reaction;
  return answers
    .map(({ stance, text, claims }, index) => {
      const said = text || claims.map((claim) => claim.text).join(' ');
      return `${answers.length > 1 ? `${optionLetter(index)}: ` : ''}${describeStance[stance]}. ${said}`.trim();
    })
    .join('\n');
};
