import type { Persona } from './persona.ts';
import { speechProblem } from './persona-rules.ts';
import { findWords } from './query.ts';
import type { GroundedReaction } from './reaction.ts';

/** What people read in place of a withheld answer. */
export const describeHonestyProblem = {
  speech: 'it broke a rule for what a persona may say',
  'not-in-file': 'it was not in the persona’s file',
  'quote-as-own': 'it spoke the words of a real person as its own',
  'claims-human': 'it claimed to be a real person',
  lived: 'it claimed to have lived something that is not in its file',
  'invented-quote': 'it put words in somebody’s mouth',
  'invented-source': 'it named a source that nobody gave it',
  'invented-figure': 'it named a figure that nobody gave it',
  'speaks-for-people': 'it spoke for a share of people',
  'real-person': 'it spoke of a real person',
  markup: 'it held links, mentions or markup',
  label: 'it imitated a label',
  hidden: 'it held hidden characters',
  'too-long': 'it was too long',
  empty: 'it was empty',
  refusal: 'the language model stepped out of its part',
  language: 'it was in another language',
} as const;

/** Why a reaction is withheld. Recorded and shown by name; the withheld text is not. */
export type HonestyProblem = keyof typeof describeHonestyProblem;

/** How many words in a row make a borrowed sentence. Six are more than chance and less than most quotes. */
const borrowedWords = 6;

const runsOf = (text: string): readonly string[] => {
  const words = findWords(text).map(({ folded }) => folded);
  return words
    .slice(0, Math.max(0, words.length - borrowedWords + 1))
    .map((_, start) => words.slice(start, start + borrowedWords).join(' '));
};

const borrows = (claim: string, quotes: readonly string[]): boolean => {
  const said = new Set(runsOf(claim));
  return quotes.some((quote) => runsOf(quote).some((run) => said.has(run)));
};

/**
 * Checks one reaction before anybody sees it. `fromFile` is the rule of the evidence engine: every sentence must stand in the file, under
 * the trait that it names, with that trait's basis. Returns the first problem, or undefined when the reaction may be posted.
 */
export const checkHonesty = (persona: Persona, reaction: GroundedReaction, rules: { fromFile: boolean }): HonestyProblem | undefined => {
  const traits = new Map(persona.traits.map((trait) => [trait.id, trait]));
  for (const [option, answer] of reaction.answers.entries()) {
    for (const [index, claim] of answer.claims.entries()) {
      if (speechProblem(claim.text)) return 'speech';
      const trait = traits.get(claim.traitId ?? '');
      if (rules.fromFile && (trait?.text !== claim.text || trait.basis.kind !== claim.basis.kind)) return 'not-in-file';
      if (
        borrows(
          claim.text,
          (reaction.evidence[option]?.[index]?.quotes ?? []).map(({ quote }) => quote.text),
        )
      )
        return 'quote-as-own';
    }
  }
  return reaction.questions.some((question) => speechProblem(question)) ? 'speech' : undefined;
};
