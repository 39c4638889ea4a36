import { readFileSync } from 'node:fs';
import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { decodePress } from '../../src/adapters/slack/intake/press.ts';
import { slackMessageLimits } from '../../src/adapters/slack/limits.ts';
import { personaIcons } from '../../src/adapters/slack/render/icons.ts';
import { type RenderOptions, renderMessage, type SlackMessage } from '../../src/adapters/slack/render/render.ts';
import { aiSpeech, evidenceSpeech, humanQuotes, type LabelledMessage, labels, notice, personaSuffix } from '../../src/core/labels.ts';
import type { AnswerBlock, Block, Button, QuoteBlock } from '../../src/core/message.ts';
import { openChat } from '../fakes/chat.ts';
import { spokenMessages } from '../fakes/playground-spoken.ts';
import { sharedData } from '../fakes/shared-data.ts';
import { hostileStrings, livePartsOf, onTheWire, problemsOf, readOf, stringsOf } from './slack-helpers.ts';

const ways: readonly RenderOptions[] = [{ customize: true, key: 'p1/root' }, { customize: false }, { customize: true, secondTry: true }];
const custom: RenderOptions = { customize: true };
const press = { command: 'panel', action: ['who'], options: { panel: '1', persona: 'maya' } };
const speaker = { id: 'maya', name: 'Maya', bases: { data: 0, assumption: 2, invention: 1 } };
const mark = { panel: 1, set: 'shoppers', setVersion: 1, engine: 'm', round: 1, seed: 7, generatedAt: '2026-11-21T10:00:00.000Z' };
const say = (...blocks: readonly Block[]): LabelledMessage => notice({ summary: 'Panel 1', blocks }, slackMessageLimits);
const withButtons = (...buttons: readonly Button[]): LabelledMessage => notice({ summary: '', blocks: [], buttons }, slackMessageLimits);
const speak = (...blocks: readonly Block[]): LabelledMessage =>
  aiSpeech(speaker, mark, { summary: 'Maya: no', blocks }, slackMessageLimits);
const render = (message: LabelledMessage, options = custom) => renderMessage(message, options);
const kindsOf = (message: LabelledMessage, options = custom): readonly string[] => render(message, options).blocks.map(({ type }) => type);
const firstOf = <T extends KnownBlock['type']>(message: LabelledMessage, type: T): Extract<KnownBlock, { type: T }> | undefined =>
  render(message).blocks.find((block): block is Extract<KnownBlock, { type: T }> => block.type === type);

const quote: QuoteBlock = {
  type: 'quote',
  text: 'Cancelling took a phone call.',
  words: [],
  attribution: 'Reviews · 2026-04-30 · public review',
  permission: 'public-review',
  human: true,
  cleaned: false,
};
const answer: AnswerBlock = {
  type: 'answer',
  option: { letter: 'A', text: 'Cancel anytime' },
  stance: 'depends',
  stanceText: 'It depends',
  text: 'Show me the button first.',
  claims: [
    {
      text: 'I distrust promises.',
      touched: '“cancel”: words that tie you in',
      ground: 'tendency · assumption by the author',
      basis: 'assumption',
      evidence: { verdict: 'quotes', human: true, sentence: '1 closest real quote; 5 quotes searched.', quotes: [quote] },
    },
  ],
  unmentioned: 'My file says nothing about “questions”.',
};

