import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryBudget } from '../../src/adapters/memory/budget.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import type { BudgetRules } from '../../src/ports/desks.ts';
import type { Documents } from '../../src/ports/documents.ts';
import { createTestClock, here, there } from '../contract/helpers.ts';

const standard: BudgetRules = { tokensPerDay: 20_000, tokensPerPersonAndHour: 10_000, whenSpent: 'refuse' };

describe('the desk for token budgets', () => {
  let clock = createTestClock();
  let documents = createMemoryDocuments({ clock });
  let budget = createMemoryBudget({ clock });
  const open = (rules: Partial<BudgetRules> = {}, kept: Documents = documents) =>
    createBudgetDesk({ budget, documents: kept, standard: { ...standard, ...rules } });
  const ask = (id: string, actorId = 'uma', tokens = 8_000) => open().admit(here, { id, actorId, tokens });

  beforeEach(() => {
    clock = createTestClock();
    documents = createMemoryDocuments({ clock });
    budget = createMemoryBudget({ clock });
  });

  it('lets a language model speak while there is room, and names the hour of the person when there is none', async () => {
    expect(await ask('a')).toBe('model');
    expect(await ask('b')).toEqual({
      refused: 'budget-spent',
      userMessage: 'You have used your tokens for this hour. Your next panel with a language model can run after 13:00 UTC.',
    });
    clock.advance(3_600_000);
    expect(await ask('b')).toBe('model');
  });

  it('names the day of the space when that is spent', async () => {
    for (const person of ['uma', 'xi']) expect(await ask(person, person)).toBe('model');
    expect(await ask('c', 'robin')).toEqual({
      refused: 'budget-spent',
      userMessage: 'This space has used its tokens for today. The next panel with a language model can run after 00:00 UTC.',
    });
    expect(await open().admit(there, { id: 'c', actorId: 'robin', tokens: 8_000 })).toBe('model');
  });

  it('has room again when less was used than was booked', async () => {
    await ask('a');
    await open().settle(here, 'a', 2_000);
    expect(await ask('b')).toBe('model');
    expect(await open().state(here, 'uma')).toEqual({
      ...standard,
      spaceDay: 10_000,
      userHour: 10_000,
      dayEndsAt: '2026-11-22T00:00:00.000Z',
      hourEndsAt: '2026-11-21T13:00:00.000Z',
    });
  });

  it('lets persona files answer where a space chose that, and books nothing then', async () => {
    await open().change(here, { author: 'uma', whenSpent: 'evidence' });
    await ask('a');
    expect(await ask('b')).toBe('evidence');
    expect(await ask('c', 'xi', 30_000)).toBe('evidence');
    expect(await open().state(here, 'uma')).toMatchObject({ spaceDay: 8_000, userHour: 8_000 });
  });

  it('promises no time to come back for what is greater than a whole limit', async () => {
    expect(await ask('a', 'uma', 10_001)).toEqual({
      refused: 'budget-small',
      userMessage:
        'This may need up to 10,001 tokens, and one person may use 10,000 in an hour. Ask a moderator or the operator to raise that limit.',
    });
    await open().change(here, { author: 'uma', tokensPerDay: 0 });
    expect(await ask('b', 'uma', 1)).toMatchObject({
      userMessage: 'This may need up to 1 token, and this space may use 0 in a day. Ask a moderator or the operator to raise that limit.',
    });
  });

  it('lets a space lower its limits and raise them again, up to those of the operator and never above', async () => {
    expect(await open().rules(here)).toEqual(standard);
    expect(await open().change(here, { author: 'uma', tokensPerDay: 9_000 })).toEqual({ ...standard, tokensPerDay: 9_000 });
    expect(await open().change(here, { author: 'xi', tokensPerPersonAndHour: 0 })).toMatchObject({
      tokensPerDay: 9_000,
      tokensPerPersonAndHour: 0,
    });
    expect(await open().change(here, { author: 'xi', tokensPerDay: 20_001, tokensPerPersonAndHour: 10 })).toEqual({
      refused: 'budget-ceiling',
      userMessage: 'The operator of this bot lets this space use at most 20,000 tokens in a day. Choose that or less.',
    });
    expect(await open().change(here, { author: 'xi', tokensPerPersonAndHour: 10_001 })).toMatchObject({
      userMessage: 'The operator of this bot lets one person use at most 10,000 tokens in an hour. Choose that or less.',
    });
    expect(await open().rules(here)).toMatchObject({ tokensPerDay: 9_000, tokensPerPersonAndHour: 0 });
    expect(await open().change(here, { author: 'xi', tokensPerDay: 20_000 })).toMatchObject({ tokensPerDay: 20_000 });
    expect(await open().rules(there)).toEqual(standard);
    expect((await documents.history(here, 'settings', 'budget')).map(({ author }) => author)).toEqual(['xi', 'xi', 'uma']);
  });

  it('follows the operator where a space set nothing, and wherever the operator allows less', async () => {
    await open().change(here, { author: 'uma', tokensPerDay: 9_000 });
    expect(await open({ tokensPerDay: 5_000, tokensPerPersonAndHour: 6_000 }).rules(here)).toEqual({
      tokensPerDay: 5_000,
      tokensPerPersonAndHour: 6_000,
      whenSpent: 'refuse',
    });
    expect(await open({ tokensPerDay: 50_000, tokensPerPersonAndHour: 60_000 }).rules(here)).toMatchObject({
      tokensPerDay: 9_000,
      tokensPerPersonAndHour: 60_000,
    });
  });

  it('loses no change when two come at once', async () => {
    await Promise.all([
      open().change(here, { author: 'uma', tokensPerDay: 1_000 }),
      open().change(here, { author: 'xi', tokensPerPersonAndHour: 500 }),
      open().change(here, { author: 'robin', whenSpent: 'evidence' }),
    ]);
    expect(await open().rules(here)).toEqual({ tokensPerDay: 1_000, tokensPerPersonAndHour: 500, whenSpent: 'evidence' });
  });

  it('says so when others keep coming first', async () => {
    const contested: Documents = { ...documents, put: async () => undefined };
    expect(await open({}, contested).change(here, { author: 'uma', tokensPerDay: 1_000 })).toMatchObject({ refused: 'budget-contested' });
  });
});
