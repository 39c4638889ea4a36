import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRefusal, type Refusal } from '../../src/core/errors.ts';
import { entryOf } from '../../src/core/ledger/entry.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import { attached } from '../fakes/attached.ts';
import { answerOf, type Chat, openChat } from '../fakes/chat.ts';

/* Somebody presses a button twice, or two people press it at the same moment: two requests of their own, and still one deed. */

const here = 'chat:team' as Invocation['space'];
const csv = ['text', '"One tap is all the time that I have."', '"I told Bob Miller at the counter about it."', ''].join('\n');
const options = { source: 'Spring words', date: '2026-04-30', permission: 'consent' };

let chat: Chat;
beforeEach(async () => {
  chat = await openChat();
});
afterEach(() => chat.close());

const send = (text = csv, given: Record<string, string> = {}) =>
  chat.invoke({ command: 'panel-admin', action: ['quotes', 'import'], options: given, file: attached(text, 'words.csv') });

const pressOf = (answer: Reply | Refusal, label: string) => {
  const button = isRefusal(answer) ? undefined : answer.messages.flatMap(({ buttons }) => buttons).find((one) => one.label === label);
  if (!button) throw new Error(`no button ${label} on: ${answerOf(answer)}`);
  return button.press;
};
const press = (answer: Reply | Refusal, label: string) => chat.invoke(pressOf(answer, label));
/** Both at the same moment, each with a delivery key of its own. */
const twice = (answer: Reply | Refusal, label: string) => Promise.all([press(answer, label), press(answer, label)]);

const deeds = async () => (await chat.documents.list(here, 'audit')).map(({ value }) => (value as { action: string }).action);

describe('pressed twice at the same moment', () => {
  it('an import happens once', async () => {
    const proposal = await send(csv.replace('text', 'text,source,date,permission').replaceAll('"\n', '",Spring,2026-04-30,consent\n'));
    const answers = (await twice(proposal, 'Import')).map(answerOf);
    expect(answers.filter((said) => said.includes('2 quotes imported'))).toHaveLength(1);
    expect(await chat.store.quotes.count(here)).toBe(2);
    expect(await deeds()).toEqual(['imported']);
  });

  it('an import is undone once', async () => {
    const asked = await press(await send(csv, options), 'Undo this import');
    const answers = (await twice(asked, 'Undo the import')).map(answerOf);
    expect(await chat.store.quotes.count(here)).toBe(0);
    expect(answers.filter((said) => said.includes('2 quotes'))).toHaveLength(1);
    expect(await deeds()).toEqual(['imported', 'undid']);
  });

  it.each(['Keep as it is', 'Remove these words', 'Forget the quote'])('a decision counts once: %s', async (label) => {
    await send(csv, options);
    await twice(await chat.say('/panel-admin quotes review'), label);
    expect((await deeds()).slice(1)).toEqual([label === 'Forget the quote' ? 'forgot' : 'reviewed']);
  });

  it('words are taken back once', async () => {
    await send(csv, options);
    await twice(await chat.say('/panel-admin quotes forget source:"Spring words"'), 'Forget for good');
    expect(await chat.store.quotes.count(here)).toBe(0);
    expect((await deeds()).slice(1)).toEqual(['forgot']);
  });

  it('a set is copied once, taken out of use once and brought back once', async () => {
    for (const line of ['clone test-set as:"Ours"', 'archive ours', 'restore ours'])
      await Promise.all([chat.say(`/personas ${line}`), chat.say(`/personas ${line}`)]);
    expect((await chat.documents.list(here, 'persona-set')).map(({ id, version }) => [id, version])).toEqual([['ours', 3]]);
  });

  it('the switch is thrown once', async () => {
    await Promise.all([chat.say('/panel-admin pause'), chat.say('/panel-admin pause')]);
    await Promise.all([chat.say('/panel-admin resume'), chat.say('/panel-admin resume')]);
    expect((await chat.documents.list(here, 'settings')).map(({ value }) => value)).toContainEqual({ isPaused: false });
    expect(new Set(await deeds())).toEqual(new Set(['paused', 'resumed']));
  });

  it('a report is kept once', async () => {
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    const report = { command: 'panel', action: ['report'], options: { panel: '1', persona: 'ben', reason: 'It repeats itself' } };
    await Promise.all([chat.invoke(report), chat.invoke(report)]);
    expect((await chat.documents.list(here, 'message-report')).map(({ version }) => version)).toEqual([1]);
    expect((await chat.store.ledger.rows(here, { after: 0, limit: 10 })).map((row) => entryOf(row).kind)).not.toContain('vote');
  });
});