describe('a message in Slack carries its label four times', () => {
  it('in the name, in the message, in the notification and in the metadata', () => {
    const message = speak({ type: 'text', text: 'No.' });
    const { text, username, icon_emoji, blocks, metadata } = render(message, { customize: true, key: 'p1/turn/1/maya' });
    expect(username).toBe('Maya · AI persona');
    expect(personaIcons).toContain(icon_emoji);
    expect(text.startsWith(labels['ai-speech'])).toBe(true);
    expect(blocks[0]).toEqual({ type: 'context', elements: [{ type: 'plain_text', text: labels['ai-speech'], emoji: false }] });
    expect(metadata.event_type).toBe('sounding_board_message');
    expect(metadata.event_payload).toMatchObject({ key: 'p1/turn/1/maya', type: 'ai-speech', persona: 'maya', panel: 1 });
    expect(metadata.event_payload['digitalSourceType']).toMatch(/trainedAlgorithmicMedia$/);
  });

  it('with metadata of ids and counts, below a kilobyte however long they are', () => {
    const long = 'x'.repeat(500);
    const message = aiSpeech(
      { ...speaker, id: 'i'.repeat(60) },
      { ...mark, engine: long, set: long },
      { summary: '', blocks: [] },
      slackMessageLimits,
    );
    const { metadata } = render(message, { customize: true, key: `${'k'.repeat(40)}/turn/1/${'i'.repeat(60)}` });
    expect(Buffer.byteLength(JSON.stringify(metadata))).toBeLessThan(1_024);
    expect(Object.values(metadata.event_payload).every((value) => ['string', 'number'].includes(typeof value))).toBe(true);
  });

  it('with the name as its first line where the app may not choose a name, and the label below it', () => {
    const message = render(speak({ type: 'text', text: 'No.' }), { customize: false });
    expect(readOf(message).slice(0, 3)).toEqual(['Maya · AI persona', labels['ai-speech'], 'No.']);
    expect(message).not.toHaveProperty('username');
    expect(message).not.toHaveProperty('icon_emoji');
  });

  it('never takes a name or an icon for the bot itself, so quotes stand under no persona', () => {
    for (const message of [say(), humanQuotes({ summary: 'Quotes', blocks: [quote] }, slackMessageLimits)]) {
      for (const options of ways) {
        expect(render(message, options)).not.toHaveProperty('username');
        expect(readOf(render(message, options))[0]).toBe(message.label);
      }
    }
  });

  it('asks whether a persona’s message was helpful, and nobody else’s; not again after Slack refused the blocks', () => {
    const feedback = (message: SlackMessage) => message.blocks.filter(({ type }) => type === 'context_actions');
    const [block] = feedback(render(speak({ type: 'text', text: 'No.' })));
    const value = (side: string) => JSON.parse(JSON.parse(JSON.stringify(block)).elements[0][side].value);
    const press = { command: 'panel', action: ['feedback'] };
    expect(value('positive_button')).toEqual({ ...press, options: { panel: '1', persona: 'maya', helpful: 'yes' } });
    expect(value('negative_button')).toEqual({ ...press, options: { panel: '1', persona: 'maya', helpful: 'no' } });
    expect(feedback(render(speak({ type: 'text', text: 'No.' }), { customize: true, secondTry: true }))).toEqual([]);
    expect(feedback(render(say()))).toEqual([]);
    expect(feedback(render(humanQuotes({ summary: 'Quotes', blocks: [quote] }, slackMessageLimits)))).toEqual([]);
  });

  it('cuts the name and never the suffix, even when broken links make it longer', () => {
    const name = 'a.bc'.repeat(30);
    const { username = '' } = render(evidenceSpeech({ ...speaker, name }, mark, { summary: '', blocks: [] }, slackMessageLimits));
    expect(username.length).toBeLessThanOrEqual(80);
    expect(username.endsWith(personaSuffix)).toBe(true);
    expect(username).toContain('a[.]bc');
  });

  it('gives a persona the same icon every time, and different personas different ones for the most part', () => {
    const icons = Array.from({ length: 64 }, (_, index) => {
      const { icon_emoji = '' } = render(
        aiSpeech({ ...speaker, id: `persona-${index}` }, mark, { summary: '', blocks: [] }, slackMessageLimits),
      );
      return icon_emoji;
    });
    expect(new Set(icons).size).toBeGreaterThan(20);
    expect(render(speak()).icon_emoji).toBe(render(speak({ type: 'text', text: 'x' })).icon_emoji);
  });
});

