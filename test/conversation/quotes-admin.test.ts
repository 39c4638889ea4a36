import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRefusal, type Refusal } from '../../src/core/errors.ts';
import type { Button } from '../../src/core/message.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import { attached } from '../fakes/attached.ts';
import { answerOf, type Chat, openChat } from '../fakes/chat.ts';

const member = { id: 'u2', name: 'Xi', role: 'member' } as const;
const reviews = [
  'Review Text,Star Rating,Package Name,Review Submit Date and Time,Reviewer Language,Review Link',
  '"The app logs me out, write to maya.lind@example.com",2,com.example,2026-04-01T10:00:00Z,en,https://example.com/1',
  '"Late delivery again",1,com.example,2026-04-02T10:00:00Z,en,https://example.com/2',
  '"Fine",5,com.example,2026-04-03T10:00:00Z,en,https://example.com/3',
  '"I like the colours",5,com.example,2026-04-04T10:00:00Z,en,https://example.com/4',
  '',
].join('\n');

let chat: Chat;
beforeEach(async () => {
  chat = await openChat();
});
afterEach(() => chat.close());

const send = (text: string, name = 'words.csv', options: Record<string, string> = {}, change: Partial<Invocation> = {}) =>
  chat.invoke({ command: 'panel-admin', action: ['quotes', 'import'], options, file: attached(text, name), ...change });

const buttonsOf = (answer: Reply | Refusal): readonly Button[] =>
  isRefusal(answer) ? [] : answer.messages.flatMap(({ buttons }) => buttons);

const press = (answer: Reply | Refusal, label: string, change: Partial<Invocation> = {}): Promise<Reply | Refusal> => {
  const button = buttonsOf(answer).find((one) => one.label === label);
  if (!button) throw new Error(`no button ${label} on: ${answerOf(answer)}`);
  return chat.invoke({ ...button.press, ...change });
};

/** What each answer leaves of the buttons that led to it. */
const settledBy = (...answers: readonly (Reply | Refusal)[]) => answers.map((answer) => (isRefusal(answer) ? 'refused' : answer.settled));

const sources = async (): Promise<string> => answerOf(await chat.say('/panel-admin quotes sources'));

