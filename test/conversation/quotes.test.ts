import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttachedFile } from '../../src/ports/command.ts';
import { answerOf, type Chat, openChat, textOf } from '../fakes/chat.ts';

const csv = (text: string, name = 'words.csv'): AttachedFile => {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    bytes: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
};
const words = [
  'It came three days late and nobody said a word.',
  'Late delivery is the only thing that I complain about.',
  'I HATE soup. Cold soup would be worse.',
  'The app logs me out all the time.',
];
const table = csv(['verbatim,age', ...words.map((text, index) => `"${text}",${20 + index}`)].join('\n'));
const options = { text: 'verbatim', source: 'Test words', date: '2026-04-30', permission: 'own-customers', segment: 'age' };
const member = { id: 'u2', name: 'Xi', role: 'member' } as const;

describe('quotes of real people', () => {
  let chat: Chat;
  const bring = (file: AttachedFile | undefined, given: Record<string, string> = options) =>
    chat.invoke({ command: 'panel-admin', action: ['quotes', 'import'], options: given, ...(file === undefined ? {} : { file }) });

  beforeEach(async () => {
    chat = await openChat({ samples: true });
  });
  afterEach(() => chat.close());

  it('come in as a file, all rows or none, and are found word for word', async () => {
    expect(answerOf(await bring(table))).toContain('4 quotes imported from 4 rows.');
    const found = answerOf(await chat.say('/quotes late delivery'));
    expect(found).toContain('Words of real people, verbatim.');
    expect(found).toContain('Late delivery is the only thing that I complain about.');
    expect(found).toContain('4 quotes searched');
    expect(found).toContain('Test words · 2026-04-30 · 21 · own customer');
    expect(answerOf(await chat.say('/panel-admin quotes sources'))).toContain('"Test words","4","own customer","2026-04-30"');
  });

  it('stay silent when nothing matches, with how much was searched', async () => {
    await bring(table);
    const answer = answerOf(await chat.say('/quotes elephants and ivory'));
    expect(answer).toContain('No real user said this: nothing matches; 4 quotes searched.');
    expect(answer).not.toContain('soup');
    expect(answerOf(await chat.say('/quotes late delivery source:Elsewhere'))).toContain('No real user said this');
    expect(answerOf(await chat.say('/quotes late delivery segment:21 since:2026-01-01'))).toContain(
      '1 quote searched (segment “21”, since 2026-01-01)',
    );
  });

  it('are samples until real ones are there, and samples never count as a voice', async () => {
    const before = answerOf(await chat.say('/quotes save money with one tap'));
    expect(before).toContain('Sample lines. Nobody’s words.');
    expect(before).toContain('No real user said this.');
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    expect(textOf(chat.platform.shown.at(-1)?.message as never)).toContain('0 of 3 claims have real quotes close to them.');
    await bring(table);
    expect(answerOf(await chat.say('/quotes save money with one tap'))).not.toContain('Sample line');
  });

  it('stand under the claims that they are close to, and count as a voice there', async () => {
    await bring(csv('text\nOne tap is all the time that I have.\nSomething about soup.'), {
      source: 'Test words',
      date: '2026-04-30',
      permission: 'consent',
    });
    await chat.say('/panel Save money with one tap');
    await chat.settled();
    const ben = textOf(chat.platform.shown.find(({ message }) => message.sender.name.startsWith('Ben'))?.message as never);
    expect(ben).toContain('One tap is all the time that I have.');
    expect(textOf(chat.platform.shown.at(-1)?.message as never)).toContain('1 of 3 claims have');
    const button = answerOf(await chat.invoke({ command: 'panel', action: ['quotes'], options: { panel: '1' } }));
    expect(button).toContain('One tap is all the time that I have.');
  });

  it('are refused by line when a row is wrong, and nothing of the file is kept', async () => {
    const answer = answerOf(await bring(csv('verbatim,age\n"fine",30\n,31\n"fine too",32\n'), options));
    expect(answer).toContain('Nothing was imported.');
    expect(answer).toMatch(/line 3/);
    expect(answerOf(await chat.say('/panel-admin quotes sources'))).toContain('There are no quotes here yet.');
  });

  it('are refused twice, without a file, without a source, or from somebody without the right', async () => {
    await bring(table);
    expect(answerOf(await bring(table))).toContain('this file was already imported, on');
    expect(answerOf(await bring(undefined))).toContain('There is no file.');
    expect(answerOf(await bring(table, { text: 'verbatim' }))).toContain('Nothing was imported yet.');
    expect(answerOf(await bring(table, { ...options, text: 'nowhere' }))).toContain('There is no column “nowhere”');
    const stranger = await chat.invoke({ command: 'panel-admin', action: ['quotes', 'import'], options, file: table, actor: member });
    expect(answerOf(stranger)).toBe('Only moderators may use /panel-admin quotes import. Ask one of them.');
    expect(answerOf(await chat.say('/panel-admin quotes sources', { actor: member }))).toContain('Only moderators');
  });

  it('are asked for with a topic, and with days that are days', async () => {
    expect(answerOf(await chat.say('/quotes'))).toContain('Type a topic');
    expect(answerOf(await chat.say('/quotes the of and'))).toContain('Type a topic');
    expect(answerOf(await chat.say('/quotes late since:yesterday'))).toContain('Write the day as year-month-day');
  });
});

describe('the other commands', () => {
  let chat: Chat;
  beforeEach(async () => {
    chat = await openChat();
  });
  afterEach(() => chat.close());

  it('list and show persona sets', async () => {
    expect(answerOf(await chat.say('/personas list'))).toContain('test-set');
    expect(answerOf(await chat.say('/personas show test-set'))).toContain('Do not use it for');
    expect(answerOf(await chat.say('/personas show'))).toContain('Test set');
    expect(answerOf(await chat.say('/personas show test-set persona:Ana'))).toContain('Ana, an AI persona');
    expect(answerOf(await chat.say('/personas show test-set persona:zed'))).toContain('There is no persona “zed”');
    expect(answerOf(await chat.say('/personas show nowhere'))).toContain('There is no persona set “nowhere”');
    expect(answerOf(await chat.say('/personas dance'))).toContain('does not exist. Try: /personas list');
    expect(answerOf(await chat.say('/personas list all'))).toContain('There is no option “all” here.');
  });

  it('explain themselves', async () => {
    expect(answerOf(await chat.say('/panel-about'))).toContain('Never a stand-in for them.');
    expect(answerOf(await chat.say('/panel-about'))).toContain('By words, not by meaning.');
    for (const command of ['panel', 'quotes', 'personas', 'panel-about', 'panel-admin']) {
      expect(answerOf(await chat.say(`/${command} help`))).toContain(`/${command}`);
    }
    expect(answerOf(await chat.say('/panel help'))).not.toContain('Stop a running panel');
  });
});
