import { findFeatures, isGrave } from '../../core/features.ts';
import type { Claim, OptionAnswer, Reaction } from '../../core/panel/reaction.ts';
import { stanceOf } from '../../core/panel/stance.ts';
import type { Persona, Trait, TraitPart } from '../../core/personas/persona.ts';
import { contentWords, findWords, foldWord } from '../../core/query.ts';
import { isComparison } from '../../core/stimulus.ts';
import type { PersonaModel } from '../../ports/persona-model.ts';
import { findTouches, type Touch } from './touch.ts';

/*
 * The engine without a language model. It writes nothing of its own: it finds which traits of the persona's file a stimulus
 * touches, and by which words, and hands out those sentences as they stand. The same file and stimulus always give the same answer.
 */

/** What a persona decides by says more about a reaction than where it comes from. */
const partWeights: Readonly<Record<TraitPart, number>> = {
  decision_rules: 1.5,
  frustrations: 1.25,
  goals: 1.25,
  recent_context: 1,
  tendencies: 0.75,
  knows: 0.5,
  background: 0.25,
  does_not_know: 0,
};

/** Most sentences of one answer. Three are read; five are skimmed. */
const mostClaims = { single: 3, comparison: 2 } as const;
const mostUnmentioned = 6;
const longestPhrase = 4;
const mostQuestions = 2;
const plainQuestion = 'When did this last come up in your own life, and what did you do?';

type Touched = Readonly<{ trait: Trait; touches: readonly Touch[]; score: number }>;

/** On violence and grief only what a persona says of alarm, of feelings and of its own limits is heard. */
const isFitting = (trait: Trait): boolean =>
  trait.part === 'does_not_know' || trait.features.some((id) => id === 'alarm' || id === 'emotion');

const findTouched = (persona: Persona, text: string): readonly Touched[] => {
  const features = findFeatures(text);
  const traits = isGrave(text) ? persona.traits.filter(isFitting) : persona.traits;
  return traits.flatMap((trait) => {
    const touches = findTouches(trait, text, features);
    const [best] = touches;
    return best ? [{ trait, touches, score: best.weight + Math.min(touches.length - 1, 2) * 0.5 + partWeights[trait.part] }] : [];
  });
};

const keysOf = ({ touches }: Touched): readonly string[] => touches.flatMap(({ excerpts }) => excerpts.map(foldWord));

/** The strongest first, passing over a trait that only repeats what a stronger one already answers. Ties keep the order of the file. */
const choose = (touched: readonly Touched[], most: number): readonly Touched[] => {
  const answered = new Set<string>();
  const chosen: Touched[] = [];
  for (const candidate of touched.toSorted((a, b) => b.score - a.score)) {
    const keys = keysOf(candidate);
    if (chosen.length === most) break;
    if (keys.every((key) => answered.has(key))) continue;
    for (const key of keys) answered.add(key);
    chosen.push(candidate);
  }
  return chosen;
};

const toClaim = ({ trait, touches }: Touched): Claim => ({
  text: trait.text,
  part: trait.part,
  traitId: trait.id,
  basis: trait.basis,
  leans: trait.leans,
  touchedBy: touches[0]?.excerpts ?? [],
  because: touches[0]?.because ?? '',
  ...(trait.date === undefined ? {} : { date: trait.date }),
});

/** The words with a meaning that touch nothing in the file, as written. Figures and two-letter words are left out. */
const findUnmentioned = (text: string, touched: readonly Touched[]): readonly string[] => {
  // A whole question or sentence touched by its form alone says nothing about the words in it.
  const phrases = touched
    .flatMap(keysOf)
    .map((key) => findWords(key))
    .filter((found) => found.length <= longestPhrase);
  const covered = new Set(phrases.flat().map(({ folded }) => folded));
  const written = new Map(findWords(text).map((word) => [word.folded.replace(/'s$/, ''), word.written]));
  return contentWords(text)
    .filter((word) => word.length > 2 && /^\p{L}/u.test(word) && !covered.has(word))
    .map((word) => written.get(word) ?? word)
    .slice(0, mostUnmentioned);
};

const answerOption = (touched: readonly Touched[], text: string, most: number): OptionAnswer => {
  const said = choose(
    touched.filter(({ trait }) => trait.part !== 'does_not_know'),
    most,
  );
  const limits = choose(
    touched.filter(({ trait }) => trait.part === 'does_not_know'),
    1,
  );
  const claims = [...said, ...limits].map(toClaim);
  return { stance: stanceOf(claims), text: '', claims, unmentioned: findUnmentioned(text, touched) };
};

/** In a comparison a trait that every option touches tells them apart less, so it steps back behind those that differ. */
const stepBack = (perOption: ReadonlyArray<readonly Touched[]>): ReadonlyArray<readonly Touched[]> => {
  const everywhere = (id: string) => perOption.every((touched) => touched.some(({ trait }) => trait.id === id));
  return perOption.map((touched) => touched.map((entry) => (everywhere(entry.trait.id) ? { ...entry, score: entry.score - 6 } : entry)));
};

/** Answers from the persona's file alone. Pure: no seed, no time, no other persona enters. */
export const reactFromFile = (persona: Persona, options: readonly string[], compares: boolean): Reaction => {
  const perOption = options.map((option) => findTouched(persona, option));
  const weighed = compares ? stepBack(perOption) : perOption;
  const most = compares ? mostClaims.comparison : mostClaims.single;
  const answers = options.map((option, index) => answerOption(weighed[index] ?? [], option, most));
  const asks = new Map(persona.traits.map(({ id, ask }) => [id, ask]));
  const questions = answers.flatMap(({ claims }) => claims.flatMap(({ traitId }) => asks.get(traitId ?? '') ?? []));
  return { answers, questions: [...new Set(questions)].slice(0, mostQuestions) };
};

/** The evidence engine behind the `PersonaModel` port. Always there, needs no key, and is what remains when a model is down. */
export const createEvidenceEngine = (): PersonaModel => ({
  mark: { kind: 'evidence', name: 'evidence engine' },
  react: async ({ persona, stimulus, stakes, signal }) => {
    signal.throwIfAborted();
    const reaction = reactFromFile(persona, stimulus.options, isComparison(stimulus));
    if (stakes === undefined) return { kind: 'reaction', reaction };
    // On a grave subject the file's own questions remain, and the plainest one when the file has none.
    return { kind: 'questions', questions: reaction.questions.length > 0 ? reaction.questions : [plainQuestion] };
  },
});
