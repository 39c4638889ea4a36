import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/system/system.ts';
import { isRefusal, type Refusal } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import { pressKind } from '../../src/ports/documents.ts';
import { attached } from '../fakes/attached.ts';
import { answerOf, type Chat, openChat, textOf } from '../fakes/chat.ts';

const here = 'chat:team' as Invocation['space'];
const member = { id: 'u2', name: 'Xi', role: 'member' } as const;
const csv = [
  'text,who',
  '"One tap is all the zanzibar time that I have.",quibble-77',
  '"Saving on Sundays is what I do in mauritius.",quibble-77',
  '"The price comes first for me in montevideo.",ana-12',
  '',
].join('\n');
const options = { source: 'Spring words', date: '2026-04-30', permission: 'consent', speaker: 'who' };

let folder: string;
let chat: Chat;
const open = () => openChat({ path: join(folder, 'store.sqlite') });
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forget-'));
  chat = await open();
});
afterEach(async () => {
  await chat.close();
  rmSync(folder, { recursive: true });
});

const bring = (text = csv, given: Record<string, string> = options) =>
  chat.invoke({ command: 'panel-admin', action: ['quotes', 'import'], options: given, file: attached(text) });

const press = (answer: Reply | Refusal, label: string, change: Partial<Invocation> = {}): Promise<Reply | Refusal> => {
  const button = isRefusal(answer) ? undefined : answer.messages.flatMap(({ buttons }) => buttons).find((one) => one.label === label);
  if (!button) throw new Error(`no button ${label} on: ${answerOf(answer)}`);
  return chat.invoke({ ...button.press, ...change });
};

/** Every byte that the store keeps, its log included, and all that was logged. */
const bytes = (): string =>
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('') + chat.logged.join('\n');

const posted = (): string => chat.platform.shown.map(({ message }) => textOf(message)).join('\n');

