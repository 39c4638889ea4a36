import { checkItems } from '../../src/core/check/items.ts';
import type { Prompt } from '../../src/core/prompt/prompt.ts';
import { seededNumbers } from '../../src/core/random.ts';
import type { Completion, LanguageModel } from '../../src/ports/language-model.ts';
import { type Call, choiceText, reactionText, scriptModel } from './language-model.ts';
import type { ModelCall } from './model-server.ts';
import { parseInput, parsePersona } from './parse-prompt.ts';

/** What a scripted model sees in one call of a check: whose file, which item and in which order, and how often it was asked the same before. */
export type Seen = Readonly<{ name: string; file: string; item: string; isControl: boolean; isReversed: boolean; time: number }>;

type Item = Readonly<{ item: string; isReversed: boolean }>;

const findItem = (prompt: Prompt): Item | undefined => {
  const fences = parseInput(prompt).fences;
  const texts = fences.toSorted((a, b) => a.name.localeCompare(b.name)).map(({ text }) => text);
  const found = checkItems.find(({ options }) => options.toSorted().join() === texts.toSorted().join());
  return found && { item: found.id, isReversed: found.options[0] !== texts[0] };
};

const itemIn = (prompt: Prompt): Item => {
  const found = findItem(prompt);
  if (!found) throw new Error('no frozen item');
  return found;
};

/** A number in [0, 1) that depends on the words alone. */
export const chanceOf = (words: string): number => {
  let hash = 0;
  for (const letter of words) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return seededNumbers(hash)();
};

/** Answers with given leanings, from -1 to 1, with the words "for" and "against" put into well-formed answers. */
const leaningAnswers = (leanOf: (seen: Seen) => number): ((call: Pick<Call, 'prompt' | 'schema'>) => string) => {
  const times = new Map<string, number>();
  return ({ prompt, schema }) => {
    const isControl = schema.startsWith('control');
    const file = isControl ? '' : (parsePersona(prompt).fences[0]?.text ?? '');
    const { item, isReversed } = itemIn(prompt);
    const key = `${file}/${item}`;
    times.set(key, (times.get(key) ?? 0) + 1);
    const persona = /^name: (.*)$/m.exec(file)?.[1] ?? '';
    const lean = Math.max(-1, Math.min(1, leanOf({ name: persona, file, item, isControl, isReversed, time: times.get(key) ?? 1 })));
    const [one, other] = [(1 + lean) / 2, (1 - lean) / 2];
    if (isControl) return controlText(isReversed ? [other, one] : [one, other]);
    if (schema.startsWith('comparison')) return choiceText(isReversed ? [other, one, 0] : [one, other, 0]);
    return reactionText(
      { text: 'This is something that I would look at twice.', stance: 'for', probability: one },
      { text: 'There is nothing in it that I could use.', stance: 'against', probability: other },
    );
  };
};

/** A model whose leanings are given. */
export const leaningModel = (leanOf: (seen: Seen) => number, name = 'leaning'): LanguageModel & { calls: Call[] } =>
  scriptModel(name, leaningAnswers(leanOf));

const schemaOf = ({ body }: ModelCall): string =>
  /"name":"(\w+)"/.exec(JSON.stringify(body['response_format'] ?? body['text'] ?? ''))?.[1] ?? '';

/**
 * Answers of a model server that can be checked: each persona has a view of its own on each frozen item, shifted by `biasOf` its file. To anything else it answers
 * shortly.
 */
export const checkableAnswers = (biasOf: (file: string) => number = () => 0): ((call: ModelCall) => string) => {
  const answer = leaningAnswers(
    ({ name, file, item, time }) =>
      (chanceOf(`${name}/${item}`) - 0.5) * 1.6 + (chanceOf(`${name}${item}${time}`) - 0.5) / 5 + biasOf(file),
  );
  return (call) => {
    const schema = schemaOf(call);
    if (!/^(reaction|comparison|control)/.test(schema)) return '{"said":"yes"}';
    const prompt = { prefix: call.system, input: call.user };
    return findItem(prompt) ? answer({ prompt, schema }) : reactionText({ text: 'I would want to know more about this one.' });
  };
};

const controlText = ([a = 0, b = 0]: readonly number[]): string =>
  JSON.stringify({
    odds: [
      { choice: 'A', probability: a },
      { choice: 'B', probability: b },
    ],
  });

/** A model that does what another does after something happened before each call: a wait, a count, a failure in its place. */
export const withBefore = (model: LanguageModel, before: () => Promise<Completion | undefined>): LanguageModel => ({
  name: model.name,
  complete: async (request) => (await before()) ?? model.complete(request),
});
