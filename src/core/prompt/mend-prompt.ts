import { describeHonestyProblem, type HonestyProblem } from '../honesty/honesty.ts';
import type { Prompt } from './prompt.ts';

/**
 * The same prompt once more, with what was wrong with the last answer. The answer itself is not repeated: it would only be copied. The
 * prefix stays, so that a provider finds it again.
 */
export const mendPrompt = ({ prefix, input }: Prompt, problem: HonestyProblem | 'malformed'): Prompt => {
  const why = problem === 'malformed' ? 'it was not the JSON object that was asked for' : describeHonestyProblem[problem];
  return {
    prefix,
    input: `${input}\n\nYour last answer could not be shown, because ${why}. Answer again without that. Give the JSON object.`,
  };
};