describe('blocks in Slack', () => {
  it('shows a short heading as a header and a long one, or one of several lines, as bold text', () => {
    expect(kindsOf(say({ type: 'heading', text: 'x'.repeat(150) }))).toEqual(['context', 'header']);
    expect(kindsOf(say({ type: 'heading', text: 'x'.repeat(151) }))).toEqual(['context', 'rich_text']);
    expect(kindsOf(say({ type: 'heading', text: 'a.bc'.repeat(37) }))).toEqual(['context', 'rich_text']);
    expect(kindsOf(say({ type: 'heading', text: 'one\ntwo' }))).toEqual(['context', 'rich_text']);
  });

  it('shows a note as small print, and as a paragraph when it is longer than small print may be', () => {
    expect(kindsOf(say({ type: 'note', text: 'x'.repeat(2_000) }))).toEqual(['context', 'context']);
    expect(kindsOf(say({ type: 'note', text: 'x'.repeat(2_001) }))).toEqual(['context', 'rich_text']);
  });

  it('reads an answer out in order: stance, speech, claim, ground, evidence, and a real quote in its own shape', () => {
    expect(readOf(render(say(answer))).slice(1)).toEqual([
      'A “Cancel anytime”: It depends',
      'Show me the button first.',
      'What this claims, beside what real people said:',
      'I distrust promises.',
      'Set off by: ',
      '“cancel”: words that tie you in',
      'Rests on: ',
      'tendency · assumption by the author',
      '1 closest real quote; 5 quotes searched.',
      '“Cancelling took a phone call.”',
      '— Real quote · Reviews · 2026-04-30 · public review',
      'My file says nothing about “questions”.',
    ]);
  });

  it('puts only words of others behind a bar', () => {
    const shapes = (message: LabelledMessage) =>
      (firstOf(message, 'rich_text')?.elements ?? []).filter(({ type }) => type === 'rich_text_quote');
    expect(shapes(say(answer))).toEqual([
      { type: 'rich_text_quote', elements: [{ type: 'text', text: '“Cancelling took a phone call.”' }] },
    ]);
    expect(shapes(speak({ ...answer, claims: [], text: '> quoted\n“I am a quote”' }))).toEqual([]);
  });

  it('says whose words a quote is, that a sample is nobody’s, and what was changed in it', () => {
    const shown = (change: Partial<QuoteBlock>) => readOf(render(say({ ...quote, ...change }))).slice(1);
    expect(shown({})).toEqual(['“Cancelling took a phone call.”', 'Real quote · Reviews · 2026-04-30 · public review']);
    expect(shown({ human: false })[1]).toMatch(/^Sample line, nobody’s words · /);
    expect(shown({ cleaned: true })[1]).toMatch(/ · hidden characters left out$/);
    expect(shown({ text: 'See evil.com' })).toEqual([
      '“See evil[.]com”',
      expect.stringMatching(/ · links and addresses broken in brackets$/),
    ]);
  });

  it('shows figures as characters beside words that say the same', () => {
    const odds: Block = {
      type: 'odds',
      rows: [
        { label: 'A', share: 0.62, text: '0.62', drawn: true },
        { label: 'No opinion', share: 0.38, text: '0.38', drawn: false },
      ],
      sentence: 'A forecast.',
    };
    expect(
      readOf(render(say(odds)))
        .slice(1)
        .join('|'),
    ).toBe('Forecast by this AI persona|▰▰▰▰▰▰▱▱▱▱ A: 0.62| (drawn)|▰▰▰▰▱▱▱▱▱▱ No opinion: 0.38|A forecast.');
    const progress: Block = { type: 'progress', done: 3, total: 5, status: 'open', text: '3 of 5 personas have answered.' };
    expect(readOf(render(say(progress)))[1]).toBe('▰▰▰▱▱ 3 of 5 personas have answered.');
    const spread: Block = { type: 'spread', voices: 2.4, of: 4, sentence: 'About 2.4 voices.', reference: 'People show more.' };
    expect(readOf(render(say(spread))).slice(1)).toEqual(['●●◑○ About 2.4 voices.', 'People show more.']);
  });

  it('draws no figure that lies, whatever the numbers are', () => {
    for (const odd of [Number.NaN, -1, 7, Number.POSITIVE_INFINITY]) {
      const blocks: readonly Block[] = [
        { type: 'odds', rows: [{ label: 'A', share: odd, text: '?', drawn: false }], sentence: 's' },
        { type: 'progress', done: odd, total: 5, status: 'open', text: 't' },
        { type: 'progress', done: 40, total: 50, status: 'open', text: 't' },
        { type: 'spread', voices: odd, of: 40, sentence: 's', reference: 'r' },
        { type: 'spread', voices: 1, of: odd, sentence: 's', reference: 'r' },
      ];
      expect(problemsOf(render(say(...blocks)))).toEqual([]);
      const cells = readOf(render(say(...blocks))).map((text) => text.match(/[▰▱○◔◑◕●]/gu)?.length ?? 0);
      expect(Math.max(...cells)).toBeLessThanOrEqual(12);
    }
    expect(readOf(render(say({ type: 'progress', done: 49, total: 50, status: 'open', text: 't' })))[1]).toContain('▱');
  });

  it('shows a table as Slack’s own once, and as lines where that is refused, too wide, or the second one', () => {
    const table: Block = {
      type: 'table',
      title: 'Options',
      columns: ['Option', 'Words'],
      rows: [
        ['A', 'Cancel'],
        ['B', ''],
      ],
    };
    expect(kindsOf(say(table, table))).toEqual(['context', 'rich_text', 'table', 'rich_text']);
    expect(readOf(render(say(table))).slice(1)).toEqual(['Options', 'Option', 'Words', 'A', 'Cancel', 'B', '–']);
    expect(readOf(render(say(table), { customize: true, secondTry: true })).slice(1)).toEqual(['Options', 'A', ' · Cancel', 'B']);
    const wide: Block = {
      type: 'table',
      title: '',
      columns: Array.from({ length: 21 }, (_, at) => `c${at}`),
      rows: [Array.from({ length: 21 }, () => 'x')],
    };
    expect(kindsOf(say(wide))).toEqual(['context', 'rich_text']);
    expect(readOf(render(say({ ...wide, columns: ['a', 'b', 'c'], rows: [['1', '2', '3', '4']] }))).join('')).toContain('1 · b: 2 · c: 3');
  });

  it('leaves out what has nothing to say, because Slack refuses empty texts', () => {
    const empty: readonly Block[] = [
      { type: 'heading', text: '\u200B' },
      { type: 'text', text: ' ' },
      { type: 'note', text: '' },
      { type: 'list', title: '', items: ['', ' '] },
      { type: 'table', title: '', columns: [], rows: [] },
      { type: 'table', title: '', columns: ['', ''], rows: [['', '']] },
      { type: 'progress', done: 0, total: 0, status: 'open', text: '' },
      { type: 'odds', rows: [], sentence: '' },
      { type: 'spread', voices: 0, of: 0, sentence: '', reference: '' },
      { ...answer, stanceText: '', text: '', claims: [], unmentioned: '' },
    ];
    for (const options of ways) expect(problemsOf(render(say(...empty), options))).toEqual([]);
  });
});