describe('forgetting', () => {
  it('by speaker leaves no byte of the words or of the speaker: index, answers, messages, transcript, log', async () => {
    await bring();
    expect(bytes()).not.toContain('quibble');
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    expect(posted()).toContain('zanzibar');
    // What the playground keeps: the typed line, and a private answer with the quote.
    const shown = await chat.say('/quotes one tap time');
    if (isRefusal(shown)) throw new Error('refused');
    const { transcript } = chat.store;
    await transcript.append(here, {
      key: 'typed',
      channel: 'c',
      content: JSON.stringify({ type: 'typed', text: '/panel-admin quotes forget speaker:quibble-77' }),
    });
    await transcript.append(here, { key: 'private', channel: 'c', content: JSON.stringify({ type: 'private', messages: shown.messages }) });
    expect(bytes()).toContain('zanzibar');

    const asked = await chat.say('/panel-admin quotes forget speaker:quibble-77');
    expect(answerOf(asked)).toMatch(/everything that speaker said: 2 quotes, shown in [3-9] messages/);
    expect(answerOf(asked)).not.toContain('quibble');
    expect(posted()).toContain('zanzibar');
    const done = answerOf(await press(asked, 'Forget for good'));
    expect(done).toMatch(/^.*2 quotes forgotten, [3-9] messages changed\./);

    expect(posted()).not.toMatch(/zanzibar|mauritius/);
    expect(posted()).toContain('A quote was withdrawn here.');
    for (const gone of ['zanzibar', 'mauritius', 'quibble']) expect([gone, bytes().includes(gone)]).toEqual([gone, false]);
    expect(bytes()).toContain('montevideo');
    expect(answerOf(await chat.say('/quotes zanzibar'))).toContain('No real user said this');
    // Nor after a restart, nor in the panel's own record.
    await chat.close();
    for (const gone of ['zanzibar', 'mauritius', 'quibble']) expect([gone, bytes().includes(gone)]).toEqual([gone, false]);
    chat = await open();
    const who = answerOf(await chat.invoke({ command: 'panel', action: ['who'], options: { panel: '1', persona: 'ben' } }));
    expect(who).not.toContain('zanzibar');
    for (const gone of ['zanzibar', 'mauritius', 'quibble']) expect([gone, bytes().includes(gone)]).toEqual([gone, false]);
  });

  it('keeps the words and the speaker out of later imports, and says so without naming them', async () => {
    await bring();
    await press(await chat.say('/panel-admin quotes forget speaker:quibble-77'), 'Forget for good');
    const again = answerOf(await bring(`${csv}"Something new of the same person",quibble-77\n"Something new",ben-9\n`));
    expect(again).toContain('1 quote imported from 5 rows.');
    expect(again).toContain('3 rows stayed out, because somebody had these words taken back.');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('by speaker, quotes 2');
  });

  it.each([
    ['source:"Spring words"', 3],
    ['batch:', 3],
    ['quote:', 1],
  ])('by %s says first how many quotes it takes', async (typed, quotes) => {
    await bring();
    const [batch] = await chat.store.quotes.batches(here);
    const found = await chat.store.quotes.search(here, { text: 'zanzibar', filters: {}, limit: 1 });
    const id = typed === 'batch:' ? batch?.id : typed === 'quote:' ? found.candidates[0]?.quote.id : '';
    const asked = await chat.say(`/panel-admin quotes forget ${typed}${id}`);
    expect(answerOf(asked)).toContain(`${quotes} ${quotes === 1 ? 'quote' : 'quotes'}, shown in 0 messages.`);
    expect(await chat.store.quotes.count(here)).toBe(3);
    await press(asked, 'Forget for good');
    expect(await chat.store.quotes.count(here)).toBe(3 - quotes);
    expect(bytes()).not.toContain('zanzibar');
  });

  it('asks what to forget, finds nothing that is not there, and is for moderators of the space', async () => {
    await bring();
    expect(answerOf(await chat.say('/panel-admin quotes forget'))).toContain('Name one thing to forget');
    expect(answerOf(await chat.say('/panel-admin quotes forget source:A quote:b'))).toContain('Name one thing to forget');
    expect(answerOf(await chat.say('/panel-admin quotes forget source:Elsewhere'))).toContain('there is nothing to forget');
    expect(answerOf(await chat.say('/panel-admin quotes forget speaker:ana-12', { actor: member }))).toContain('Only moderators');
    const asked = await chat.say('/panel-admin quotes forget speaker:ana-12');
    expect(answerOf(await press(asked, 'Forget for good', { actor: member }))).toContain('Only moderators');
    await press(asked, 'Forget for good', { space: 'chat:other' as Invocation['space'] });
    expect(await chat.store.quotes.count(here)).toBe(3);
  });

  it('is gone on with after a crash in the middle', async () => {
    await bring();
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    const asked = await chat.say('/panel-admin quotes forget speaker:quibble-77');
    const { transcript } = chat.store;
    const quote = {
      type: 'quote',
      id: (await chat.store.quotes.find(here, { kind: 'source', value: 'Spring words' })).ids[0],
      text: 'zanzibar',
    };
    await transcript.append(here, {
      key: 'private',
      channel: 'c',
      content: JSON.stringify({ type: 'private', messages: [{ blocks: [quote] }] }),
    });
    const { since } = transcript;
    Object.assign(transcript, { since: () => Promise.reject(new Error('killed')) });
    expect(answerOf(await press(asked, 'Forget for good'))).toContain('Something went wrong');
    expect(await chat.store.quotes.count(here)).toBe(1);
    expect(bytes()).toContain('zanzibar');
    Object.assign(transcript, { since });
    await chat.chores.runOnce();
    expect(bytes()).not.toContain('zanzibar');
    expect(posted()).not.toContain('zanzibar');
    await chat.chores.runOnce();
  });

  /** Presses the button of a withdrawal that breaks off once the words are out of the index. */
  const breakOff = async (): Promise<void> => {
    await bring();
    const asked = await chat.say('/panel-admin quotes forget speaker:quibble-77');
    const { transcript } = chat.store;
    const { since } = transcript;
    Object.assign(transcript, { since: () => Promise.reject(new Error('killed')) });
    expect(answerOf(await press(asked, 'Forget for good'))).toContain('Something went wrong');
    Object.assign(transcript, { since });
  };
  const later = { ...systemClock, now: () => new Date(Date.now() + 3 * 60_000) };
  const deeds = async (): Promise<readonly string[]> => {
    const lines = answerOf(await chat.say('/panel-admin audit')).match(/took words back","[^"]*/g) ?? [];
    return lines.map((line) => line.replace(/withdrawal .*/, 'withdrawal ID'));
  };
  const facts = 'took words back","by speaker, quotes 2, messages 0, unchanged 0';

  it('is written down once when it is finished after a restart, with whose deed it was', async () => {
    await breakOff();
    expect(await deeds()).toEqual([]);
    await chat.close();
    chat = await openChat({ path: join(folder, 'store.sqlite'), clock: later });
    await chat.chores.runOnce();
    expect(await deeds()).toEqual([`${facts}, finished after a restart, withdrawal ID`]);
    await chat.chores.runOnce();
    expect(await deeds()).toHaveLength(1);
    expect(answerOf(await chat.say('/panel-admin audit'))).toMatch(/"u1","took words back"/);
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('The record is whole');
  });

  it('is finished at once by another process, which leaves it to the first to write it down while that may be at it', async () => {
    await breakOff();
    const other = await open();
    await other.chores.runOnce();
    expect(bytes()).not.toContain('zanzibar');
    expect(await deeds()).toEqual([]);
    await other.close();
  });

  it('is written down as finished later where the process lived on', async () => {
    await breakOff();
    await chat.chores.runOnce();
    expect(await deeds()).toEqual([`${facts}, finished later, withdrawal ID`]);
  });

  it('is written down once when the process dies between the record and the end', async () => {
    await bring();
    const { documents } = chat.store;
    const { remove } = documents;
    Object.assign(documents, { remove: () => Promise.reject(new Error('killed')) });
    expect(answerOf(await press(await chat.say('/panel-admin quotes forget speaker:quibble-77'), 'Forget for good'))).toContain(
      'Something went wrong',
    );
    Object.assign(documents, { remove });
    await chat.close();
    chat = await openChat({ path: join(folder, 'store.sqlite'), clock: later });
    await chat.chores.runOnce();
    expect(await deeds()).toEqual([`${facts}, withdrawal ID`]);
    expect(await chat.documents.list(here, 'withdrawals')).toEqual([]);
  });

  it('reaches a message that somebody shared', async () => {
    await bring();
    const found = await chat.say('/quotes price comes first');
    if (isRefusal(found)) throw new Error('refused');
    await press(found, 'Share to channel');
    expect(posted()).toContain('montevideo');
    const done = answerOf(await press(await chat.say('/panel-admin quotes forget speaker:ana-12'), 'Forget for good'));
    expect(done).toContain('1 quote forgotten, 1 message changed.');
    expect(posted()).not.toContain('montevideo');
    expect(posted()).toContain('A quote was withdrawn here.');
  });

  it('says how many messages a platform would not change', async () => {
    await bring();
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    chat.platform.editsFail = true;
    const done = answerOf(await press(await chat.say('/panel-admin quotes forget speaker:quibble-77'), 'Forget for good'));
    expect(done).toMatch(/0 messages changed\. \d messages could not be changed by the bot: delete them by hand\./);
    expect(bytes()).not.toContain('zanzibar');
  });

  it('reaches a panel that was running when it was asked for', async () => {
    await bring();
    const release = chat.platform.holdAfter(1);
    await chat.say('/panel Save money with one tap');
    while ((await chat.store.journal.answers(here, (await chat.journal.list(here, { limit: 1 }))[0]?.ref.id ?? '')).size < 3) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await press(await chat.say('/panel-admin quotes forget speaker:quibble-77'), 'Forget for good');
    release();
    await chat.settled();
    await chat.chores.runOnce();
    expect(posted()).not.toMatch(/zanzibar|mauritius/);
    expect(bytes()).not.toContain('zanzibar');
    expect(await deeds()).toHaveLength(1);
  });
});

describe('what somebody typed and took out again', () => {
  const uma = { id: 'u1', name: 'Uma', role: 'moderator' } as const;
  const words = 'One tap is all the zanzibar time that I have.';

  it('leaves no byte in old versions of a draft or of a report, once the quote is forgotten', async () => {
    await bring();
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    await chat.say('/personas clone test-set as:"Ours"');
    for (const text of [words, 'I have little time.'])
      await chat.sets.write(here, { actor: uma, set: 'ours', texts: { 'ana/goals': text } });
    for (const reason of [`It says: ${words}`, 'It repeats somebody.'])
      await chat.invoke({ command: 'panel', action: ['report'], options: { panel: '1', persona: 'ben', reason } });
    expect(answerOf(await chat.say('/panel-admin reports'))).toContain('It repeats somebody.');
    expect(bytes()).toContain('zanzibar');
    await press(await chat.say('/panel-admin quotes forget speaker:quibble-77'), 'Forget for good');
    expect(bytes()).not.toContain('zanzibar');
    expect(bytes()).toContain('I have little time.');
    expect((await chat.documents.history(here, 'set-draft', 'ours u1')).map(({ version }) => version)).toEqual([2]);
  });
});

describe('rules about keeping', () => {
  it('take away what was reported about messages, with who reported it', async () => {
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    await chat.invoke({ command: 'panel', action: ['report'], options: { panel: '1', persona: 'ben', reason: 'It smells of zanzibar' } });
    await chat.say('/panel-admin retention panels:90');
    await chat.chores.runOnce();
    expect(answerOf(await chat.say('/panel-admin reports'))).toContain('zanzibar');
    await chat.close();
    const later = { ...systemClock, now: () => new Date(Date.now() + 91 * 24 * 60 * 60_000) };
    chat = await openChat({ path: join(folder, 'store.sqlite'), clock: later });
    await chat.chores.runOnce();
    expect(answerOf(await chat.say('/panel-admin reports'))).toContain('Nobody has reported a message here.');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('reports 1');
    expect(bytes()).not.toContain('zanzibar');
  });

  it('take away old quotes and the texts of old panels, and are written down', async () => {
    await bring(csv, { ...options, date: '2020-01-01' });
    await bring('text\n"Fresh words of quito"\n', { source: 'New', date: '2026-11-01', permission: 'consent' });
    await chat.say('/panel Save money with one tap in valparaiso');
    const panel = await chat.settled();
    await chat.say('/panel-admin retention quotes:1000');
    await chat.chores.runOnce();
    expect(await chat.store.quotes.count(here)).toBe(1);
    expect(bytes()).not.toContain('mauritius');
    expect(bytes()).toContain('valparaiso');
    expect(answerOf(await chat.say('/panel-admin audit'))).toContain('rules applied');
    expect(await chat.store.journal.eraseTexts(here, new Date(Date.now() + 1_000).toISOString())).toEqual([panel.ref.id]);
    expect((await chat.store.journal.read(here, panel.ref.id))?.plan.stimulus.options).toEqual(['[no longer kept]']);
    expect((await chat.store.journal.answers(here, panel.ref.id)).size).toBe(0);
    const who = answerOf(await chat.invoke({ command: 'panel', action: ['who'], options: { panel: '1', persona: 'ben' } }));
    expect(who).toContain('Ben');
  });

  it('take away old buttons with what somebody typed, and leave new ones and those of other spaces', async () => {
    const { documents } = chat.store;
    const other = spaceId('chat', 'other');
    for (const space of [here, other]) {
      const value = { press: { command: 'quotes', action: ['share'], options: { topic: 'zanzibar' } } };
      await documents.put(space, { kind: pressKind, id: 'old', value, author: 'bot', expectedVersion: 0 });
    }
    await chat.say('/panel-admin retention panels:90');
    await chat.chores.runOnce();
    expect(await documents.get(here, pressKind, 'old')).toBeDefined();
    await chat.close();
    const later = { ...systemClock, now: () => new Date(Date.now() + 100 * 24 * 60 * 60_000) };
    chat = await openChat({ path: join(folder, 'store.sqlite'), clock: later });
    await chat.chores.runOnce();
    expect(await chat.store.documents.get(here, pressKind, 'old')).toBe(undefined);
    expect(await chat.store.documents.get(other, pressKind, 'old')).toBeDefined();
  });

  it('are shown, changed in part, and refused when they make no sense', async () => {
    expect(answerOf(await chat.say('/panel-admin retention'))).toContain('until somebody removes them');
    expect(answerOf(await chat.say('/panel-admin retention quotes:730 phones:de,AT'))).toContain('"730 days"');
    expect(answerOf(await chat.say('/panel-admin retention panels:90'))).toContain('"730 days"');
    expect(answerOf(await chat.say('/panel-admin retention'))).toContain('DE, AT');
    expect(answerOf(await chat.say('/panel-admin retention quotes:soon'))).toContain('Write days as a whole number');
    expect(answerOf(await chat.say('/panel-admin retention phones:XX'))).toContain('“XX” is not a country');
    expect(answerOf(await chat.say('/panel-admin retention', { actor: member }))).toContain('Only moderators');
  });
});