describe('an import', () => {
  it('is shown as it will be stored before anything is stored, and is carried out by a button', async () => {
    const proposal = await send(reviews, 'reviews.csv');
    const shown = answerOf(proposal);
    expect(shown).toContain('This looks like an export of Google Play.');
    expect(shown).toContain('The app logs me out, write to [e-mail removed]');
    expect(shown).not.toContain('maya.lind');
    expect(shown).toContain('Google Play · 2026-04-01');
    expect(shown).toContain('“Google Play”, for all rows');
    expect(shown).not.toContain('I like the colours');
    expect(await sources()).toContain('There are no quotes here yet.');
    const done = await press(proposal, 'Import');
    expect(answerOf(done)).toContain('4 quotes imported from 4 rows. In 1 quote something private was taken out; a marker shows where.');
    expect(await sources()).toContain('"Google Play","4","public review"');
    expect(settledBy(proposal, done)).toEqual([undefined, 'message']);
    expect(answerOf(await press(proposal, 'Import'))).toContain('That file is no longer waiting here');
    expect(readdirSync(chat.drafts)).toEqual([]);
  });

  it('names the file by its id in one place only: where it says how to go on by typing', async () => {
    const whole = await send(reviews, 'reviews.csv');
    const open = await send('Freitext;Alter\n"Zu teuer";25\n', 'umfrage.csv');
    const broken = await send(reviews.replace('2026-04-02T10:00:00Z', 'yesterday'), 'reviews.csv');
    for (const [proposal, typed] of [
      [whole, 'quotes confirm draft:'],
      [open, 'quotes columns draft:'],
      [broken, 'quotes columns draft:'],
    ] as const) {
      if (isRefusal(proposal)) throw new Error('refused');
      const draft = buttonsOf(proposal)[0]?.press.options['draft'] ?? '';
      const blocks = proposal.messages.flatMap((message) => [
        message.notification,
        ...message.blocks.map((block) => JSON.stringify(block)),
      ]);
      const named = blocks.filter((text) => text.includes(draft));
      expect(named).toHaveLength(1);
      expect(named[0]).toContain('"type":"note"');
      expect(named[0]).toContain(`To go on by typing instead, name this file by what stands behind “draft”: /panel-admin ${typed}${draft}`);
    }
  });

  it('asks for what no header says, in a form or typed, and loses nothing between the steps', async () => {
    const proposal = await send('Freitext;Alter\n"Zu teuer";25\n"Gut";31\n', 'umfrage.csv');
    expect(answerOf(proposal)).toContain('Still needed: the date, the permission.');
    expect(buttonsOf(proposal).map(({ label }) => label)).toEqual(['Change columns', 'Discard the file']);
    const asked = await press(proposal, 'Change columns');
    if (isRefusal(asked) || !asked.form) throw new Error('no form');
    expect(asked.form.fields.map(({ option }) => option)).toEqual(['text', 'source', 'date', 'permission', 'segment']);
    expect(asked.form.fields[0]).toMatchObject({ values: ['#0'] });
    const { command, action, options } = asked.form.press;
    const filled = { ...options, text: '#0', source: 'Spring survey', date: '2026-04-30', permission: 'consent', segment: '#1' };
    const looked = await chat.invoke({ command, action, options: filled });
    expect(answerOf(looked)).toContain('Spring survey · 2026-04-30 · 25 · with consent');
    expect(
      answerOf(
        await send('Freitext;wann\nOh;2026-04-01\n', 'c.csv', { source: 'wann', date: 'wann', permission: 'consent', preview: 'yes' }),
      ),
    ).toContain('Column “wann”');
    expect(answerOf(await press(looked, 'Import'))).toContain('2 quotes imported from 2 rows.');
    const again = await send('Freitext\nOh\n', 'b.csv');
    const draft = buttonsOf(again)[0]?.press.options['draft'] ?? '';
    const typed = await chat.say(`/panel-admin quotes columns draft:${draft} date:2026-05-01 permission:own-customers`);
    expect(answerOf(typed)).toContain('b · 2026-05-01 · own customer');
    expect(answerOf(await chat.say(`/panel-admin quotes confirm draft:${draft}`))).toContain('1 quote imported from 1 row.');
  });

  it('keeps the question of each answer of a survey, and leaves out what nobody answered', async () => {
    const survey =
      'Respondent ID,Submit Date,What annoyed you most?,"What, if anything, would you pay for?"\nr1,2026-04-01,The price,Nothing\nr2,2026-04-02,,Speed\nr3,2026-04-03,,\n';
    const proposal = await send(survey, 'spring survey.csv', { permission: 'consent' });
    expect(answerOf(proposal)).toContain('spring survey: What annoyed you most? · 2026-04-01');
    expect(answerOf(await press(proposal, 'Import'))).toContain('3 quotes imported from 3 rows.');
    expect(await sources()).toContain('spring survey: What, if anything, would you pay for?');
  });

  it('of JSON Lines is read like a table', async () => {
    const lines =
      '{"text":"Too slow","user":{"id":"u-17"},"created_at":"2026-04-01"}\n{"text":"Fine","user":{"id":"u-18"},"created_at":"2026-04-02"}\n';
    const options = { source: 'Support', date: 'created_at', permission: 'own-customers', speaker: 'user.id' };
    expect(answerOf(await send(lines, 'tickets.jsonl', options))).toContain('2 quotes imported from 2 rows.');
  });

  it('says beforehand that it would be refused, by line, and can be discarded', async () => {
    const proposal = await send(reviews.replace('2026-04-02T10:00:00Z', 'yesterday'), 'reviews.csv');
    expect(answerOf(proposal)).toContain('this file would be refused. 1 of 4 rows cannot be imported. 1 row whose date is not a day');
    expect(buttonsOf(proposal).map(({ label }) => label)).toEqual(['Change columns', 'Discard the file']);
    const draft = buttonsOf(proposal)[0]?.press.options['draft'] ?? '';
    expect(answerOf(await chat.say(`/panel-admin quotes confirm draft:${draft}`))).toContain('Nothing was imported. 1 of 4 rows');
    expect(readdirSync(chat.drafts).length).toBe(1);
    const discarded = await press(proposal, 'Discard the file');
    expect(answerOf(discarded)).toContain('The file is gone.');
    expect(settledBy(discarded)).toEqual(['message']);
    expect(readdirSync(chat.drafts)).toEqual([]);
  });

  it('is undone exactly, by its button and after asking, and may come back', async () => {
    const first = await press(await send(reviews, 'reviews.csv'), 'Import');
    await press(await send(reviews.replaceAll('2026-04', '2026-03').replace('"Fine"', '"Fine too"'), 'more.csv'), 'Import');
    const asked = await press(first, 'Undo this import');
    expect(answerOf(asked)).toContain('This takes 4 quotes of “reviews.csv” out again');
    const undone = await press(asked, 'Undo the import');
    expect(answerOf(undone)).toContain('“reviews.csv” is undone: 4 quotes taken out.');
    expect(settledBy(asked, undone, await press(asked, 'Undo the import'))).toEqual([undefined, 'message', 'refused']);
    const left = await sources();
    expect(left).toContain('more.csv');
    expect(left).not.toContain('reviews.csv');
    expect(answerOf(await press(first, 'Undo this import'))).toContain('There is no import with this id here.');
    expect(answerOf(await press(await send(reviews, 'reviews.csv'), 'Import'))).toContain('quotes imported from 4 rows.');
  });

  it('is for moderators at every step, and stays in its space', async () => {
    const proposal = await send(reviews, 'reviews.csv');
    expect(answerOf(await send(reviews, 'reviews.csv', {}, { actor: member }))).toContain('Only moderators');
    for (const { label } of buttonsOf(proposal))
      expect(answerOf(await press(proposal, label, { actor: member }))).toContain('Only moderators');
    const elsewhere = { space: 'chat:other' as Invocation['space'] };
    expect(answerOf(await press(proposal, 'Import', elsewhere))).toContain('That file is no longer waiting here');
    await press(proposal, 'Discard the file', elsewhere);
    expect(answerOf(await press(proposal, 'Import'))).toContain('4 quotes imported');
  });
});

