import { checkItems } from '../../src/core/check/items.ts';
import { seededNumbers } from '../../src/core/random.ts';
import type { Completion, LanguageModel } from '../../src/ports/language-model.ts';
import { type Call, choiceText, reactionText, scriptModel } from './language-model.ts';
import { parseInput, parsePersona } from './parse-prompt.ts';

/** What a scripted model sees in one call of a check: whose file, which item and in which order, and how often it was asked the same before. */
export type Seen = Readonly<{ name: string; file: string; item: string; isControl: boolean; isReversed: boolean; time: number }>;

const itemIn = (call: Call): Readonly<{ item: string; isReversed: boolean }> => {
  const fences = parseInput(call.prompt).fences;
  const texts = fences.toSorted((a, b) => a.name.localeCompare(b.name)).map(({ text }) => text);
  const found = checkItems.find(({ options }) => options.toSorted().join() === texts.toSorted().join());
  if (!found) throw new Error(`no frozen item: ${texts.join(' | ')}`);
  return { item: found.id, isReversed: found.options[0] !== texts[0] };
};

/** A number in [0, 1) that depends on the words alone. */
export const chanceOf = (words: string): number => {
  let hash = 0;
  for (const letter of words) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return seededNumbers(hash)();
};

/** A model whose leanings are given, from -1 to 1, with the words "for" and "against" put into well-formed answers. */
export const leaningModel = (leanOf: (seen: Seen) => number, name = 'leaning'): LanguageModel & { calls: Call[] } => {
  const times = new Map<string, number>();
  return scriptModel(name, (call) => {
    const isControl = call.schema.startsWith('control');
    const file = isControl ? '' : (parsePersona(call.prompt).fences[0]?.text ?? '');
    const { item, isReversed } = itemIn(call);
    const key = `${file}/${item}`;
    times.set(key, (times.get(key) ?? 0) + 1);
    const persona = /^name: (.*)$/m.exec(file)?.[1] ?? '';
    const lean = Math.max(-1, Math.min(1, leanOf({ name: persona, file, item, isControl, isReversed, time: times.get(key) ?? 1 })));
    const [one, other] = [(1 + lean) / 2, (1 - lean) / 2];
    if (isControl) return controlText(isReversed ? [other, one] : [one, other]);
    if (call.schema.startsWith('comparison')) return choiceText(isReversed ? [other, one, 0] : [one, other, 0]);
    return reactionText(
      { text: 'This is something that I would look at twice.', stance: 'for', probability: one },
      { text: 'There is nothing in it that I could use.', stance: 'against', probability: other },
    );
  });
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
