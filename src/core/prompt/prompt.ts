import type { StakesTopic } from '../honesty/stakes.ts';
import type { Persona } from '../personas/persona.ts';
import type { Quote } from '../quotes/quotes.ts';
import { isComparison, optionLetter, type Stimulus } from '../stimulus.ts';
import { onOneLine } from '../text.ts';
import { type AnswerKind, schemaFor } from './answer-schema.ts';
import { chooseMark, layOut, type Section } from './fence.ts';
import { personaSection } from './prompt-persona.ts';
import { askForShape, rulesFor } from './prompt-rules.ts';

/**
 * What a language model is given. `prefix` (rules, answer schema, persona) is byte-identical for every panel of the same persona and kind of
 * question, so that providers can reuse it; `input` holds what differs, fenced: quotes, what others said, the stimulus.
 */
export type Prompt = Readonly<{ prefix: string; input: string }>;

/** What was said before, and by whom: `Maya, an AI persona`, or the persona itself. */
export type Heard = Readonly<{ name: string; said: string }>;

/** Everything that a prompt is made of. `mark` is a fresh random word that makes this call's fence; without a persona it asks the no-persona control. */
export type PromptRequest = Readonly<{
  persona: Persona | undefined;
  stimulus: Stimulus;
  quotes: readonly Quote[];
  heard: readonly Heard[];
  stakes?: StakesTopic;
  /** The order in which options are laid before the model, as indexes; their letters stay. */
  order: readonly number[];
  mark: string;
}>;

/** What a request asks for. A grave subject comes before everything else; without a persona it is the control. */
export const kindOf = ({ persona, stimulus, stakes }: Pick<PromptRequest, 'persona' | 'stimulus' | 'stakes'>): AnswerKind => {
  if (stakes) return 'questions';
  if (!persona) return 'control';
  return isComparison(stimulus) ? 'comparison' : 'open';
};

const listOptions = ({ stimulus, order }: PromptRequest): Section => {
  const [only = ''] = stimulus.options;
  if (!isComparison(stimulus)) return { heading: 'The headline or idea:', texts: [{ name: 'headline', text: only }] };
  if (order.toSorted((a, b) => a - b).join() !== [...stimulus.options.keys()].join()) {
    throw new RangeError('the order must name every option once');
  }
  const texts = order.map((index) => ({ name: `option ${optionLetter(index)}`, text: stimulus.options[index] ?? '' }));
  return { heading: 'The options:', texts };
};

/** A sample line is nobody's words, so it may not steer an answer as if somebody had said it. */
const listQuotes = (quotes: readonly Quote[]): Section => ({
  heading: 'Words of real people, found for this subject:',
  texts: quotes.filter(({ permission }) => permission !== 'sample').map(({ text }) => ({ name: 'quote', text })),
});

const listHeard = (heard: readonly Heard[]): Section => ({
  heading: 'What was said before:',
  texts: heard.map(({ name, said }) => ({ name: 'heard', text: `${onOneLine(name)}:\n${said}` })),
});

const makePrefix = (kind: AnswerKind, options: number, persona: Persona | undefined): string =>
  [rulesFor(kind), askForShape(schemaFor(kind, options).shape), ...(persona ? [personaSection(persona)] : [])].join('\n\n');

/** Prefixes of a persona by kind and number of options. They are long, and the same in every panel. */
const prefixes = new WeakMap<Persona, Map<string, string>>();

const prefixOf = (request: PromptRequest): string => {
  const { persona, stimulus } = request;
  const kind = kindOf(request);
  const options = stimulus.options.length;
  if (!persona) return makePrefix(kind, options, undefined);
  const known = prefixes.get(persona) ?? new Map<string, string>();
  prefixes.set(persona, known);
  const key = `${kind}/${options}`;
  const prefix = known.get(key) ?? makePrefix(kind, options, persona);
  known.set(key, prefix);
  return prefix;
};

/**
 * The prompt for one call: rules, shape of the answer, persona; then quotes, what was heard, and the stimulus last, each text in a fence.
 * Pure: the same request gives the same bytes. Throws `RangeError` when `mark` is no word, or `order` does not name every option of
 * a comparison once.
 */
export const buildPrompt = (request: PromptRequest): Prompt => {
  const { quotes, heard } = request;
  const prefix = prefixOf(request);
  const sections = [listQuotes(quotes), listHeard(heard), listOptions(request)];
  const texts = sections.flatMap((section) => section.texts.map(({ text }) => text));
  // A word drawn by chance is not in the prefix. Looking at it in every disguise would cost more than all the rest of a prompt.
  const mark = chooseMark(request.mark, prefix.includes(request.mark) ? [prefix, ...texts] : texts);
  return { prefix, input: layOut(mark, sections, 'Now give the JSON object.') };
};