describe('the record of moderators', () => {
  it('says who did what, how often and when, and no text', async () => {
    const done = await press(await send(reviews, 'reviews.csv'), 'Import');
    await press(await press(done, 'Undo this import'), 'Undo the import');
    await chat.say('/panel-admin retention quotes:365');
    await chat.say('/panel-admin budget hour:5000');
    await chat.say('/panel-admin pause');
    await chat.say('/panel-admin resume');
    const record = answerOf(await chat.say('/panel-admin audit'));
    for (const deed of [
      'imported quotes',
      'undid an import',
      'changed the rules',
      'changed the budget',
      'paused panels',
      'resumed panels',
    ]) {
      expect(record).toContain(deed);
    }
    expect(record).toContain('The record is whole');
    expect(record).toContain('rows 4, added 4, repeated 0');
    expect(record).not.toMatch(/late delivery|colours|reviews\.csv/i);
    expect(answerOf(await chat.say('/panel-admin audit', { actor: member }))).toContain('Only moderators');
  });

  it('shows that an entry was changed or taken out', async () => {
    for (const days of ['1', '2', '3']) await chat.say(`/panel-admin retention quotes:${days}00`);
    const { documents } = chat.store;
    const space = 'chat:team' as Invocation['space'];
    const [, second] = await documents.list(space, 'audit');
    if (!second) throw new Error('no entry');
    await documents.put(space, {
      kind: 'audit',
      id: second.id,
      value: { ...(second.value as object), author: 'somebody else' },
      author: 'x',
      expectedVersion: 1,
    });
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 2');
    await documents.remove(space, 'audit', second.id);
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 2');
    // What comes after is written down all the same.
    await chat.say('/panel-admin retention quotes:400');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('"4"');
  });

  it('shows that the newest entry was taken out, also when others come after it', async () => {
    const { documents } = chat.store;
    const space = 'chat:team' as Invocation['space'];
    const verify = async (): Promise<string> => answerOf(await chat.invoke({ command: 'panel-admin', action: ['audit', 'verify'] }));
    for (const days of ['1', '2', '3']) await chat.say(`/panel-admin retention quotes:${days}00`);
    expect(await verify()).toContain('The record is whole: every entry follows from the one before it. 3 entries read.');
    const [newest] = await documents.last(space, 'audit', { limit: 1 });
    if (!newest) throw new Error('no entry');
    await documents.remove(space, 'audit', newest.id);
    expect(await verify()).toContain('The record was changed: entry 3 is missing or does not follow');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 3');
    await chat.say('/panel-admin retention quotes:400');
    expect(await verify()).toContain('The record was changed: entry 3');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 3');
  });

  it('shows that the newest entry was put in the place of another, hash and all', async () => {
    const { documents } = chat.store;
    const space = 'chat:team' as Invocation['space'];
    for (const days of ['1', '2', '3']) await chat.say(`/panel-admin retention quotes:${days}00`);
    const [second, third] = await documents.last(space, 'audit', { limit: 2 });
    if (!second || !third) throw new Error('no entries');
    const value = third.value as Record<string, unknown>;
    const { chain: before } = second.value as { chain: string };
    const parts = [before, value['number'], value['at'], 'somebody else', value['action'], value['facts']];
    const chain = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    await documents.remove(space, 'audit', third.id);
    const forged = { ...value, author: 'somebody else', chain };
    await documents.put(space, { kind: 'audit', id: third.id, value: forged, author: 'somebody else', expectedVersion: 0 });
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 3');
  });

  it('is whole again for a record of before, in which nothing was kept beside it', async () => {
    const { documents } = chat.store;
    const space = 'chat:team' as Invocation['space'];
    for (const days of ['1', '2']) await chat.say(`/panel-admin retention quotes:${days}00`);
    await documents.remove(space, 'audit-head', 'head');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record is whole');
    await chat.say('/panel-admin retention quotes:300');
    await documents.remove(space, 'audit', '000000003');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 3');
  });

  it('shows the newest entries and brings earlier ones, and reads no more than it shows however long it is', async () => {
    const { documents } = chat.store;
    const space = 'chat:team' as Invocation['space'];
    for (let day = 1; day <= 45; day += 1) await chat.say(`/panel-admin retention quotes:${day}`);
    const last = vi.spyOn(documents, 'last');
    const list = vi.spyOn(documents, 'list');
    const newest = await chat.say('/panel-admin audit');
    expect(answerOf(newest)).toContain('Entries 26 to 45 of 45');
    expect(answerOf(newest)).toContain('Each entry shown here follows from the one before it.');
    const earlier = await press(newest, 'Earlier entries');
    expect(answerOf(earlier)).toContain('Entries 6 to 25 of 45');
    const first = await press(earlier, 'Earlier entries');
    expect(answerOf(first)).toContain('Entries 1 to 5 of 45');
    expect(buttonsOf(first).map(({ label }) => label)).toEqual(['Check the whole record']);
    expect(Math.max(...last.mock.calls.map(([, , { limit }]) => limit))).toBe(21);
    expect(list.mock.calls.filter(([, kind]) => kind === 'audit')).toEqual([]);
    expect(answerOf(await press(newest, 'Check the whole record'))).toContain(
      'The record is whole: every entry follows from the one before it. 45 entries read.',
    );
    // An entry that was taken out is found where it lay, also at the edge of two parts.
    await documents.remove(space, 'audit', '000000025');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 25');
    await documents.remove(space, 'audit', '000000003');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record was changed: entry 25');
    expect(answerOf(await press(newest, 'Check the whole record'))).toContain('The record was changed: entry 3');
    expect(answerOf(await press(newest, 'Check the whole record', { actor: member }))).toContain('Only moderators');
  });
});

