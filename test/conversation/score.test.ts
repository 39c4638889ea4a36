import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isRefusal } from '../../src/core/errors.ts';
import { labels } from '../../src/core/labels.ts';
import { commit } from '../../src/core/ledger/chain.ts';
import { entryOf } from '../../src/core/ledger/entry.ts';
import type { Invocation } from '../../src/ports/command.ts';
import { checkLedger, readRows } from '../contract/ledger.contract.ts';
import { sha256 } from '../contract/ledger-entries.ts';
import { answerOf, type Chat, openChat, textOf } from '../fakes/chat.ts';
import { choiceText, reactionText, scriptModel } from '../fakes/language-model.ts';

/* A team keeps score: compare, vote, reveal, record what happened, and read the record. */

let chat: Chat | undefined;
afterEach(async () => {
  await chat?.close();
  chat = undefined;
});

const controlText = (a: number, b: number): string =>
  JSON.stringify({
    odds: [
      { choice: 'A', probability: a },
      { choice: 'B', probability: b },
      { choice: 'none', probability: 0 },
    ],
  });

/** Personas that are for A, and a control that is for B. */
const model = () =>
  scriptModel('calm-model', ({ schema }) => (schema.startsWith('control') ? controlText(0.3, 0.7) : choiceText([0.6, 0.2, 0.2])));

const open = async (options: Parameters<typeof openChat>[0] = { languageModels: [model()] }): Promise<Chat> => {
  chat = await openChat(options);
  return chat;
};

const as = (id: string, role: 'member' | 'moderator' = 'member'): Partial<Invocation> => ({ actor: { id, name: `Name of ${id}`, role } });
const press = (one: Chat, action: string, options: Record<string, string>, who: Partial<Invocation>) =>
  one.invoke({ command: 'panel', action: [action], options: { panel: '1', ...options }, ...who });
