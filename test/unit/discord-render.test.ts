import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discordMessageLimits } from '../../src/adapters/discord/limits.ts';
import { prepareButtons } from '../../src/adapters/discord/render/buttons.ts';
import { plainText } from '../../src/adapters/discord/render/escape.ts';
import { type DiscordMessage, renderMessage, usernameOf } from '../../src/adapters/discord/render/render.ts';
import { titleOf } from '../../src/adapters/discord/sending/places.ts';
import { aiSpeech, evidenceSpeech, humanQuotes, type LabelledMessage, labels, notice } from '../../src/core/labels.ts';
import type { AnswerBlock, Block, Button, QuoteBlock } from '../../src/core/message.ts';
import { checkMessage, webhookName } from '../fakes/discord/content.ts';
import { type Fields, listOf, textOf } from '../fakes/discord/types.ts';
import { hostileText } from '../fakes/hostile-text.ts';
import { spokenMessages } from '../fakes/playground-spoken.ts';
import { runs } from '../fakes/runs.ts';
import { createMemoryPresses, space } from './discord-open.ts';
import { discordTricks } from './discord-tricks.ts';
import { hostileStrings } from './slack-helpers.ts';

const speaker = { id: 'maya', name: 'Maya', bases: { data: 0, assumption: 2, invention: 1 } };
const mark = { panel: 1, set: 'shoppers', setVersion: 1, engine: 'm', round: 1, seed: 7, generatedAt: '2026-11-21T10:00:00.000Z' };
const say = (...blocks: readonly Block[]): LabelledMessage => notice({ summary: '', blocks }, discordMessageLimits);
const speak = (...blocks: readonly Block[]): LabelledMessage => aiSpeech(speaker, mark, { summary: '', blocks }, discordMessageLimits);
const render = (message: LabelledMessage): DiscordMessage => renderMessage(message, { buttons: [] });

/** What people read in a message, in order: each text display, or the text of a plain message. */
const readOf = (message: DiscordMessage): readonly string[] => {
  if (message.content !== undefined) return [message.content];
  return listOf(message.components).flatMap((one) =>
    listOf(one['components'])
      .filter(({ type }) => type === 10)
      .map(({ content }) => textOf(content)),
  );
};
const bodyOf = (...blocks: readonly Block[]): readonly string[] => readOf(render(say(...blocks))).slice(1, -1);

const quote: QuoteBlock = {
  type: 'quote',
  text: 'Cancelling took a phone call.',
  words: [],
  attribution: 'Reviews · 2026-04-30 · public review',
  permission: 'public-review',
  human: true,
  cleaned: false,
};
const claimWith = (quotes: readonly QuoteBlock[], text = 'I distrust promises.'): AnswerBlock['claims'][number] => ({
  text,
  touched: '“cancel”: words that tie you in',
  ground: 'tendency · assumption by the author',
  basis: 'assumption',
  evidence: { verdict: 'quotes', human: true, sentence: `${quotes.length} closest real quotes; 5 quotes searched.`, quotes },
});
const answerWith = (claims: AnswerBlock['claims']): AnswerBlock => ({
  type: 'answer',
  option: { letter: 'A', text: 'Cancel anytime' },
  stance: 'depends',
  stanceText: 'It depends',
  text: 'Show me the button first.',
  claims,
  unmentioned: 'My file says nothing about “questions”.',
});

describe('the label in a message', () => {
  it.each([
    ['ai-speech', speak({ type: 'text', text: 'No.' }), 'Maya · AI persona · '],
    ['evidence-speech', evidenceSpeech(speaker, mark, { summary: '', blocks: [] }, discordMessageLimits), 'Maya · AI persona · '],
    ['human-quotes', humanQuotes({ summary: '', blocks: [quote] }, discordMessageLimits), ''],
    ['sample-lines', humanQuotes({ summary: '', blocks: [{ ...quote, human: false }] }, discordMessageLimits), ''],
    ['notice', say({ type: 'text', text: 'Hm.' }), ''],
  ] as const)('of kind %s stands first and last, in components and in plain text', (kind, message, name) => {
    expect(message.kind).toBe(kind);
    const shown = readOf(render(message));
    expect([shown[0], shown.at(-1)]).toEqual([`-# **${labels[kind]}**`, `-# ${name}${labels[kind]}`]);
    const plain = renderMessage(message, { buttons: [], isPlain: true }).content?.split('\n') ?? [];
    expect([plain[0], plain.at(-1)]).toEqual([`-# **${labels[kind]}**`, `-# ${name}${labels[kind]}`]);
  });

  it('has a colour of its own for each kind', () => {
    const messages = [
      speak(),
      evidenceSpeech(speaker, mark, { summary: '', blocks: [] }, discordMessageLimits),
      say(),
      humanQuotes({ summary: '', blocks: [quote] }, discordMessageLimits),
    ];
    const colours = messages.map((message) => listOf(render(message).components)[0]?.['accent_color']);
    expect(new Set(colours).size).toBe(messages.length);
  });
});

