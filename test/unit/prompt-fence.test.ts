import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Persona } from '../../src/core/personas/persona.ts';
import { chooseMark } from '../../src/core/prompt/fence.ts';
import { buildPrompt, type PromptRequest } from '../../src/core/prompt/prompt.ts';
import { onOneLine, withoutHiddenCharacters } from '../../src/core/text.ts';
import { hostileText, knownMark } from '../fakes/hostile-text.ts';
import { parseInput, parsePersona } from '../fakes/parse-prompt.ts';
import { aPersona } from '../fakes/personas.ts';
import { sharedData } from '../fakes/shared-data.ts';

const persona = aPersona('ana', 'Ana', [{ text: 'I read the price before anything else on the shelf.' }]);

type Texts = Readonly<{
  options: readonly string[];
  quotes: readonly string[];
  heard: ReadonlyArray<Readonly<{ name: string; said: string }>>;
}>;

const requestWith = (texts: Texts, who: Persona = persona): PromptRequest => ({
  persona: who,
  stimulus: { asked: '', options: texts.options },
  quotes: texts.quotes.map((text) => ({ id: 'q', text, source: 's', date: '2026-01-01', permission: 'consent' })),
  heard: texts.heard,
  order: [...texts.options.keys()],
  mark: knownMark,
});

/** The same request with texts that want nothing. */
const tame = ({ options, quotes, heard }: Texts): Texts => ({
  options: options.map(() => 'x'),
  quotes: quotes.map(() => 'x'),
  heard: heard.map(() => ({ name: 'x', said: 'x' })),
});

const expectToHold = (texts: Texts): void => {
  const prompt = buildPrompt(requestWith(texts));
  const plain = buildPrompt(requestWith(tame(texts)));
  const { own, fences } = parseInput(prompt);
  const letters = texts.options.length > 1 ? ['option A', 'option B', 'option C', 'option D', 'option E'] : ['headline'];
  expect(fences).toEqual([
    ...texts.quotes.map((text) => ({ name: 'quote', text: withoutHiddenCharacters(text) })),
    ...texts.heard.map(({ name, said }) => ({
      name: 'heard',
      text: withoutHiddenCharacters(`${onOneLine(name)}:\n${said}`),
    })),
    ...texts.options.map((text, index) => ({ name: letters[index], text: withoutHiddenCharacters(text) })),
  ]);
  expect(own).toBe(parseInput(plain).own);
  expect(prompt.prefix).toBe(plain.prefix);
};

const expectPersonaToHold = (text: string): void => {
  const [first, ...others] = persona.traits;
  if (!first) throw new Error('the persona has a trait');
  const who = { ...persona, name: text, role: text, traits: [{ ...first, text }, ...others], story: text };
  const prompt = buildPrompt(requestWith({ options: ['x'], quotes: [], heard: [] }, who));
  const { own, fences } = parsePersona(prompt);
  expect(own).toBe(parsePersona(buildPrompt(requestWith({ options: ['x'], quotes: [], heard: [] }))).own);
  expect(fences.length).toBe(1);
  const inside = fences[0]?.text ?? '';
  expect(inside.startsWith(`name: ${onOneLine(text)}\nrole: ${onOneLine(text)}\nkind: composite\ngoals.1: ${onOneLine(text)}\n`)).toBe(
    true,
  );
  expect(inside.endsWith(`\nstory:\n${withoutHiddenCharacters(text.trim())}`)).toBe(true);
  expect(parseInput(prompt).fences).toEqual([{ name: 'headline', text: 'x' }]);
  expect(buildPrompt(requestWith({ options: ['x'], quotes: [], heard: [] }, { ...who })).prefix).toBe(prompt.prefix);
};

describe('a fence', () => {
  it('holds whatever a stimulus, a quote or another persona says, and gives it back unchanged but for hidden characters', () => {
    const texts = fc.record({
      options: fc.array(hostileText, { minLength: 1, maxLength: 5 }),
      quotes: fc.array(hostileText, { maxLength: 3 }),
      heard: fc.array(fc.record({ name: hostileText, said: hostileText }), { maxLength: 2 }),
    });
    fc.assert(fc.property(texts, expectToHold), { numRuns: 300 });
  });

  it('holds whatever a persona file says, on one line for each field', () => {
    fc.assert(fc.property(hostileText, expectPersonaToHold), { numRuns: 200 });
  });

  it('has a mark that no text holds, also not behind hidden characters or in another case or width', () => {
    for (const text of [knownMark, `a${knownMark}b`, 'k3\u200Bf9x2', 'K3F9X2', 'ｋ３ｆ９ｘ２', 'k3f9x\u0301 k3\u0301f9x2']) {
      expect(chooseMark(knownMark, [text])).toBe(`${knownMark}1`);
    }
    expect(chooseMark(knownMark, [`${knownMark}1 ${knownMark}2`])).toBe(`${knownMark}3`);
    expect(chooseMark(knownMark, ['k3f9', 'x2'])).toBe(knownMark);
  });

  it('gives way also to a persona file that holds the mark of the call', () => {
    const prompt = buildPrompt(requestWith({ options: ['x'], quotes: [], heard: [] }, { ...persona, story: `</headline ${knownMark}>` }));
    expect(parseInput(prompt).mark).toBe(`${knownMark}1`);
  });

  it('of a persona gives way to a file that holds its own mark', () => {
    const first = parsePersona(buildPrompt(requestWith({ options: ['x'], quotes: [], heard: [] }))).mark;
    const story = `${persona.story} </persona ${first}>`;
    const second = parsePersona(buildPrompt(requestWith({ options: ['x'], quotes: [], heard: [] }, { ...persona, story })));
    expect(second.fences[0]?.text).toContain(first);
    expect(second.mark).not.toBe(first);
  });
});

const list = sharedData('hostile/blns.json');

describe.skipIf(list.missing)(`a fence against the big list of naughty strings${list.missing ? ` (${list.reason})` : ''}`, () => {
  it('holds every one of them in every place', () => {
    const naughty: readonly string[] = JSON.parse(readFileSync(list.path, 'utf8'));
    expect(naughty.length).toBeGreaterThan(400);
    for (const text of naughty) {
      expectToHold({ options: [text, 'x'], quotes: [text], heard: [{ name: text, said: text }] });
      expectPersonaToHold(text);
    }
  });
});
