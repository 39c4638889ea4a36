import type { Refusal } from '../../src/core/errors.ts';
import { refuse } from '../../src/core/errors.ts';
import { localSpace } from '../../src/core/ids.ts';
import { aiSpeech, type LabelledMessage, notice, type PanelMark } from '../../src/core/labels.ts';
import type { AnswerBlock, Block, Button, ClaimBlock, OddsBlock, QuoteBlock, SpreadBlock } from '../../src/core/message.ts';
import type { Invocation, Reply } from '../../src/ports/command.ts';
import { startScriptedPlayground } from './playground-app.ts';

/*
 * A panel of a language model, prepared: real labelled messages with speech, claims, odds, a spread and buttons that ask for a text. Every
 * text passes through `words`, so that a test can put anything in the place of each.
 */

type Words = (text: string) => string;

const asWritten: Words = (text) => text;

const limits = { nameUnits: 80, bodyUnits: 12_000, notificationUnits: 300 };
const place = { surface: 'web', channel: 'panels' };
const mark: PanelMark = {
  panel: 1,
  set: 'everyday-shoppers',
  setVersion: 1,
  engine: 'model-x',
  round: 1,
  seed: 7,
  generatedAt: '2026-11-21T10:00:00.000Z',
};
const options = ['Cancel anytime, no questions asked', 'Two months free when you stay'] as const;

const realQuote = (words: Words): QuoteBlock => ({
  type: 'quote',
  text: words('I signed up because it took one tap. Cancelling took a phone call and two letters.'),
  words: ['Cancelling'],
  attribution: words('Test reviews · 2026-04-30 · public review'),
  permission: 'public-review',
  human: true,
  cleaned: false,
});

const claim = (words: Words, text: string, basis: ClaimBlock['basis'], quotes: readonly QuoteBlock[]): ClaimBlock => ({
  text: words(text),
  touched: words('“cancel”: words that tie you in'),
  ground: words(
    basis === 'assumption' ? 'tendency · assumption by the test’s author' : 'the model’s own idea, not in the persona’s file · invention',
  ),
  basis,
  evidence: {
    verdict: quotes.length > 0 ? 'quotes' : 'nothing',
    human: quotes.length > 0,
    sentence: words(
      quotes.length > 0
        ? '1 of 5 quotes that were searched speaks of this.'
        : 'No real user said this: nothing matches; 5 quotes searched.',
    ),
    quotes,
  },
});

const answer = (words: Words, index: 0 | 1): AnswerBlock => ({
  type: 'answer',
  option: { letter: index === 0 ? 'A' : 'B', text: words(options[index]) },
  stance: index === 0 ? 'depends' : 'against',
  stanceText: index === 0 ? 'It depends' : 'Put off by it',
  text: words(
    index === 0
      ? 'I have heard “no questions asked” before, and then there was a phone number and a queue. Show me the button first. If it really is one tap to leave, I stay longer than I planned.'
      : 'Two months free sounds like a reason to make me forget the date. I would set an alarm, and I do not want to set alarms for a shop.',
  ),
  claims: [
    claim(words, 'I distrust a promise to let me go until I have seen the way out.', 'assumption', index === 0 ? [realQuote(words)] : []),
    claim(words, 'I stay longer where leaving is easy.', 'invention', []),
    ...(index === 0 ? [claim(words, 'A phone number on the way out makes me leave for good.', 'assumption', [])] : []),
  ],
  unmentioned: index === 0 ? words('My file says nothing about “questions”.') : '',
});

const oddsBlock = (words: Words): OddsBlock => ({
  type: 'odds',
  rows: [
    { label: words('A · Cancel anytime, no questions asked'), share: 0.62, text: '62 in 100', drawn: true },
    { label: words('B · Two months free when you stay'), share: 0.23, text: '23 in 100', drawn: false },
    { label: words('No opinion'), share: 0.15, text: '15 in 100', drawn: false },
  ],
  sentence: words('Drawn for this panel: A. One made-up person’s chances by a language model, no share of people.'),
});

const spreadBlock = (words: Words): SpreadBlock => ({
  type: 'spread',
  voices: 2.4,
  of: 4,
  sentence: words('About 2.4 different voices out of 4 personas.'),
  reference: words('AI panels show about 0.4 to 0.7 of the spread that people show. Four answers are not four opinions.'),
});

const press = (action: string, persona: string) => ({ command: 'panel', action: [action], options: { panel: '1', persona } });

const buttonsOf = (words: Words, id: string, name: string): readonly Button[] => [
  { label: 'Who is this?', style: 'plain', press: press('who', id) },
  { label: 'Other reactions', style: 'plain', press: press('others', id) },
  {
    label: words(`Ask ${name}`),
    style: 'plain',
    press: press('ask', id),
    asks: { option: 'question', label: words(`Your question to ${name}`), placeholder: words('What would make you stay?'), maxUnits: 300 },
  },
  { label: 'What would change this?', style: 'plain', press: press('change', id) },
  { label: 'Real quotes', style: 'plain', press: press('quotes', id) },
  { label: 'Report', style: 'plain', press: press('report', id) },
];

const people = [
  ['emil', 'Emil'],
  ['lupe', 'Lupe'],
  ['marit', 'Marit'],
  ['samir', 'Samir'],
] as const;