describe('what the blocks of a message look like', () => {
  it.each([
    ['a heading', { type: 'heading', text: 'Save money' }, '### Save money'],
    ['a heading of two lines', { type: 'heading', text: 'Save\nmoney' }, '**Save**\n**money**'],
    ['a text', { type: 'text', text: 'One.\nTwo.' }, 'One.\nTwo.'],
    ['a note', { type: 'note', text: 'One.\nTwo.' }, '-# One.\n-# Two.'],
    ['a list', { type: 'list', title: 'Ask', items: ['Why?', 'When?\nWhere?'] }, '**Ask**\n- Why?\n- When?\n  Where?'],
    ['a table', { type: 'table', title: '', columns: ['Option', 'Words'], rows: [['A', 'Save']] }, '- **A** · Save'],
    [
      'a table of three columns',
      { type: 'table', title: 'T', columns: ['Option', 'For', 'Against'], rows: [['A', '3', '']] },
      '**T**\n- **A** · For: 3',
    ],
    [
      'progress',
      { type: 'progress', done: 3, total: 5, status: 'open', text: '3 of 5 personas have answered.' },
      '▰▰▰▱▱ 3 of 5 personas have answered.',
    ],
    [
      'odds',
      {
        type: 'odds',
        rows: [
          { label: 'A', share: 0.62, text: '0.62', drawn: true },
          { label: 'No opinion', share: 0.38, text: '0.38', drawn: false },
        ],
        sentence: 'A forecast.',
      },
      '**Forecast by this AI persona**\n▰▰▰▰▰▰▱▱▱▱ A: 0.62 **(drawn)**\n▰▰▰▰▱▱▱▱▱▱ No opinion: 0.38\n-# A forecast.',
    ],
    [
      'a spread',
      { type: 'spread', voices: 2.4, of: 4, sentence: 'Two voices.', reference: 'AI panels show less.' },
      '●●◑○ Two voices.\n-# AI panels show less.',
    ],
    ['a quote', quote, '> “Cancelling took a phone call.”\n-# — Real quote · Reviews · 2026-04-30 · public review'],
    [
      'a quote of two paragraphs',
      { ...quote, text: 'One.\n\nTwo.' },
      '> “One.\n> Two.”\n-# — Real quote · Reviews · 2026-04-30 · public review',
    ],
    [
      'a sample',
      { ...quote, human: false },
      '> “Cancelling took a phone call.”\n-# — Sample line, nobody’s words · Reviews · 2026-04-30 · public review',
    ],
    [
      'an answer',
      answerWith([claimWith([quote])]),
      [
        '**A “Cancel anytime”: It depends**',
        'Show me the button first.',
        '*What this claims, beside what real people said:*',
        '- I distrust promises.',
        '  - *Set off by:* “cancel”: words that tie you in',
        '  - *Rests on:* tendency · assumption by the author',
        '  - *1 closest real quotes; 5 quotes searched.*',
        '> “Cancelling took a phone call.”',
        '-# — Real quote · Reviews · 2026-04-30 · public review',
        '',
        'My file says nothing about “questions”.',
      ].join('\n'),
    ],
  ] as const)('%s', (_, block, shown) => {
    expect(bodyOf(block)).toEqual([shown]);
  });

  it('marks the words of a quote that matched, whole and in any case, and no others', () => {
    const words = ['cancelling', 'call', 'one', '.*', '*'];
    expect(bodyOf({ ...quote, text: 'Cancelling took a *phone* call: recall it. Phone one.two', words })[0]).toMatch(
      /^> “\*\*Cancelling\*\* took a \\\*phone\\\* \*\*call\*\*: recall it\. Phone \*\*one\*\*\\\[\.\\\]two”\n/,
    );
  });

  it('says what was broken in a quote', () => {
    expect(bodyOf({ ...quote, text: 'See evil.com', cleaned: true })[0]).toBe(
      '> “See evil\\[.\\]com”\n-# — Real quote · Reviews · 2026-04-30 · public review · hidden characters left out · links and addresses broken in brackets',
    );
  });

  it('shows nothing for blocks without words', () => {
    expect(bodyOf({ type: 'text', text: ' \n ' }, { type: 'heading', text: '' }, { type: 'list', title: '', items: [''] })).toEqual([]);
  });
});