describe('buttons in Slack', () => {
  it('carry their press as JSON, and the form that they ask for', () => {
    const asks = { option: 'question', label: 'Your question', placeholder: 'at evil.com?', maxUnits: 500 };
    const row = firstOf(withButtons({ label: 'Stop', style: 'danger', press }, { label: 'Ask', style: 'plain', press, asks }), 'actions');
    const values = row?.elements.map((one) => ('value' in one ? (one.value ?? '') : '')) ?? [];
    expect(values.map(decodePress)).toEqual([{ press }, { press, asks: { ...asks, placeholder: 'at evil[.]com?' } }]);
    expect(row?.elements.map((one) => ('action_id' in one ? one.action_id : ''))).toEqual(['sb_press0', 'sb_press1']);
    expect(row?.elements.map((one) => ('style' in one ? one.style : undefined))).toEqual(['danger', undefined]);
  });

  it('are cut to what Slack takes, and left out when their press does not fit', () => {
    const many = Array.from({ length: 30 }, (): Button => ({ label: 'Ask '.repeat(30), style: 'plain', press }));
    const long: Button = { label: 'Long', style: 'plain', press: { ...press, options: { panel: 'x'.repeat(2_000) } } };
    expect(problemsOf(render(withButtons(long, ...many)))).toEqual([]);
    expect(firstOf(withButtons(...many), 'actions')?.elements.length).toBe(25);
    expect(kindsOf(withButtons(long))).toEqual(['context']);
  });

  it('are nothing but a press when they come back', () => {
    for (const value of [
      '',
      'null',
      '{}',
      '[]',
      '{"command":"panel"}',
      JSON.stringify({ ...press, options: { a: 1 } }),
      JSON.stringify({ ...press, role: 'moderator' }),
    ]) {
      expect(decodePress(value)).toBeUndefined();
    }
  });
});