const root = (one: Chat): string => textOf(one.platform.shown.find(({ key }) => key.endsWith('/root'))?.message as never);
const closing = (one: Chat, number = 1) => one.platform.shown.filter(({ key }) => key.endsWith('/closing'))[number - 1]?.message;
const closingText = (one: Chat, number = 1): string => textOf(closing(one, number) as never);
const compare = '/panel Save money | Would you save money with one tap?';
const untilShown = async (one: Chat, count: number): Promise<void> => {
  while (one.platform.shown.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
};
const entriesOf = async (one: Chat) => (await readRows(one.ledger, one.space)).map(entryOf);

describe('a comparison on which the team votes first', () => {
  it('waits for three votes and the reveal, then shows them, and the score moves with the outcome', async () => {
    const one = await open();
    await one.say(`${compare} vote:first`);
    await untilShown(one, 1);
    expect(root(one)).toContain('Vote first: which one will win?');
    expect(root(one)).toContain('No outcomes recorded yet: treat this as a hypothesis.');
    expect(one.platform.shown[0]?.message.buttons.map(({ label }) => label)).toEqual(['Stop', 'Vote A', 'Vote B', 'Reveal', 'Real quotes']);
    expect(answerOf(await press(one, 'vote', { choice: 'A' }, as('u2')))).toContain('Your vote on panel 1 is A.');
    await press(one, 'vote', { choice: 'B' }, as('u3'));
    await press(one, 'vote', { choice: 'B' }, as('u2'));
    await press(one, 'vote', { choice: 'A' }, as('u4'));
    expect(one.platform.shown).toHaveLength(1);
    expect(root(one)).not.toMatch(/A \d|B \d/);
    expect(answerOf(await press(one, 'reveal', {}, as('u3')))).toContain('Only whoever asked');
    expect(isRefusal(await press(one, 'reveal', {}, as('u9', 'moderator')))).toBe(false);
    expect(answerOf(await press(one, 'vote', { choice: 'B' }, as('u4')))).toContain('would not be blind');
    expect((await one.settled()).state.status).toBe('closed');
    expect(closingText(one)).toContain('Blind votes of this team: A 1, B 2.');
    expect(closingText(one)).toContain(
      'Sealed forecast of 3 of 3 personas, for what will win and not a share of people: A 75 in 100, B 25 in 100.',
    );
    expect(closingText(one)).toContain('(factor 0.30)');
    expect(root(one)).not.toContain('Vote first');

    const answer = answerOf(await one.say('/outcome 1 B source:"Newsletter test"', as('u3')));
    expect(answer).toContain('Panel 1: B won, by your word (source: Newsletter test');
    expect(answer).toContain(
      'Track record of Test set, version 1: 0 of 1 right (95 % interval 0 to 79 %), too few to tell, Brier 0.563 (coin 0.250); beside it longer headline 1 of 1, no question mark 0 of 1, the model without personas 1 of 1, the team’s vote 1 of 1.',
    );
    await one.say(compare);
    await one.settled(2);
    const later = one.platform.shown.filter(({ key }) => key.endsWith('/root'))[1];
    expect(textOf(later?.message as never)).toContain('0 of 1 right');
    expect(answerOf(await one.say('/panel-about track'))).toContain('the team’s vote');
    expect(answerOf(await one.say('/panel-about'))).toContain('Track record of all panels here: 0 of 1 right');
    expect(await checkLedger(one.ledger, one.space)).toEqual([]);
  });

  it('holds the answers in a space where votes are always first, until its time is over', async () => {
    const one = await open();
    expect(answerOf(await one.say('/panel-admin votes mode:always minutes:2'))).toContain('for 2 minutes at most');
    await one.say(compare);
    await untilShown(one, 1);
    expect(root(one)).toContain('for 2 minutes at most');
    await press(one, 'stop', {}, as('u1', 'moderator'));
    expect((await one.settled()).state.status).toBe('stopped');
    expect(one.platform.shown).toHaveLength(1);
    expect((await entriesOf(one)).map(({ kind }) => kind)).toEqual([]);
  });

  it('has no votes where they are turned off, and members cannot turn them on', async () => {
    const one = await open();
    expect(answerOf(await one.say('/panel-admin votes mode:always', as('u2')))).toContain('Only moderators');
    await one.say('/panel-admin votes mode:off');
    await one.say(compare);
    await one.settled();
    expect(root(one)).not.toContain('Vote first');
    expect(answerOf(await press(one, 'vote', { choice: 'A' }, as('u2')))).toContain('There is no vote on panel 1');
  });

  it('takes no vote for an option that is not there, on nothing to compare, or on a panel of nobody', async () => {
    const one = await open();
    await one.say(`${compare} vote:first`);
    await untilShown(one, 1);
    expect(answerOf(await press(one, 'vote', { choice: 'C' }, as('u2')))).toContain('There is no option “C”. There are: A, B.');
    expect(answerOf(await press(one, 'vote', { choice: 'x' }, as('u2')))).toContain('Vote for one of the letters.');
    await press(one, 'reveal', {}, as('u1', 'moderator'));
    await one.settled();
    await one.say('/panel Save money');
    await one.settled(2);
    expect(answerOf(await one.invoke({ command: 'panel', action: ['vote'], options: { panel: '2', choice: 'A' } }))).toContain(
      'compares nothing',
    );
    expect(answerOf(await one.invoke({ command: 'panel', action: ['vote'], options: { panel: '9', choice: 'A' } }))).toContain(
      'There is no panel 9',
    );
  });
});

describe('the seal', () => {
  it('is there before the last message, holds what each persona said, and can be checked by anyone', async () => {
    const one = await open();
    const letGo = one.platform.holdAfter(4);
    await one.say(compare);
    while ((await entriesOf(one)).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(closing(one)).toBeUndefined();
    letGo();
    await one.settled();
    const sealed = (await entriesOf(one)).find(({ kind }) => kind === 'forecast');
    if (sealed?.kind !== 'forecast') throw new Error('it was sealed');
    expect(sealed.forecast.personas.map(({ id, model: name }) => [id, name].join(' ')).toSorted()).toEqual(
      ['ana', 'ben', 'cleo'].map((id) => `${id} calm-model`),
    );
    expect(sealed.forecast.control).toEqual({ model: 'calm-model', options: [0.3, 0.7], noOpinion: 0 });
    expect(sealed.commitment).toBe(commit(sealed.forecast, sealed.nonce, sha256));
    expect(closingText(one)).toContain(`SHA-256 ${sealed.commitment}`);
    expect(closingText(one)).not.toContain(sealed.nonce);
  });

  it('is made once, whatever dies between it and the last message', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seal-'));
    const path = join(folder, 'store.sqlite');
    try {
      const first = await open({ languageModels: [model()], path });
      // The last message is stored by the platform and its answer lost, and the process ends.
      const letGo = first.platform.holdAfter(4);
      await first.say(compare);
      while ((await entriesOf(first)).every(({ kind }) => kind !== 'forecast')) await new Promise((resolve) => setTimeout(resolve, 5));
      const [before] = (await entriesOf(first)).filter(({ kind }) => kind === 'forecast');
      letGo();
      await first.close();
      const second = await open({ languageModels: [scriptModel('other', () => choiceText([0.1, 0.9, 0]))], path });
      await second.settled();
      expect((await entriesOf(second)).filter(({ kind }) => kind === 'forecast')).toEqual([before]);
      expect(await checkLedger(second.ledger, second.space)).toEqual([]);
    } finally {
      await chat?.close();
      chat = undefined;
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('keeps votes over a restart, and goes on waiting for the reveal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hold-'));
    const path = join(folder, 'store.sqlite');
    try {
      const first = await open({ languageModels: [model()], path });
      await first.say(`${compare} vote:first`);
      await untilShown(first, 1);
      await press(first, 'vote', { choice: 'B' }, as('u2'));
      await first.close();
      const second = await open({ languageModels: [model()], path });
      await press(second, 'vote', { choice: 'A' }, as('u3'));
      expect(second.platform.shown).toEqual([]);
      await press(second, 'reveal', {}, as('u1'));
      await second.settled();
      expect(closingText(second)).toContain('Blind votes of this team: A 1, B 1.');
    } finally {
      await chat?.close();
      chat = undefined;
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('leaves out personas that failed, and makes no forecast of fewer than half', async () => {
    let calls = 0;
    const failing = scriptModel('m', ({ schema }) => {
      if (schema.startsWith('control')) return controlText(0.3, 0.7);
      calls += 1;
      return calls > 1 ? ({ outcome: 'failed', failure: 'refused' } as never) : choiceText([0.6, 0.2, 0.2]);
    });
    const one = await open({ languageModels: [failing] });
    await one.say(compare);
    await one.settled();
    const sealed = (await entriesOf(one)).find(({ kind }) => kind === 'forecast');
    expect(sealed?.kind === 'forecast' && sealed.forecast.personas.length).toBe(1);
    expect(sealed?.kind === 'forecast' && sealed.forecast.pooled).toBeUndefined();
    expect(closingText(one)).toContain('The panel made no forecast');
  });

  it('keeps score of votes and simple rules where no language model speaks', async () => {
    const one = await open({});
    await one.say(`${compare} vote:first`);
    await untilShown(one, 1);
    await press(one, 'vote', { choice: 'B' }, as('u2'));
    await press(one, 'reveal', {}, as('u1', 'moderator'));
    await one.settled();
    expect(answerOf(await one.say('/outcome 1 B'))).toContain(
      '(longer headline 1 of 1, no question mark 0 of 1, the team’s vote 1 of 1 right): treat this as a hypothesis.',
    );
  });

  it('is not made for a discussion, a further question, or a plain headline', async () => {
    const one = await open({
      languageModels: [
        scriptModel('m', ({ schema }) =>
          schema.startsWith('open')
            ? reactionText({ text: 'I would wait.' })
            : schema.startsWith('control')
              ? controlText(0.3, 0.7)
              : choiceText([0.6, 0.2, 0.2]),
        ),
      ],
    });
    await one.say('/panel Save money');
    await one.settled();
    await one.say(`${compare} rounds:2`);
    await one.settled(2);
    await one.settled(3);
    expect((await entriesOf(one)).filter(({ kind }) => kind === 'forecast')).toHaveLength(1);
    expect(answerOf(await one.say('/outcome 3 A'))).toContain('Panel 3 compares nothing');
  });
});

describe('votes of ten people or more', () => {
  it('get an interval for this team alone, and AI adds the weight of nobody where it tells no one from another', async () => {
    const one = await open();
    await one.say(`${compare} vote:first`);
    await untilShown(one, 1);
    for (let at = 0; at < 10; at += 1) await press(one, 'vote', { choice: at < 7 ? 'A' : 'B' }, as(`u${at}`));
    await press(one, 'reveal', {}, as('u1', 'moderator'));
    await one.settled();
    expect(closingText(one)).toContain('In this team 70 in 100 chose A, 95 % interval');
    expect(closingText(one)).toContain('10 people, AI added the weight of 0.0 people (lambda 0.00)');
  });
});

describe('an outcome', () => {
  const closed = async (): Promise<Chat> => {
    const one = await open();
    await one.say(compare);
    await one.settled();
    return one;
  };

  it('is graded by its counts: clear, or too close to call', async () => {
    const one = await closed();
    expect(answerOf(await one.say('/outcome 1 counts:"A 120/4000, B 95/4010"'))).toContain('A won, and is truly the best with 95 in 100');
    const clear = answerOf(await one.say('/outcome 1 counts:"A 3900/4000, B 95/4010"'));
    expect(clear).toContain('A won, and is truly the best with over 99 in 100');
    const noisy = answerOf(await one.say('/outcome 1 counts:"A 12/100 B 8/100"'));
    expect(noisy).toContain('too close to call: A is the best with 82 in 100');
    expect(noisy).toContain('This corrects what was recorded before');
    expect(noisy).toContain('1 outcome recorded for Test set, version 1, 1 of them too close to call');
    expect((await entriesOf(one)).filter(({ kind }) => kind === 'outcome')).toHaveLength(3);
    expect(await checkLedger(one.ledger, one.space)).toEqual([]);
  });

  it('opens a form where nothing is typed, and the form records it', async () => {
    const one = await closed();
    const reply = await one.say('/outcome 1');
    const form = isRefusal(reply) ? undefined : reply.form;
    expect(form?.fields.map(({ option }) => option)).toEqual(['winner', 'counts', 'source', 'date']);
    expect(closing(one)?.buttons.map(({ label }) => label)).toEqual(['Record outcome', 'Ask real people']);
    const options = { ...form?.press.options, winner: 'A', source: 'A test' };
    expect(answerOf(await one.invoke({ command: 'outcome', action: form?.press.action ?? [], options }))).toContain(
      'A won, by your word (source: A test',
    );
    expect(answerOf(await one.say('/outcome'))).toBe('');
  });

  it('is refused with a sentence when it makes no sense, and nothing is written', async () => {
    const one = await closed();
    const before = (await entriesOf(one)).length;
    for (const [line, sentence] of [
      ['/outcome 9 A', 'There is no panel 9'],
      ['/outcome 1 C', 'Give one pair of counts'],
      ['/outcome 1 F', 'Name the winner by its letter'],
      ['/outcome one A', 'Type the panel’s number'],
      ['/outcome 1 A date:2999-01-01', 'has not come yet'],
      ['/outcome 1 A date:2026-02-30', 'Write the day'],
      ['/outcome 1 counts:"A 1/2"', 'Write counts as'],
      ['/outcome 1 counts:"A 3/2, B 1/2"', 'Write counts as'],
      ['/outcome 1 counts:"A 3/20, B 1/20, C 1/20"', 'Give one pair of counts'],
      ['/outcome 1 B counts:"A 30/200, B 10/200"', 'not the option with the highest rate'],
    ] as const)
      expect([line, answerOf(await one.say(line))]).toEqual([line, expect.stringContaining(sentence)]);
    expect((await entriesOf(one)).length).toBe(before);
  });

  it('from before the seal is kept and not counted', async () => {
    const one = await closed();
    const answer = answerOf(await one.say('/outcome 1 A date:2020-01-01'));
    expect(answer).toContain('it is not counted in the track record');
    expect(answer).toContain('No outcomes recorded yet');
  });

  it('is kept with the name beside the ledger, and neither name nor id is in it', async () => {
    const one = await closed();
    await one.say('/outcome 1 A', as('u-4711'));
    await one.say('/outcome 1 A', as('u-4711'));
    const rows = await readRows(one.ledger, one.space);
    expect(JSON.stringify(rows)).not.toContain('u-4711');
    expect(JSON.stringify(rows)).not.toContain('Name of');
    expect(rows.map(entryOf).filter(({ kind }) => kind === 'outcome')).toHaveLength(1);
    expect(one.logged.join()).not.toContain('Name of');
  });

  it('of a test that was withdrawn stays in the ledger and is not scored', async () => {
    const one = await closed();
    expect(answerOf(await one.say('/outcome 1 withdrawn'))).toContain('recorded as withdrawn');
    expect(await one.ledger.tally(one.space, 'all')).toEqual({ sealed: 1, withdrawn: 1 });
  });
});

describe('tests of the past', () => {
  const file = (text: string) => ({
    name: 'past.csv',
    bytes: text.length,
    open: async function* () {
      yield Buffer.from(text);
    },
  });
  const send = (one: Chat, text: string) =>
    one.invoke({
      command: 'panel-admin',
      action: ['outcomes', 'import'],
      options: { source: 'An archive', date: '2020-01-01' },
      file: file(text),
    });

  it('are taken in once, marked, and kept apart', async () => {
    const one = await open();
    const csv =
      'headline_a,headline_b,impressions_a,clicks_a,impressions_b,clicks_b\nShort,A longer one,4000,20,4000,90\nOne?,Two,100,5,100,6\n';
    expect(answerOf(await send(one, csv))).toContain('2 tests of the past taken in from 2 rows');
    expect(answerOf(await send(one, csv))).toContain('0 tests of the past taken in from 2 rows');
    const page = answerOf(await one.say('/panel-about track'));
    expect(page).toContain('0 forecasts sealed. No outcomes recorded yet');
    expect(page).toContain(
      'never mixed with the above because nothing was sealed before they ended: 2, 1 too close to call. Right: longer headline 1 of 1.',
    );
  });

  it('are refused as a whole when one row cannot be read', async () => {
    const one = await open();
    const answer = answerOf(await send(one, 'option_a,option_b,winner\nx,y,a\nx,,a\nx,y,c\n'));
    expect(answer).toContain('2 rows cannot be read: line 3 without two options; line 4 without counts and without the letter of a winner');
    expect(await readRows(one.ledger, one.space)).toEqual([]);
  });
});

describe('asking real people', () => {
  it('gives an interview guide of the open questions and a plan for a test, as the bot', async () => {
    const one = await open({});
    await one.say('/panel Save money with one tap | Get one tap for a price of 5 dollars');
    await one.settled();
    const button = closing(one)?.buttons.find(({ label }) => label === 'Ask real people');
    const reply = await one.invoke({ ...button?.press, command: 'panel' });
    expect(answerOf(reply)).toContain('Interview guide');
    expect(answerOf(reply)).toContain('What did you do the last time that something took longer than it said?');
    expect(answerOf(reply)).toContain('42,693');
    expect(isRefusal(reply) ? '' : reply.messages[0]?.label).toBe(labels.notice);
  });

  it('has no test plan for a plain headline', async () => {
    const one = await open({});
    await one.say('/panel Save money with one tap');
    await one.settled();
    const answer = answerOf(await press(one, 'people', {}, as('u2')));
    expect(answer).toContain('Interview guide');
    expect(answer).not.toContain('A/B plan');
  });
});