describe('a message that is too long', () => {
  const long = { ...quote, text: 'A long story. '.repeat(25).trim() };
  const textsOf = (message: LabelledMessage): string => readOf(render(message)).join('\n');

  it('keeps every claim and leaves out quotes first, whole, and says how many', () => {
    const message = speak(answerWith(Array.from({ length: 5 }, (_, index) => claimWith([long, long], `Claim ${index}.`))));
    const shown = textsOf(message);
    expect(shown.split('A long story. A').length - 1).toBeGreaterThan(0);
    for (let index = 0; index < 5; index += 1) expect(shown).toContain(`Claim ${index}.`);
    expect(shown).toContain('1 quote does not fit here');
    expect(shown).not.toContain('Cut here');
    for (const line of shown.split('\n').filter((one) => one.startsWith('> '))) expect(line).toBe(`> “${long.text}”`);
  });

  it('cuts between pieces when even that is too long, says so, and keeps the byline', () => {
    const message = speak(answerWith(Array.from({ length: 12 }, (_, index) => claimWith([], `Claim ${index}. ${'word '.repeat(80)}`))));
    const shown = textsOf(message);
    expect(shown).toContain('Cut here');
    expect(shown).toContain('-# Built from');
    expect(shown).toContain('Claim 0.');
  });

  it('puts many blocks into few text displays', () => {
    const message = say(...Array.from({ length: 60 }, (_, index): Block => ({ type: 'text', text: `Line ${index}` })));
    expect(textsOf(message)).toContain('Line 59');
    checkMessage('bot', { ...render(message) }, 0, () => {});
  });
});

describe('buttons', () => {
  const press = (option: string) => ({ command: 'panel', action: ['who'], options: { persona: option } });
  const prepare = (buttons: readonly Button[], key?: string) =>
    prepareButtons({ space, kept: createMemoryPresses().kept }, notice({ summary: '', blocks: [], buttons }, discordMessageLimits), key);

  it('stand in rows of five, at most 25, whatever they say', async () => {
    const many = Array.from(
      { length: 30 },
      (_, index): Button => ({ label: `${index}`.repeat(90), style: 'plain', press: press(`${index}`) }),
    );
    const body = renderMessage(say(), { buttons: await prepare(many) });
    expect(
      listOf(body.components)
        .filter(({ type }) => type === 1)
        .map((row) => listOf(row['components']).length),
    ).toEqual([5, 5, 5, 5, 5]);
    checkMessage('bot', { ...body }, 0, () => {});
  });

  it('differ in one message though they do the same, and are red where they are dangerous', async () => {
    const same: Button = { label: 'Stop', style: 'danger', press: press('a') };
    const body = renderMessage(say(), { buttons: await prepare([same, same]) });
    checkMessage('bot', { ...body }, 0, () => {});
    expect(
      listOf(body.components)
        .flatMap((row) => listOf(row['components']))
        .filter(({ style }) => style === 4).length,
    ).toBe(2);
  });

  it('are at least one where a message must be found again, and none otherwise', async () => {
    expect((await prepare([], 'p1/closing')).map(({ label }) => label)).toEqual(['How this works']);
    expect(await prepare([])).toEqual([]);
  });

  it('are the same each time', async () => {
    const button: Button = {
      label: 'Ask',
      style: 'plain',
      press: press('a'),
      asks: { option: 'q', label: 'x', placeholder: 'y', maxUnits: 9 },
    };
    expect(await prepare([button], 'k')).toEqual(await prepare([button], 'k'));
    expect(await prepare([button], 'k')).not.toEqual(await prepare([button], 'other'));
  });
});

describe('the title of a thread', () => {
  it.each([
    [notice({ summary: '', blocks: [{ type: 'heading', text: 'Save  money' }] }, discordMessageLimits, mark), 'AI panel 1: Save money'],
    [spokenMessages()[0], 'AI panel 1: Cancel anytime, no questions asked | Two months free when you stay'],
    [say(), 'AI panel'],
    [
      notice({ summary: '', blocks: [{ type: 'heading', text: '@everyone https://evil.com' }] }, discordMessageLimits),
      'AI panel: [at]everyone https[:]//evil[.]com',
    ],
  ] as const)('says what the panel is about', (message, title) => {
    expect(message && titleOf(message)).toBe(title);
  });

  it('fits', () => {
    expect(titleOf(say({ type: 'heading', text: 'x '.repeat(300) })).length).toBeLessThanOrEqual(100);
  });
});

/* From here on: whatever models, persona files and people write. */