describe('a message that is too long for Slack', () => {
  it('is cut in whole blocks and says so, and keeps its label, its byline and its buttons', () => {
    const claims = Array.from({ length: 8 }, () => answer.claims[0]).filter((claim) => claim !== undefined);
    const blocks = Array.from({ length: 30 }, (): Block => ({ ...answer, claims }));
    const limits = { ...slackMessageLimits, bodyUnits: 50_000 };
    const buttons: readonly Button[] = [{ label: 'Who is this?', style: 'plain', press }];
    const message = aiSpeech(speaker, mark, { summary: 'x', blocks, buttons }, limits);
    for (const options of ways) {
      const sent = render(message, options);
      expect(problemsOf(sent)).toEqual([]);
      const read = readOf(sent).filter((text) => !/^(?:Helpful|Not helpful)$/.test(text));
      expect(read).toContain(labels['ai-speech']);
      expect(read.slice(-3)).toEqual([
        'Cut here: the rest does not fit into one Slack message.',
        expect.stringMatching(/^Built from /),
        'Who is this?',
      ]);
      const answers = read.filter((text) => text === 'A “Cancel anytime”: It depends').length;
      expect(read.filter((text) => text.startsWith('My file says nothing')).length).toBe(answers);
      expect(answers).toBeGreaterThan(0);
    }
    const units = (options: RenderOptions) => readOf(render(message, options)).join('').length;
    expect(units({ customize: true, secondTry: true })).toBeLessThanOrEqual(5_000);
  });

  it('never has more than fifty blocks', () => {
    const blocks = Array.from({ length: 80 }, (_, at): Block => ({ type: 'heading', text: `h${at}` }));
    expect(render(say(...blocks)).blocks.length).toBe(50);
    expect(readOf(render(say(...blocks))).at(-1)).toMatch(/^Cut here/);
    expect(render(say(...blocks.slice(0, 49))).blocks.length).toBe(50);
    expect(readOf(render(say(...blocks.slice(0, 49)))).at(-1)).toBe('h48');
  });

  it('has a notification below 4,000 characters, even when every character is escaped', () => {
    const { text } = render(notice({ summary: '&'.repeat(5_000), blocks: [] }, slackMessageLimits));
    expect(text.length).toBeGreaterThan(3_000);
    expect(text.length).toBeLessThan(4_000);
  });

  it('is not cut when the core has filled its own limit with ordinary text', () => {
    const words = 'I read the price before I read anything else. ';
    const message = speak({ type: 'text', text: words.repeat(400) });
    expect(readOf(render(message)).some((text) => text.includes('Slack message'))).toBe(false);
    expect(problemsOf(render(message))).toEqual([]);
  });
});

describe('hostile text in Slack', () => {
  const list = sharedData('hostile/blns.json');
  const corpus = [...(list.missing ? [] : (JSON.parse(readFileSync(list.path, 'utf8')) as string[])), ...hostileStrings];

  it('is alive nowhere in a panel of a language model, in no string of the payload, however the message is sent', () => {
    for (const text of corpus) {
      const [root, persona, ...others] = spokenMessages((words) => `${text}${words} ${text}`);
      const isOwn = hostileStrings.includes(text);
      for (const message of isOwn ? [root, persona, others.at(-1)] : [root, persona]) {
        for (const options of isOwn ? ways : ways.slice(0, 1)) {
          if (!message) continue;
          const sent = render(message, options);
          expect(livePartsOf(sent)).toEqual([]);
          expect(problemsOf(sent)).toEqual([]);
        }
      }
    }
  }, 60_000);

  it('stands alone in every place of a message and breaks no rule of Slack', () => {
    for (const text of corpus) {
      for (const message of spokenMessages(() => text).slice(0, 2)) expect(problemsOf(render(message))).toEqual([]);
    }
  }, 60_000);

  it('makes no element but text, and no object in which Slack reads markup', () => {
    const types = new Set(
      hostileStrings.flatMap((text) =>
        spokenMessages(() => text).flatMap((message) =>
          stringsOf(onTheWire({ blocks: render(message).blocks }))
            .filter(([path]) => path.endsWith('/type'))
            .map(([, type]) => type),
        ),
      ),
    );
    expect([...types].toSorted()).toEqual(
      [
        'actions',
        'button',
        'context',
        'context_actions',
        'feedback_buttons',
        'header',
        'plain_text',
        'raw_text',
        'rich_text',
        'rich_text_list',
        'rich_text_quote',
        'rich_text_section',
        'table',
        'text',
      ].toSorted(),
    );
  });
});

describe('whole panels of persona files in Slack', () => {
  it('break no limit, are labelled and hold no link, whatever the headline is', async () => {
    const chat = await openChat({ samples: true });
    try {
      const headlines = [
        'Save money with one tap',
        'Cheaper | Faster | Save one tap | See www.evil.com | @here',
        ...hostileStrings.filter((_, at) => at % 6 === 0),
      ];
      let ran = 0;
      for (const headline of headlines) {
        const accepted = await chat.invoke({ command: 'panel', action: [], text: headline });
        if ('refused' in accepted) continue;
        ran += 1;
        await chat.settled(ran);
      }
      expect(ran).toBeGreaterThan(10);
      for (const { message } of chat.platform.shown) {
        for (const options of ways) {
          const sent = render(message, options);
          expect(problemsOf(sent)).toEqual([]);
          expect(livePartsOf(sent)).toEqual([]);
          expect(sent.text.startsWith(message.label)).toBe(true);
          expect(readOf(sent).slice(0, 2)).toContain(message.label);
        }
      }
    } finally {
      await chat.close();
    }
  }, 30_000);
});
