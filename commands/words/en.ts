import type { WordList } from '../../src/core/command-words.ts';

/** Short English for what the declarations say at greater length. Everything else reads as declared. */
export const en: WordList = {
  panel: ['panel', 'AI personas react to a headline or concept in a new thread. A | B compares 2 to 5 options.'],
  quotes: ['quotes', 'The verbatim words of real people on a topic, with source and date. No AI.'],
  outcome: ['outcome', 'What really happened for a comparison, and where the figure comes from.'],
  'outcome:outcome': ['outcome', 'The panel’s number and the letter of the winner, tie or withdrawn'],
  'panel-about track': ['track', 'How often panels were right, beside a coin, simple rules and the team.'],
  'panel-admin outcomes import': ['import', 'Import tests of the past. They stay apart from sealed forecasts.'],
  'Ask the panel': ['Ask the panel', ''],
  'Who is this?': ['Who is this?', ''],
};