describe('the switch', () => {
  it('stops what runs, starts nothing, says so, and lets go again', async () => {
    const release = chat.platform.holdAfter(1);
    await chat.say('/panel Save money with one tap');
    expect(answerOf(await chat.say('/panel-admin pause', { actor: member }))).toContain('Only moderators');
    expect(answerOf(await chat.say('/panel-admin pause'))).toContain('Panels are paused here. 1 running panel stopped.');
    release();
    expect((await chat.settled()).state.status).toBe('stopped');
    const refused = await chat.say('/panel Another headline');
    expect(answerOf(refused)).toContain('Panels are paused here by a moderator');
    expect(isRefusal(refused) && refused.typed).toBe('Another headline');
    expect(await chat.journal.list('chat:team' as Invocation['space'], { limit: 5 })).toHaveLength(1);
    await chat.say('/panel-admin resume');
    await chat.say('/panel Another headline');
    expect((await chat.settled(2)).state.status).toBe('closed');
  });

  it('stops a panel that was accepted a moment after it', async () => {
    await chat.say('/panel-admin pause');
    const { stopWhilePaused, createPauseState } = await import('../../src/app/pause.ts');
    const journal = stopWhilePaused(chat.journal, createPauseState(chat.store));
    await chat.say('/panel-admin resume');
    await chat.say('/panel One');
    const { plan, place, actor } = await chat.settled(1);
    await chat.say('/panel-admin pause');
    await journal.accept('chat:team' as Invocation['space'], { id: 'late', deliveryKey: 'late', place, actor, plan });
    expect((await chat.settled(2)).state.status).toBe('stopped');
  });
});

