import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spaceId } from '../../src/core/ids.ts';
import type { LabelledMessage } from '../../src/core/labels.ts';
import type { Press } from '../../src/core/message.ts';
import { answerOf, type Chat, openChat, textOf } from '../fakes/chat.ts';
import { aPersona, aSet } from '../fakes/personas.ts';
import { fileOf } from '../unit/csv-helpers.ts';

const lines = [
  'The delivery was three days late and nobody said a word',
  'the delivery was three days late, and nobody said a word!',
  'My late delivery came with a broken parcel',
  'A parcel that came late and broken: never again such a delivery',
  'Broken parcel, late delivery, no answer',
  'Late delivery and the courier was rude',
  'The courier was rude about the late delivery',
  'Rude courier and late delivery as always',
  '=HYPERLINK("http://x.example") late delivery',
];
const table = fileOf(
  ['words,rated,web', ...lines.map((text, at) => `"${text.replaceAll('"', '""')}",${(at % 5) + 1},https://example.org/${at}`)].join('\n'),
);
const options = { text: 'words', stars: 'rated', source: 'Test words', date: '2026-04-30', permission: 'own-customers', link: 'web' };

const space = spaceId('chat', 'team');

describe('what a search offers further', () => {
  let chat: Chat;
  beforeEach(async () => {
    chat = await openChat({ samples: true });
    const { link: _link, ...known } = options;
    await chat.invoke({ command: 'panel-admin', action: ['quotes', 'import'], options: known, file: table });
  });
  afterEach(() => chat.close());

  const messageOf = (answer: Awaited<ReturnType<Chat['say']>>): LabelledMessage => {
    const [message] = 'messages' in answer ? answer.messages : [];
    if (!message) throw new Error('no message');
    return message;
  };
  const buttonOf = (message: LabelledMessage, label: string): Press => {
    const button = message.buttons.find((one) => one.label.includes(label));
    if (!button) throw new Error(`no button ${label}`);
    return button.press;
  };
  const press = (one: Press, more: Parameters<Chat['invoke']>[0] | object = {}) => chat.invoke({ ...one, ...more });

  it('shows one of those that say nearly the same, with their number, and what was searched', async () => {
    const answer = answerOf(await chat.say('/quotes three days late'));
    expect(answer.match(/delivery was three days late/g)).toHaveLength(1);
    expect(answer).toContain('and 1 more says nearly the same');
    expect(answer).toContain('9 quotes searched');
    expect(answerOf(await chat.say('/quotes late delivery stars:5'))).toContain('1 quote searched (at least 5 of 5 stars)');
    expect(answerOf(await chat.say('/quotes late delivery until:2026-04-29'))).toContain('No real user said this');
    expect(answerOf(await chat.say('/quotes late delivery stars:six'))).toContain('Write the stars as a number');
  });

  it('posts into the channel as the bot, once for each press however often it is delivered, and remembers what stands there', async () => {
    const share = buttonOf(messageOf(await chat.say('/quotes late delivery')), 'Share');
    expect(answerOf(await press(share, { deliveryKey: 'p1' }))).toContain('Shared here.');
    expect(answerOf(await press(share, { deliveryKey: 'p1' }))).toContain('shared already');
    expect(chat.platform.shown).toHaveLength(1);
    const [shown] = chat.platform.shown;
    expect(shown?.message.kind).toBe('human-quotes');
    expect(shown?.message.sender).toEqual({ name: 'Sounding Board' });
    expect(shown?.message.buttons).toEqual([]);
    expect(textOf(shown?.message as never)).toContain('Shared by Uma with /quotes.');
    const kept = await chat.store.documents.list(space, 'shown-quotes');
    expect(kept.map(({ id }) => id)).toEqual([`chat:${shown?.ref}`]);
  });

  it('looks before it says that sharing failed, and shares nothing that is gone', async () => {
    const share = buttonOf(messageOf(await chat.say('/quotes late delivery')), 'Share');
    chat.platform.mishaps.push('throw after storing', 'lose the request', 'refuse');
    expect(answerOf(await press(share, { deliveryKey: 'a' }))).toContain('Shared here.');
    expect(answerOf(await press(share, { deliveryKey: 'b' }))).toContain('could not be posted');
    expect(answerOf(await press(share, { deliveryKey: 'c' }))).toContain('could not be posted');
    await chat.store.quotes.forget(space, { kind: 'source', value: 'Test words' });
    expect(answerOf(await press(share, { deliveryKey: 'd' }))).not.toContain('three days late');
    expect(chat.platform.shown).toHaveLength(1);
  });

  it('gives them to be copied with where they come from, as words of people and as no formula', async () => {
    const found = messageOf(await chat.say('/quotes late delivery hyperlink'));
    const markdown = messageOf(await press(buttonOf(found, 'Copy')));
    expect(markdown.kind).toBe('human-quotes');
    expect(textOf(markdown)).toMatch(
      /> — Test words · 2026-04-30 · \d of 5 stars · own customer \(verbatim words of a real person; no testimonial\)/,
    );
    const csv = textOf(messageOf(await press(buttonOf(found, 'CSV'))));
    expect(csv).toContain(JSON.stringify('"\'=HYPERLINK(""http://x.example"") late delivery"').slice(1, -1));
    const json = await chat.invoke({ command: 'quotes', action: ['export'], options: { topic: 'late delivery', format: 'json' } });
    expect(textOf(messageOf(json))).toContain(JSON.stringify('"source": "Test words"').slice(1, -1));
  });

  it('offers what is loosely related apart, and marks it so', async () => {
    const found = messageOf(await chat.say('/quotes rude courier waiter kitchen'));
    expect(found.kind).toBe('notice');
    const loose = messageOf(await press(buttonOf(found, 'Loosely related')));
    expect(textOf(loose)).toContain('Only loosely related');
    expect(textOf(loose)).toContain('rude');
    expect(textOf(loose)).toContain('9 quotes searched');
  });

  it('cuts a search into themes with counts, and opens each to its verbatims', async () => {
    const themes = messageOf(await chat.say('/quotes themes late delivery'));
    expect(textOf(themes)).toContain('quotes match; 9 quotes searched');
    expect(textOf(themes)).not.toContain('%');
    const opened = messageOf(await press(buttonOf(themes, 'Read “broken”')));
    expect(opened.kind).toBe('human-quotes');
    const text = textOf(opened);
    expect(text).toContain('My late delivery came with a broken parcel');
    expect(text).not.toContain('rude');
    expect(answerOf(await chat.say('/quotes themes elephants'))).toContain('No real user said this');
    expect(answerOf(await chat.say('/quotes themes the of'))).toContain('Type a topic');
  });

  it('offers nothing of samples, and no buttons that could not carry the topic', async () => {
    const long = messageOf(await chat.say(`/quotes late delivery ${'x'.repeat(300)}`));
    expect(long.buttons).toEqual([]);
    const other = await openChat({ samples: true });
    const answer = await other.say('/quotes save money with one tap');
    expect(messageOf(answer).kind).toBe('sample-lines');
    expect(messageOf(answer).buttons).toEqual([]);
    const forced = await other.invoke({ command: 'quotes', action: ['share'], options: { topic: 'save money with one tap' } });
    expect(messageOf(forced).kind).toBe('sample-lines');
    expect(other.platform.shown).toEqual([]);
    await other.close();
  });
});

