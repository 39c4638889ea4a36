import { type Refusal, refuse } from './errors.ts';
import { foldWord } from './query.ts';
import { isReadable, withoutHiddenCharacters } from './text.ts';

/** Longest stimulus in UTF-16 units, as product and platforms have it. */
export const maxStimulusUnits = 2_000;

/** The headline or concept; a comparison has 2 to 5 options. `asked` is what the person typed, byte for byte. */
export type Stimulus = Readonly<{ asked: string; options: readonly string[] }>;

/** True when options are set side by side. */
export const isComparison = (stimulus: Stimulus): boolean => stimulus.options.length > 1;

/** `A` for the first option, `B` for the second … */
export const optionLetter = (index: number): string => String.fromCharCode(65 + index);

/**
 * Reads a stimulus. `A | B` is a comparison of 2 to 5 options; `\|` is a plain bar. White space at the ends does not count; inside
 * an option it stays. Characters that hide or reorder text are dropped from the options, and kept in `asked`.
 */
export const parseStimulus = (typed: string): Stimulus | Refusal => {
  if (typed.length > maxStimulusUnits) return refuse('stimulus-long', { units: typed.length }, typed);
  if (!isReadable(typed.replaceAll('|', ''))) return refuse('stimulus-empty', {}, typed);
  const options = typed.split(/(?<!\\)\|/u).map((part) => withoutHiddenCharacters(part.replaceAll('\\|', '|')).trim());
  if (options.length === 1) return { asked: typed, options };
  if (options.length > 5) return refuse('options-count', { count: options.length }, typed);
  if (!options.every(isReadable)) return refuse('option-empty', {}, typed);
  if (new Set(options.map(foldWord)).size < options.length) return refuse('options-same', {}, typed);
  return { asked: typed, options };
};
