import { afterEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/errors.ts';
import { labels } from '../../src/core/labels.ts';
import type { BudgetRules } from '../../src/ports/desks.ts';
import type { LanguageModel } from '../../src/ports/language-model.ts';
import { answerOf, type Chat, openChat, textOf } from '../fakes/chat.ts';
import { reactionText, scriptModel } from '../fakes/language-model.ts';

/* What language models may use, who pays for lost calls, and what a team sees of it. */

let chat: Chat | undefined;
afterEach(async () => {
  await chat?.close();
  chat = undefined;
});

const calm = reactionText({ text: 'I would wait and see what it leaves out.' });
const open = async (model: LanguageModel, budget: Partial<BudgetRules>): Promise<Chat> => {
  chat = await openChat({ languageModels: [model], budget });
  return chat;
};

/** Tokens used today, as moderators see them. */
const usedToday = async (one: Chat): Promise<number> => {
  const [, used = ''] = /"This space, today","([\d,]+)"/.exec(answerOf(await one.say('/panel-admin budget'))) ?? [];
  return Number(used.replaceAll(',', ''));
};

describe('tokens of a panel', () => {
  it('are reserved before it starts, and settled to what was used when it is over', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const one = await open(
      scriptModel('m', async () => {
        await promise;
        return calm;
      }),
      { tokensPerDay: 1_000_000 },
    );
    await one.say('/panel Save money');
    const reserved = await usedToday(one);
    expect(reserved).toBeGreaterThan(3 * 1_200);
    resolve();
    await one.settled();
    // Each of the three calls says that it used 1,000 and 200.
    expect(await usedToday(one)).toBe(3 * 1_200);
  });

  it('never pass the cap: with a little left, fifty panels at once are all refused, with the hour at which they fit', async () => {
    const model = scriptModel('m', () => calm);
    const one = await open(model, { tokensPerDay: 100 });
    const replies = await Promise.all(Array.from({ length: 50 }, () => one.say('/panel Save money')));
    expect(replies.every(isRefusal)).toBe(true);
    expect(await usedToday(one)).toBe(0);
    expect(model.calls).toEqual([]);
    expect(one.platform.shown).toEqual([]);
  });

  it('let as many panels start as fit, and refuse the others in private with what they typed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const model = scriptModel('m', async () => {
      await promise;
      return calm;
    });
    const one = await open(model, { tokensPerDay: 1_000_000 });
    await one.say('/panel Save money');
    const each = await usedToday(one);
    await one.say(`/panel-admin budget day:${Math.floor(each * 2.5)}`);
    const replies = await Promise.all(Array.from({ length: 20 }, () => one.say('/panel Save money')));
    const refused = replies.filter(isRefusal);
    expect(refused.length).toBe(19);
    expect(refused[0]).toMatchObject({ refused: 'budget-spent', typed: 'Save money' });
    expect(refused[0]?.userMessage).toContain('00:00 UTC');
    expect(await usedToday(one)).toBe(2 * each);
    resolve();
    await Promise.all([one.settled(1), one.settled(2)]);
    expect(await usedToday(one)).toBe(2 * 3 * 1_200);
  });

  it('that are spent let persona files answer where moderators chose so, and the root says why', async () => {
    const model = scriptModel('m', () => calm);
    const one = await open(model, { tokensPerDay: 100, whenSpent: 'evidence' });
    await one.say('/panel Save money with one tap rounds:2');
    const panel = await one.settled();
    expect(panel.plan).toMatchObject({ engine: { kind: 'evidence' }, instead: 'budget', rounds: 1 });
    expect(model.calls).toEqual([]);
    expect(textOf(one.platform.shown[0]?.message as never)).toContain('The tokens for language models are used up here for now.');
    const personas = one.platform.shown.filter(({ message }) => message.sender.persona);
    expect(new Set(personas.map(({ message }) => message.label))).toEqual(new Set([labels['evidence-speech']]));
  });

  it('stay reserved for calls of which nobody knows what they used', async () => {
    const one = await open(
      scriptModel('m', () => ({ outcome: 'failed', failure: 'timeout' })),
      { tokensPerDay: 1_000_000 },
    );
    await one.say('/panel Save money');
    await one.settled();
    expect(await usedToday(one)).toBeGreaterThan(3 * 1_500);
  });

  it('stay reserved for calls that a stop cut off', async () => {
    const model = scriptModel('m', () => new Promise<never>(() => undefined));
    const one = await open(model, { tokensPerDay: 1_000_000 });
    await one.say('/panel Save money');
    const reserved = await usedToday(one);
    while (model.calls.length < 3) await new Promise((resolve) => setTimeout(resolve, 2));
    await one.invoke({ command: 'panel', action: ['stop'], options: { panel: '1' } });
    await one.settled();
    expect(await usedToday(one)).toBeGreaterThanOrEqual(reserved);
  });

  it('of a second round are reserved with the first, and given back when the first does not close', async () => {
    const model = scriptModel('m', () => new Promise<never>(() => undefined));
    const one = await open(model, { tokensPerDay: 1_000_000 });
    await one.say('/panel Save money');
    const single = await usedToday(one);
    await one.say('/panel Save money rounds:2');
    expect(await usedToday(one)).toBe(3 * single);
    while (model.calls.length < 6) await new Promise((resolve) => setTimeout(resolve, 2));
    await one.invoke({ command: 'panel', action: ['stop'], options: { panel: '2' } });
    await one.settled(2);
    expect(await usedToday(one)).toBe(2 * single);
  });

  it('of a request that is delivered twice are reserved once', async () => {
    const model = scriptModel('m', () => calm);
    const one = await open(model, { tokensPerDay: 1_000_000 });
    await one.invoke({ command: 'panel', text: 'Save money', deliveryKey: 'twice' });
    await one.settled();
    const used = await usedToday(one);
    await one.invoke({ command: 'panel', text: 'Save money', deliveryKey: 'twice' });
    expect(await usedToday(one)).toBe(used);
  });

  it('are told on the method card and in the log, without a word of what was said', async () => {
    const one = await open(
      scriptModel('m', () => calm),
      { tokensPerDay: 1_000_000 },
    );
    await one.say('/panel Save money');
    await one.settled();
    expect(answerOf(await one.say('/panel-about'))).toContain('panel 1: 3,600 tokens');
    const logged = one.logged.find((line) => line.includes('panel tokens'));
    expect(logged && JSON.parse(logged)).toMatchObject({ calls: 3, input: 3_000, output: 600, lost: 0 });
    expect(one.logged.join('\n')).not.toMatch(/wait and see|Save money|Uma/);
  });
});