describe('a persona whose file names quotes', () => {
  it('shows how many there are now, and takes them before others', async () => {
    const grounded = {
      ...aPersona('ana', 'Ana', [{ text: 'I read the price before anything else.', touched_by: ['tap'] }]),
      groundedIn: { source: 'Families' },
    };
    const chat = await openChat({ sets: [aSet([grounded])] });
    const bring = (source: string, text: string) =>
      chat.invoke({
        command: 'panel-admin',
        action: ['quotes', 'import'],
        options: { source, date: '2020-01-31', permission: 'consent' },
        file: fileOf(`text\n${text}\n`),
      });
    expect(answerOf(await chat.say('/personas show test-set persona:ana'))).toContain('words only: its file names quotes');
    await bring('Others', 'Price, price, the price before anything else');
    await bring('Families', 'We look at the price before anything else in our house');
    const card = answerOf(await chat.say('/personas show test-set persona:ana'));
    expect(card).toMatch(/grounded in 1 quote \(source “Families”\); the newest quote is \d+ months old/);
    await chat.say('/panel One tap');
    await chat.settled();
    const said = textOf(chat.platform.shown.find(({ message }) => message.sender.name.startsWith('Ana'))?.message as never);
    expect(said).toContain('in our house');
    expect(said).not.toContain('Price, price');
    await chat.close();
  });
});
