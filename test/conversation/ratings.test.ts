import { afterEach, describe, expect, it } from 'vitest';
import { scaleNames, scales } from '../../src/core/score/anchors.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import { type Chat, openChat, textOf } from '../fakes/chat.ts';
import { choiceText, scriptModel } from '../fakes/language-model.ts';

/* Ratings from words, and restarts around the seal. */

let chat: Chat | undefined;
afterEach(async () => {
  await chat?.close();
  chat = undefined;
});

const anchorLevel = (text: string): { scale: number; level: number } | undefined => {
  for (const [scale, name] of scaleNames.entries()) {
    for (const set of scales[name]) {
      const level = set.map(String).indexOf(text);
      if (level >= 0) return { scale, level };
    }
  }
  return undefined;
};

/** An embedding model that knows the anchors: each scale is an arc of its own. `blind` scales are shuffled, as by a model that does not see negation. */
const knowing = (blind: readonly number[] = []): Embedder & { calls: string[][] } => {
  const calls: string[][] = [];
  return {
    name: 'arc-1',
    calls,
    embed: async (texts) => {
      calls.push([...texts]);
      return texts.map((text) => {
        const { scale, level } = anchorLevel(text) ?? { scale: -1, level: text.includes('scroll') ? 0 : 4 };
        const seen = blind.includes(scale) ? (level * 3) % 5 : level;
        return [Math.cos(seen * 0.3), Math.sin(seen * 0.3), 0.1];
      });
    },
  };
};

const speaking = () =>
  scriptModel('m', () =>
    choiceText([0.6, 0.4, 0], ['I would tap on it at once and read on.', 'I would scroll on and think no more of it.']),
  );
const closingText = (one: Chat): string => textOf(one.platform.shown.find(({ key }) => key.endsWith('/closing'))?.message as never);

describe('ratings from words', () => {
  it('are given for each option on every scale whose self-check passes, and name the embedding model', async () => {
    const embedder = knowing();
    chat = await openChat({ languageModels: [speaking()], embedder });
    await chat.say('/panel Save money | Banking that gets you');
    await chat.settled();
    const [, a = '', b = ''] = /click: A (\d\.\d\d), B (\d\.\d\d)/.exec(closingText(chat)) ?? [];
    expect(Number(a)).toBeGreaterThan(Number(b) + 1);
    expect(closingText(chat)).toContain('1 to 5, by arc-1: compare them with each other only');
    for (const scale of scaleNames) expect(closingText(chat)).toContain(`${scale}: A `);
    await chat.say('/panel Save money | Banking that gets you');
    await chat.settled(2);
    expect(embedder.calls.filter((texts) => texts.length === 80)).toHaveLength(1);
  });

  it('are refused on a scale that fails, by name, and given on the others', async () => {
    chat = await openChat({ languageModels: [speaking()], embedder: knowing([1]) });
    await chat.say('/panel Save money | Banking that gets you');
    await chat.settled();
    expect(closingText(chat)).toContain('No rating of purchase: arc-1 fails the self-check of that scale.');
    expect(closingText(chat)).not.toContain('purchase: A');
    expect(closingText(chat)).toContain('trust: A');
  });

  it('are not there without an embedding model, or when it gives nothing', async () => {
    for (const embedder of [undefined, { name: 'mute', embed: async () => undefined } satisfies Embedder]) {
      chat = await openChat({ languageModels: [speaking()], ...(embedder ? { embedder } : {}) });
      await chat.say('/panel Save money | Banking that gets you');
      await chat.settled();
      expect(closingText(chat)).not.toMatch(/Ratings|No rating/);
      await chat.close();
      chat = undefined;
    }
  });
});