const words = fc.oneof(fc.constantFrom(...discordTricks, ...hostileStrings), hostileText, fc.string({ maxLength: 300 }));
const several = fc.array(words, { minLength: 1, maxLength: 4 }).map((some) => some.join('\n'));

/** A text without what the escapes hide, the way Discord reads it: a backslash and the character of punctuation behind it mean that character. */
const unescaped = (text: string): string => text.replace(/\\([^0-9A-Za-z\s])/g, '\u2063');
const lettersOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
const labelLetters = Object.values(labels).map(lettersOf);

/** Everything about a body that a reader must never meet. Written again here, and not taken from the adapter. */
const problemsOf = (body: DiscordMessage, label: string): readonly string[] => {
  const shown = readOf(body);
  const inside = (body.content === undefined ? shown.slice(1, -1) : [body.content.split('\n').slice(1, -1).join('\n')]).join('\n');
  const written = body.components.flatMap((one) => (one.type === 1 ? one.components.map(({ label: text }) => text) : []));
  const all = [...written, ...shown].join('\n');
  const live = [
    /[a-z]:[/\\]{2}(?!\/)/i,
    /<(?:[@#:/]|a:|t:|id:)/i,
    /@(?:everyone|here)/i,
    /discord(?:app)?\.(?:gg|com)/i,
    /\]\(/,
    /[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF\u00AD]/u,
  ].flatMap((pattern) => pattern.exec(all)?.[0] ?? []);
  const forged = inside.split('\n').filter((line) => {
    const bare = line.replace(/^[\s>*#-]+/u, '');
    return !bare.startsWith('\\[text\\]') && labelLetters.some((one) => lettersOf(bare).startsWith(one));
  });
  return [
    ...live,
    ...forged.map((line) => `forged: ${line}`),
    ...(shown[0]?.includes(label) ? [] : ['no label first']),
    ...(shown.at(-1)?.endsWith(label) ? [] : ['no label last']),
  ];
};

const bodiesOf = (message: LabelledMessage): readonly DiscordMessage[] => {
  const buttons = message.buttons.map(({ label }, index) => ({ label, isDanger: false, customId: `sb1::${index}:x` }));
  return [{}, { isPlain: true }, { isNamed: true }].map((way) => renderMessage(message, { buttons, ...way }));
};

const expectSafe = (message: LabelledMessage): void => {
  for (const body of bodiesOf(message)) {
    const unknown: string[] = [];
    checkMessage(message.sender.persona ? 'webhook' : 'bot', { ...body } as Fields, 0, (path) => unknown.push(path));
    expect(unknown).toEqual([]);
    expect(body.allowed_mentions).toEqual({ parse: [] });
    expect(problemsOf(body, message.label)).toEqual([]);
  }
};

describe('whatever is written', () => {
  it('is safe and labelled in every place of every message', () => {
    fc.assert(
      fc.property(several, (text) => {
        for (const message of spokenMessages(() => text)) expectSafe(message);
      }),
      { numRuns: runs(60) },
    );
  });

  it.each([...discordTricks, ...hostileStrings].map((text) => [text] as const))('%j is safe', (text) => {
    for (const message of spokenMessages(() => text)) expectSafe(message);
  });

  it('keeps the suffix and the label of every persona, under a name that Discord takes', () => {
    fc.assert(
      fc.property(words, words, (name, text) => {
        const message = aiSpeech({ ...speaker, name }, mark, { summary: text, blocks: [{ type: 'text', text }] }, discordMessageLimits);
        const username = usernameOf(message, false);
        const problems: string[] = [];
        webhookName(username, [], { add: (_, code) => problems.push(code), unknown: () => {} });
        expect(problems).toEqual([]);
        expect(username.length).toBeLessThanOrEqual(80);
        expect(username.endsWith(' · AI persona')).toBe(true);
        expectSafe(message);
      }),
      { numRuns: runs(200) },
    );
  });

  it('means nothing to Discord: no emphasis, code, spoiler, heading, list, small print or quote', () => {
    fc.assert(
      fc.property(several, (text) => {
        const read = unescaped(plainText(text));
        expect(read).not.toMatch(/[\\*_~`|<>[\]]/);
        expect(read).not.toMatch(/^[ \t]*(?:#|-|\+|\d+[.)])/m);
        expect(read).not.toMatch(/:[\w+-]+:/);
      }),
      { numRuns: runs(300) },
    );
  });

  it('is still what was written: only breaks, escapes and hidden characters make a difference', () => {
    const text = 'I pay 3.50 (or 4) for this & that – “why”, they’d ask? 50% off: now! #1 ½ ñ 你好 👩‍👩‍👧';
    expect(bodyOf({ type: 'text', text })).toEqual([text]);
  });
});
