import type { WordList } from '../../src/core/command-words.ts';

/** Short English for what the declarations say at greater length. Everything else reads as declared. */
export const en: WordList = {
  panel: ['panel', 'AI personas react to a headline or concept in a new thread. A | B compares 2 to 5 options.'],
  quotes: ['quotes', 'The verbatim words of real people on a topic, with source and date. No AI.'],
  'Ask the panel': ['Ask the panel', ''],
  'Who is this?': ['Who is this?', ''],
};
