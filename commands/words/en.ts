import type { WordList } from '../../src/core/command-words.ts';

/** Short English for what the declarations say at greater length. Everything else reads as declared. */
export const en: WordList = {
  panel: ['panel', 'AI personas react to a headline or concept in a new thread. A | B compares 2 to 5 options.'],
  quotes: ['quotes', 'The verbatim words of real people on a topic, with source and date. No AI.'],
  'quotes find': ['find', 'Show the closest words of real people on a topic, or say that nothing matches.'],
  'personas check': ['check', 'Whether a set’s personas are different voices.'],
  'personas suggest': ['suggest', 'Draft a persona from imported quotes: themes of a segment or source, each with its quotes.'],
  outcome: ['outcome', 'What really happened for a comparison, and where the figure comes from.'],
  'outcome:outcome': ['outcome', 'The panel’s number and the letter of the winner, tie or withdrawn'],
  'panel-about track': ['track', 'How often panels were right, beside a coin, simple rules and the team.'],
  'panel-admin': ['panel-admin', 'For moderators: quotes, rules and tokens, where panels may be, and the switch that stops them all.'],
  'panel-admin quotes': ['quotes', 'For moderators: the quotes of this space.'],
  'panel-admin quotes import': [
    'import',
    'Import words of real people from CSV or JSON Lines: all rows or none, after a look at the first.',
  ],
  'panel-admin outcomes': ['outcomes', 'For moderators: tests of the past.'],
  'panel-admin outcomes import': ['import', 'Import tests of the past. They stay apart from sealed forecasts.'],
  'Ask the panel': ['Ask the panel', ''],
  'Who is this?': ['Who is this?', ''],
};