describe('what may name somebody', () => {
  const words =
    'text,source,date,permission\n"Robert Hale at 42 Elm Street never called back",Survey,2026-04-30,consent\n"Late again",Survey,2026-04-30,consent\n"Ask for Maria Lopez there",Survey,2026-04-30,consent\n';

  it('is listed and never changed, until a person keeps it, takes the words out, or forgets it', async () => {
    await send(words, 'w.csv', { source: 'source', date: 'date', permission: 'permission' });
    expect(answerOf(await chat.say('/quotes called back'))).toContain('Robert Hale at 42 Elm Street never called back');
    const listed = await chat.say('/panel-admin quotes review');
    expect(answerOf(listed)).toContain('2 quotes may name somebody');
    expect(answerOf(listed)).toContain('“Robert Hale” (a name), “42 Elm Street” (an address)');
    const after = await press(listed, 'Remove these words');
    expect(answerOf(after)).toContain('The words are taken out; a marker shows where. 1 quote may name somebody');
    expect(settledBy(listed, after)).toEqual([undefined, 'message']);
    const found = answerOf(await chat.say('/quotes called back'));
    expect(found).toContain('[words removed] at [words removed] never called back');
    expect(found).not.toContain('Hale');
    expect(answerOf(await press(after, 'Forget the quote'))).toContain('The quote is forgotten. No quote waits for a decision.');
    expect(answerOf(await chat.say('/quotes Maria there'))).toContain('No real user said this');
    expect(answerOf(await press(listed, 'Keep as it is'))).toContain('needs no decision any more');
  });

  it('is for moderators', async () => {
    await send(words, 'w.csv', { source: 'source', date: 'date', permission: 'permission' });
    expect(answerOf(await chat.say('/panel-admin quotes review', { actor: member }))).toContain('Only moderators');
    const listed = await chat.say('/panel-admin quotes review');
    expect(answerOf(await press(listed, 'Forget the quote', { actor: member }))).toContain('Only moderators');
    expect(answerOf(await press(listed, 'Keep as it is'))).toContain('Kept as it is.');
  });
});
