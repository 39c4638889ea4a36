import type { Basis } from '../basis.ts';
import { givenNames } from '../honesty/known-names.ts';
import { inventsFigure, speaksForPeople } from '../honesty/speech-figures.ts';
import { holdsMarkup } from '../honesty/speech-markup.ts';
import { namesRealPerson } from '../honesty/speech-people.ts';
import { inventsQuote, inventsSource } from '../honesty/speech-sources.ts';
import { holdsPhrase, plainText } from '../honesty/speech-text.ts';
import { traitsCheck } from '../prompt/answer-check.ts';
import { mostTraitQuotes } from '../prompt/answer-schema.ts';
import { findObject, type JsonProblem } from '../prompt/find-json.ts';
import { foldWord } from '../query.ts';
import { groupAlike, isNearlySame } from '../quotes/near-duplicates.ts';
import type { Quote } from '../quotes/quotes.ts';
import { nameSources, repeatsQuote } from '../quotes/segment-themes.ts';
import { skeleton } from '../text.ts';
import type { TraitPart } from './persona.ts';
import { caricatureProblem, nothingGiven, peopleProblem } from './persona-guard.ts';
import { speechProblem } from './persona-rules.ts';

/*
 * Traits that a language model proposes from quotes. The model writes sentences and names quotes by id; what a trait rests on is counted here, and
 * nothing that the model says about that is read.
 */

/** A trait as a model proposed it, checked. `quotes` are ids that it was really given, and may be none. */
export type ProposedTrait = Readonly<{ part: TraitPart; text: string; quotes: readonly string[] }>;

/** Why a proposed sentence was left out, as in “2 for naming a person”. */
export const leftOutFor = {
  quote: 'for repeating a real person’s words',
  name: 'for naming a person',
  figure: 'for a figure or a share of people',
  group: 'for following from a group that somebody belongs to',
  rule: 'for breaking a rule of what personas may say',
  twin: 'for saying the same as another',
} as const;
export type LeftOut = keyof typeof leftOutFor;

/** Longest sentence of a trait, in UTF-16 units: the same as in a file. */
const units = { least: 8, most: 240 } as const;

const namesSomebody = (text: string, known: readonly string[]): boolean =>
  namesRealPerson(text, nothingGiven) ||
  known.some((name) => name.trim().includes(' ') && holdsPhrase(text, name)) ||
  (plainText(text).match(/(?<![\p{L}\p{N}])\p{Lu}\p{L}+(?![\p{L}-])/gu) ?? []).some((word) => givenNames.has(foldWord(word)));

const breaksRule = (text: string): boolean =>
  text.length < units.least ||
  text.length > units.most ||
  text.includes('|') ||
  (speechProblem(text) ?? peopleProblem(text)) !== undefined ||
  holdsMarkup(text) ||
  inventsSource(text, nothingGiven) ||
  inventsQuote(text, nothingGiven);

type Given = Readonly<{ quotes: readonly Quote[]; knownNames: readonly string[] }>;

/** Why a model's sentence may not become a trait. Stricter than for people: a moderator may write down a figure that was measured, a model only makes one up. */
export const proposalProblem = (text: string, { quotes, knownNames }: Given): LeftOut | undefined => {
  if (repeatsQuote(text, quotes)) return 'quote';
  // As an invention, whatever it rests on: quotes are no ground for what a group is like.
  if (caricatureProblem(text, 'invention') !== undefined) return 'group';
  if (/\p{N}/u.test(text) || inventsFigure(text, nothingGiven) || speaksForPeople(text, nothingGiven)) return 'figure';
  if (namesSomebody(text, knownNames)) return 'name';
  return breaksRule(text) ? 'rule' : undefined;
};

/** What became of a model's answer: traits that may be shown, and how many were left out for what. */
export type ReadTraits =
  | Readonly<{ outcome: 'traits'; traits: readonly ProposedTrait[]; leftOut: Readonly<Partial<Record<LeftOut, number>>> }>
  | Readonly<{ outcome: 'failed'; failure: JsonProblem }>;

/** Reads a model's proposals. `given` are the quotes that it was shown, under the ids that it knows them by. */
export const readTraits = (
  text: string,
  request: Readonly<{ given: ReadonlyMap<string, Quote>; knownNames: readonly string[] }>,
): ReadTraits => {
  const found = findObject(text, (value) => traitsCheck.safeParse(value).data);
  if (typeof found === 'string') return { outcome: 'failed', failure: found };
  const quotes = [...request.given.values()];
  const said = new Set<string>();
  const leftOut: Partial<Record<LeftOut, number>> = {};
  const traits = found.traits.flatMap(({ part, text: sentence, quotes: named }): readonly ProposedTrait[] => {
    const look = skeleton(sentence);
    const problem = said.has(look) ? 'twin' : proposalProblem(sentence, { ...request, quotes });
    said.add(look);
    if (problem) {
      leftOut[problem] = (leftOut[problem] ?? 0) + 1;
      return [];
    }
    const ids = [...new Set(named)].filter((id) => request.given.has(id)).slice(0, mostTraitQuotes);
    return [{ part, text: sentence, quotes: ids }];
  });
  return { outcome: 'traits', traits, leftOut };
};

/** What a trait rests on when these quotes stand behind it. Several that say nearly the same count once; without any it is an invention. */
export const basisOfQuotes = (quotes: readonly Quote[]): Basis => {
  const different = groupAlike(quotes, (one, other) => isNearlySame(one.text, other.text));
  const newest = quotes
    .map(({ date }) => date)
    .toSorted()
    .at(-1);
  if (newest === undefined) return { kind: 'invention' };
  return { kind: 'data', n: different.length, date: newest, source: nameSources(quotes.map(({ source }) => source)) };
};
