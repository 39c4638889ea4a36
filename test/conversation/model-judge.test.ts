import { afterEach, describe, expect, it } from 'vitest';
import type { PersonaSet } from '../../src/core/personas/persona-set.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { LanguageModel } from '../../src/ports/language-model.ts';
import { type Chat, openChat, textOf } from '../fakes/chat.ts';
import { type Call, reactionText, scriptModel } from '../fakes/language-model.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

/* What the last message of a panel says beside what personas said: quotes that a judge has read, voices, and doubt. */

let chat: Chat | undefined;
afterEach(async () => {
  await chat?.close();
  chat = undefined;
});

const words = [
  'I read every price before I buy anything.',
  'I never look at a price, life is short.',
  'The soup was cold and the waiter sang.',
];
const rows = ['verbatim', ...words.map((text) => `"${text}"`)].join('\n');

const open = async (options: {
  models: readonly LanguageModel[];
  embedder?: Embedder;
  quotes?: boolean;
  more?: string;
  sets?: readonly PersonaSet[];
}): Promise<Chat> => {
  chat = await openChat({
    languageModels: options.models,
    ...(options.sets ? { sets: options.sets } : {}),
    ...(options.embedder ? { embedder: options.embedder } : {}),
  });
  if (options.quotes) {
    const bytes = new TextEncoder().encode(`${rows}\n${options.more ?? ''}`);
    const file = {
      name: 'words.csv',
      bytes: bytes.length,
      open: async function* () {
        yield bytes;
      },
    };
    const given = { text: 'verbatim', source: 'Test words', date: '2026-04-30', permission: 'consent' };
    await chat.invoke({ command: 'panel-admin', action: ['quotes', 'import'], options: given, file });
  }
  return chat;
};

const claim = 'I look at every price before I buy.';
const speaking = reactionText({ text: 'Not for me, not today.', claims: [{ text: claim }] });
const last = (one: Chat): string => textOf(one.platform.shown.at(-1)?.message as never);

/** The pairs that a judge was offered, as `c1 with q2`. */
const pairsOf = ({ prompt }: Call): readonly (readonly [string, string])[] =>
  Array.from(prompt.input.matchAll(/(c\d+) with (q\d+)/g), ([, one = '', other = '']) => [one, other] as const);

const judging = (verdictOf: (quote: string) => string, extra: readonly object[] = []) =>
  scriptModel('m', (call) => {
    if (call.schema !== 'quote_verdicts') return speaking;
    const texts = new Map(
      Array.from(call.prompt.input.matchAll(/<[^/\n]*(q\d+)[^\n]*\n([^\n]+)/g), ([, id = '', text = '']) => [id, text]),
    );
    const verdicts = pairsOf(call).map(([one, quote]) => ({ claim: one, quote, verdict: verdictOf(texts.get(quote) ?? '') }));
    return JSON.stringify({ verdicts: [...verdicts, ...extra] });
  });