const speakerOf = (id: string, name: string) => ({ id, name, bases: { data: 0, assumption: 22, invention: 3 } });

const personaMessage = (words: Words, [id, name]: (typeof people)[number]): LabelledMessage => {
  const blocks: readonly Block[] = [
    answer(words, 0),
    answer(words, 1),
    oddsBlock(words),
    { type: 'list', title: words('Ask real people'), items: [words('What happened when you last tried to leave a subscription?')] },
  ];
  const content = { summary: words(`${name}: it depends`), blocks, buttons: buttonsOf(words, id, name) };
  return aiSpeech(speakerOf(id, name), mark, content, limits);
};

/** The root as it is posted, and as it is drawn again when an answer came in. */
const rootMessage = (words: Words, done: number): LabelledMessage => {
  const blocks: readonly Block[] = [
    { type: 'table', title: '', columns: ['Option', 'Words'], rows: options.map((option, index) => ['AB'[index] ?? '', words(option)]) },
    {
      type: 'progress',
      done,
      total: people.length,
      status: done === people.length ? 'closed' : 'open',
      text: `${done} of 4 personas have answered.`,
    },
    { type: 'note', text: words('Answers are written by model-x. No outcomes recorded yet: treat this as a hypothesis.') },
  ];
  const asks = { option: 'question', label: 'Your question to all', placeholder: '', maxUnits: 300 };
  const buttons: readonly Button[] = [
    { label: 'Stop', style: 'danger', press: press('stop', '') },
    { label: 'Real quotes', style: 'plain', press: press('quotes', '') },
    { label: 'Ask everyone', style: 'plain', press: press('ask', ''), asks },
  ];
  return notice({ summary: words('Panel 1'), blocks, buttons }, limits, mark);
};

const closingMessage = (words: Words): LabelledMessage => {
  const blocks: readonly Block[] = [
    { type: 'heading', text: words('Where they stand') },
    { type: 'list', title: 'A', items: [words('It depends: Emil, Lupe, Marit, Samir')] },
    spreadBlock(words),
  ];
  return notice({ summary: words('Panel 1 is done'), blocks }, limits, mark);
};

/** What a person who pressed `others` sees: two more reactions of the same persona, without options. */
const othersReply = (words: Words): Reply => {
  const blocks = [0, 1].map((index): Block => {
    const { option: _option, ...rest } = answer(words, index === 0 ? 0 : 1);
    return index === 0 ? { ...rest, claims: [] } : rest;
  });
  const asks = { option: 'question', label: 'Your question to Emil', placeholder: '', maxUnits: 300 };
  const buttons: readonly Button[] = [
    { label: 'Report', style: 'plain', press: press('report', 'emil') },
    { label: 'Ask Emil', style: 'plain', press: press('ask', 'emil'), asks },
  ];
  return { messages: [aiSpeech(speakerOf('emil', 'Emil'), mark, { summary: words('Other reactions'), blocks, buttons }, limits)] };
};

const askReply = (words: Words, question: string): Reply | Refusal => {
  if (question.includes('refuse')) return refuse('panel-over', { panel: 1 });
  const { option: _option, ...rest } = answer(words, 0);
  const blocks: readonly Block[] = [{ type: 'note', text: `You asked: ${question}` }, rest];
  return { messages: [aiSpeech(speakerOf('emil', 'Emil'), mark, { summary: words('Emil answers'), blocks }, limits)] };
};

const replyTo = (words: Words, { action, options: given }: Invocation): Reply | Refusal => {
  if (action?.[0] === 'ask') return askReply(words, given?.['question'] ?? '');
  if (action?.[0] === 'others') return othersReply(words);
  return refuse('panel-unknown', { panel: 1 });
};

/** The panel as messages: its root, one answer of each persona, the closing. */
export const spokenMessages = (words: Words = asWritten): readonly LabelledMessage[] => [
  rootMessage(words, 3),
  ...people.map((person) => personaMessage(words, person)),
  closingMessage(words),
];

/**
 * Opens a playground over a chat that holds the prepared panel. `heard` collects every invocation; `redraw` draws the root and the first
 * answer again, as a panel does while it goes on.
 */
export const startSpokenPlayground = async (words: Words = asWritten) => {
  const heard: Invocation[] = [];
  const app = await startScriptedPlayground({
    engine: { kind: 'model', name: 'model-x' },
    dispatch: async (invocation) => {
      heard.push(invocation);
      return replyTo(words, invocation);
    },
  });
  const { surface } = app.playground;
  const { signal } = new AbortController();
  const posted: string[] = [];
  for (const [index, message] of spokenMessages(words).entries()) {
    const [thread] = posted;
    const where = thread === undefined ? place : { ...place, thread };
    const sent = await surface.post({ space: localSpace, place: where, key: `prepared/${index}`, message, signal });
    if (sent.outcome !== 'sent') throw new Error('a prepared message was not posted');
    posted.push(sent.ref);
  }
  const [root = '', first = ''] = posted;
  const redraw = async (): Promise<void> => {
    await surface.edit({ space: localSpace, place, ref: root, message: rootMessage(words, 4) });
    await surface.edit({ space: localSpace, place, ref: first, message: personaMessage(words, people[0]) });
  };
  return { url: app.url, thread: `${app.url}#thread-${root}`, heard, redraw, close: app.close };
};
