import type { Claim, GroundedReaction, Reaction } from '../panel/reaction.ts';
import type { Persona } from '../personas/persona.ts';
import { speechProblem } from '../personas/persona-rules.ts';
import { findWords } from '../query.ts';
import { remember } from '../remember.ts';
import type { Stimulus } from '../stimulus.ts';
import { checkWords, type SpeechContext } from './speech-check.ts';

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

const runsOf = remember((text): readonly string[] => {
  const words = findWords(text).map(({ folded }) => folded);
  return words
    .slice(0, Math.max(0, words.length - borrowedWords + 1))
    .map((_, start) => words.slice(start, start + borrowedWords).join(' '));
});

/** Words that the stimulus holds as well are nobody's: everybody on a panel repeats the headline. */
const borrows = (text: string, quotes: readonly string[], stimulus: Stimulus): boolean => {
  const free = new Set(stimulus.options.flatMap(runsOf));
  const said = new Set(runsOf(text).filter((run) => !free.has(run)));
  return said.size > 0 && quotes.some((quote) => runsOf(quote).some((run) => said.has(run)));
};

/** What a reaction is judged by. `given` are the texts of quotes and of other personas, and their names, that a language model was shown. */
type HonestyRules = Readonly<{ fromFile: boolean; stimulus: Stimulus; given: readonly string[] }>;

const quotesBeside = ({ evidence }: GroundedReaction, option: number, index: number): readonly string[] =>
  (evidence[option]?.[index]?.quotes ?? []).map(({ quote }) => quote.text);

/** The evidence engine says nothing of its own: every sentence must stand in the file, under its trait, with that trait's basis. */
const fileProblem = (persona: Persona, reaction: GroundedReaction): HonestyProblem | undefined => {
  const traits = new Map(persona.traits.map((trait) => [trait.id, trait]));
  for (const { text, claims } of reaction.answers) {
    if (text !== '') return 'not-in-file';
    for (const claim of claims) {
      if (speechProblem(claim.text)) return 'speech';
      const trait = traits.get(claim.traitId ?? '');
      if (trait?.text !== claim.text || trait.basis.kind !== claim.basis.kind) return 'not-in-file';
    }
  }
  return reaction.questions.some((question) => speechProblem(question)) ? 'speech' : undefined;
};

/** A claim that names a trait must name one of the file, with its part and basis. One that names none is the model's own: an invention. */
const isGrounded = (persona: Persona, { traitId, part, basis }: Claim): boolean => {
  if (traitId === undefined) return part === undefined && basis.kind === 'invention';
  const trait = persona.traits.find(({ id }) => id === traitId);
  return trait !== undefined && trait.part === part && trait.basis.kind === basis.kind;
};

type Said = Readonly<{ text: string; kind: SpeechContext['kind'] }>;

/** Everything of a reaction that people may read, in reading order. What may be left out is `''`, and then it is not there. */
const textsOf = ({ answers, questions, spoken }: Reaction): readonly Said[] => [
  ...answers.flatMap(({ text, claims }) => [
    { text, kind: 'speech' } as const,
    ...claims.map((claim) => ({ text: claim.text, kind: 'claim' }) as const),
  ]),
  ...(spoken?.changeMind ? [{ text: spoken.changeMind, kind: 'claim' } as const] : []),
  ...questions.map((text) => ({ text, kind: 'question' }) as const),
  ...(spoken?.others ?? []).map(({ text }) => ({ text, kind: 'speech' }) as const),
];

/**
 * Why what a language model offers in a persona's name may not be said, or undefined when it may. It reads every text of the reaction:
 * answers, claims, questions, what would change its mind, and the reactions that it might have had instead. Needs no evidence, so it can
 * judge a candidate before one is drawn.
 */
export const checkSpoken = (
  persona: Persona,
  reaction: Reaction,
  { stimulus, given }: Omit<HonestyRules, 'fromFile'>,
): HonestyProblem | undefined => {
  for (const { text, kind } of textsOf(reaction)) {
    const problem = checkWords(text, { persona, stimulus, given, kind });
    if (problem) return problem;
    if (borrows(text, given, stimulus)) return 'quote-as-own';
  }
  const isFounded = reaction.answers.every(({ claims }) => claims.every((claim) => isGrounded(persona, claim)));
  return isFounded ? undefined : 'not-in-file';
};

/**
 * Checks one reaction before anybody sees it. `fromFile` is the rule of the evidence engine: every sentence must stand in the file, under
 * the trait that it names, with that trait's basis. Otherwise a language model spoke, and every text is checked by its words. Returns the
 * first problem, or undefined when the reaction may be posted.
 */
export const checkHonesty = (persona: Persona, reaction: GroundedReaction, rules: HonestyRules): HonestyProblem | undefined => {
  const problem = rules.fromFile ? fileProblem(persona, reaction) : checkSpoken(persona, reaction, rules);
  if (problem) return problem;
  const isBorrowed = reaction.answers.some(({ text, claims }, option) =>
    claims.some((claim, index) => {
      const quotes = quotesBeside(reaction, option, index);
      return borrows(claim.text, quotes, rules.stimulus) || borrows(text, quotes, rules.stimulus);
    }),
  );
  return isBorrowed ? 'quote-as-own' : undefined;
};