describe('a judge', () => {
  it('is asked once for a panel, and its verdicts are counted; the words come from the store', async () => {
    const model = judging((text) => (text.includes('never') ? 'contradicts' : text.includes('every') ? 'supports' : 'unrelated'));
    const one = await open({ models: [model], quotes: true });
    await one.say('/panel Save money');
    await one.settled();
    expect(model.calls.filter(({ schema }) => schema === 'quote_verdicts').length).toBe(1);
    expect(last(one)).toContain(
      'A language model that read the quotes found a human voice behind 3 of 3 claims, and 3 contradicted by real people.',
    );
    expect(last(one)).toContain(words[0]);
    expect(last(one)).toContain(words[1]);
    expect(last(one)).toContain('A language model chose these quotes; read them yourself.');
    expect(last(one)).not.toContain('waiter');
  });

  it('and personas are shown no quote in which a name waits for a decision, and people are', async () => {
    const model = judging(() => 'supports');
    const name = 'Deborah Miller reads every price before I buy anything.';
    const one = await open({ models: [model], quotes: true, more: `"Agent ${name}"` });
    await one.say('/panel I look at every price before I buy');
    await one.settled();
    const sent = model.calls.map(({ prompt }) => prompt.input).join('\n');
    expect(sent).toContain(words[0]);
    expect(sent).not.toContain('Deborah');
    await one.say('/quotes every price before I buy');
    expect(textOf(one.platform.shown.at(-1)?.message as never)).toContain('Deborah');
  });

  it('cannot invent: verdicts on what it was not offered, and words of its own, are dropped', async () => {
    const invented = [
      { claim: 'c1', quote: 'q99', verdict: 'supports' },
      { claim: 'c77', quote: 'q1', verdict: 'supports', text: 'I adore this product.' },
    ];
    const one = await open({ models: [judging(() => 'unrelated', invented)], quotes: true });
    await one.say('/panel Save money');
    await one.settled();
    expect(last(one)).toContain(
      'A language model that read the quotes found a human voice behind 0 of 3 claims. The search alone found real quotes close to 3 of them: close is not agreement. They are what AI personas say and nobody else here did.',
    );
    expect(last(one)).not.toContain('adore');
  });

  it('has not read every claim of a large panel, and the last message says how many it left', async () => {
    const texts = ['I look at every price before I buy.', 'I read a price twice.', 'A price is a price.', 'No price, no purchase.'];
    const four = reactionText({ text: 'Not for me, not today.', claims: texts.map((text) => ({ text })) });
    const model = scriptModel('m', (call) =>
      call.schema === 'quote_verdicts'
        ? JSON.stringify({ verdicts: pairsOf(call).map(([one, quote]) => ({ claim: one, quote, verdict: 'unrelated' })) })
        : four,
    );
    const names = ['Ana', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus'];
    const seven = aSet(names.map((name) => aPersona(name.toLowerCase(), name, [{ text: `${name} likes things plain.` }])));
    const one = await open({ models: [model], quotes: true, sets: [seven] });
    await one.say('/panel Save money');
    await one.settled();
    expect(last(one)).toMatch(
      /found a human voice behind 0 of 24 claims\. 4 more were not read\. The search alone found real quotes close to \d+ of all: close is not agreement\./,
    );
    expect(last(one)).not.toContain('nobody else here did');
  });

  it('that fails leaves what words alone can tell', async () => {
    const model = scriptModel('m', ({ schema }) => (schema === 'quote_verdicts' ? { outcome: 'failed', failure: 'timeout' } : speaking));
    const one = await open({ models: [model], quotes: true });
    await one.say('/panel Save money');
    const panel = await one.settled();
    expect(panel.state.status).toBe('closed');
    expect(last(one)).toContain('3 of 3 claims have real quotes close to them. Close is not agreement: read the quotes.');
  });

  it('is not asked where there are no quotes', async () => {
    const model = judging(() => 'supports');
    const one = await open({ models: [model] });
    await one.say('/panel Save money');
    await one.settled();
    expect(model.calls.some(({ schema }) => schema === 'quote_verdicts')).toBe(false);
    expect(last(one)).toContain('0 of 3 claims have real quotes close to them. They are what AI personas say and nobody else here did.');
  });
});

describe('the spread of voices', () => {
  it('calls one answer in three mouths one voice', async () => {
    const one = await open({ models: [scriptModel('m', () => speaking)] });
    await one.say('/panel Save money');
    await one.settled();
    expect(last(one)).toMatch(/Only about 1\.0 different voices among 3/);
  });

  it('is measured by vectors where there are any, and by words when they fail', async () => {
    const answers = new Map([
      ['Ana', reactionText({ text: 'Cheap things break.', stance: 'against' })],
      ['Ben', reactionText({ text: 'I would do it at once.', stance: 'for' })],
      ['Cleo', reactionText({ text: 'Neither here nor there.', stance: 'depends' })],
    ]);
    const model = scriptModel('m', ({ prompt }) => [...answers].find(([name]) => prompt.prefix.includes(`name: ${name}`))?.[1] ?? speaking);
    const axes: Embedder = {
      name: 'axes',
      embed: async (texts) => texts.map((_, index) => [0, 1, 2].map((axis) => Number(axis === index))),
    };
    const one = await open({ models: [model], embedder: axes });
    await one.say('/panel Save money');
    await one.settled();
    expect(last(one)).toContain('"voices":3');
    await one.close();
    const none = await open({ models: [model], embedder: { name: 'none', embed: async () => undefined } });
    await none.say('/panel Save money');
    await none.settled();
    expect(last(none)).toContain('groups drawn from 40');
  });
});

describe('two model families', () => {
  const towards = reactionText({ text: 'I would try it.', stance: 'for' });
  const away = reactionText({ text: 'I would leave it.', stance: 'against' });
  const models = () => [scriptModel('first', () => towards), scriptModel('second', () => away)] as const;

  it('that disagree are shown as doubt about the models', async () => {
    const names = ['Ana', 'Ben', 'Cleo', 'Dora'];
    const four = aSet(names.map((name) => aPersona(name.toLowerCase(), name, [{ text: `${name} likes things plain.` }])));
    chat = await openChat({ languageModels: models(), sets: [four] });
    await chat.say('/panel Save money');
    await chat.settled();
    expect(last(chat)).toContain('language models disagree');
  });

  it('are not compared where one of them has a single voice', async () => {
    const one = await open({ models: models() });
    await one.say('/panel Save money');
    await one.settled();
    expect(last(one)).not.toContain('language models disagree');
  });
});
