import type { WordList } from '../../src/core/command-words.ts';

/** The words of options that an action has, such as `quotes:source` for `source` at `quotes`. Several actions take the same filters or columns. */
export const optionWords = (action: string, options: WordList): WordList =>
  Object.fromEntries(Object.entries(options).map(([option, words]) => [`${action}:${option}`, words]));
