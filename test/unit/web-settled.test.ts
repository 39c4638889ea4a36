import { afterEach, describe, expect, test } from 'vitest';
import type { WireEntry, WireMessage } from '../../src/adapters/web/wire.ts';
import { refuse } from '../../src/core/errors.ts';
import { type LabelledMessage, notice } from '../../src/core/labels.ts';
import type { Button } from '../../src/core/message.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { invoke, send } from '../fakes/playground-http.ts';

/* What becomes of the buttons of a private answer once one of them has done what can be done once only. */

let app: Awaited<ReturnType<typeof startScriptedPlayground>> | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

const limits = { nameUnits: 80, bodyUnits: 2000, notificationUnits: 200 };
const say = (text: string, buttons: readonly Button[] = []): LabelledMessage =>
  notice({ summary: text, blocks: [{ type: 'text', text }], buttons }, limits);
const pressOf = (file: string, ...action: string[]) => ({ command: 'shed', action, options: { file } });
const button = (label: string, file: string): Button => ({ label, style: 'plain', press: pressOf(file, label.toLowerCase()) });
const offer = (file: string) => say(`About ${file}`, [button('Paint', file), button('Burn', file), button('Look', file)]);

const answer = async ({ action, options }: Invocation): Promise<Reply | ReturnType<typeof refuse>> => {
  switch (action?.[0]) {
    case undefined:
      return { messages: [offer('one'), offer('two'), say('Nothing to press')] };
    case 'paint':
      return { messages: [say('It is green now.')], settled: 'message' };
    case 'sign':
      return { messages: [say('It is signed now.')], settled: 'button' };
    case 'burn':
      return refuse('import-gone');
    default:
      return { messages: [say(`Looked at ${options?.['file']}`)] };
  }
};

const open = async () => {
  app = await startScriptedPlayground({ dispatch: answer });
  const { url } = app;
  await invoke(url, { deliveryKey: 'typed-key', line: '/shed' });
  const entry = async (): Promise<WireEntry> => {
    const { entries } = JSON.parse((await send(url, { path: '/api/state' })).text);
    return entries.find(({ content }: WireEntry) => content.type === 'private');
  };
  const messages = async (): Promise<readonly WireMessage[]> => {
    const { content } = await entry();
    return content.type === 'private' ? content.messages : [];
  };
  const labels = async () => (await messages()).map(({ buttons, done }) => done ?? buttons.map(({ label }) => label).join());
  let keys = 0;
  const press = async (file: string, action: string, from?: object) => {
    keys += 1;
    return invoke(url, { deliveryKey: `press-key-${keys}`, press: pressOf(file, action), ...(from ? { from } : {}) });
  };
  return { entry, messages, labels, press, id: (await entry()).id };
};

const all = 'Paint,Burn,Look';

describe('the buttons of a private answer', () => {
  test('go once one of them has done for good what it says, and what was done stands in their place', async () => {
    const { entry, labels, messages, press, id } = await open();
    const { order } = await entry();
    await press('one', 'paint', { entry: id, press: pressOf('one', 'paint') });
    expect(await labels()).toEqual(['It is green now.', all, '']);
    expect((await messages())[0]).toMatchObject({ buttons: [], label: 'From the bot. Not a person.', blocks: [{ text: 'About one' }] });
    expect((await entry()).order).toBe(order);
  });

  test('go when the form behind one of them was sent', async () => {
    const { labels, press, id } = await open();
    await press('anything', 'paint', { entry: id, press: pressOf('two', 'look') });
    expect(await labels()).toEqual([all, 'It is green now.', '']);
  });

  test('go alone where what stands beside it may still be done', async () => {
    const { messages, press, id } = await open();
    await press('one', 'sign', { entry: id, press: pressOf('one', 'look') });
    expect((await messages())[0]).toMatchObject({ done: 'It is signed now.', buttons: [{ label: 'Paint' }, { label: 'Burn' }] });
  });

  test.each([
    ['it was refused', 'burn', true],
    ['it may be done again', 'look', true],
    ['it was pressed elsewhere', 'paint', false],
  ])('stay when %s', async (_why, action, isHere) => {
    const { labels, press, id } = await open();
    await press('one', action, isHere ? { entry: id, press: pressOf('one', action) } : undefined);
    expect(await labels()).toEqual([all, all, '']);
  });

  test.each([
    ['an entry that is not there', 'nowhere', 'one'],
    ['a button that is not there', undefined, 'three'],
  ])('stay when the page names %s, and the deed is done all the same', async (_what, entry, file) => {
    const { labels, press, id } = await open();
    const answered = await press('one', 'paint', { entry: entry ?? id, press: pressOf(file, 'paint') });
    expect(JSON.parse(answered.text)).toMatchObject({ outcome: 'done' });
    expect(await labels()).toEqual([all, all, '']);
  });
});
