import { describe, expect, it } from 'vitest';
import type { Figure, Section } from '../../src/core/check/figure.ts';
import { progressMessage, reportButtons } from '../../src/core/check/progress.ts';
import { reportMessages } from '../../src/core/check/report-messages.ts';
import { blockUnits } from '../../src/core/fit.ts';
import { type LabelledMessage, labels } from '../../src/core/labels.ts';
import type { Block } from '../../src/core/message.ts';
import { chartOf } from '../fakes/charts.ts';
import { aCheckResult } from '../fakes/check-result.ts';

/* What stands in the channel while a check runs and when it is over, and how a report is divided into messages. */

const limits = { nameUnits: 80, bodyUnits: 8_000, notificationUnits: 200 };
const byline = 'Figures about AI personas. They say nothing about people.';
const textsOf = ({ blocks }: LabelledMessage): readonly string[] => blocks.flatMap((block) => ('text' in block ? [block.text] : []));

describe('the message of a check', () => {
  const state = { set: { id: 'shoppers', title: 'Shoppers', version: 3 }, calls: 1_050, done: 8 };
  type Change = Partial<Parameters<typeof progressMessage>[0]>;
  const shown = (change: Change = {}, result?: Parameters<typeof progressMessage>[2]) =>
    progressMessage({ ...state, ...change }, limits, result);
  const buttonsOf = ({ buttons }: LabelledMessage) =>
    buttons.map(({ label, style, press }) => [label, style, `${press.command} ${press.action.join(' ')}`, press.options]);

  it('says of which set and version it is, and that its figures are not about people', () => {
    expect(textsOf(shown())).toEqual(['Check of Shoppers, version 3', '8 of 1,050 calls are done.', byline]);
    expect(shown().blocks.map(({ type }) => type)).toEqual(['heading', 'text', 'note']);
    expect(shown().notification).toBe(`${labels.notice} Check of Shoppers: 8 of 1,050 calls are done.`);
  });

  it.each<[string, Change]>([
    [
      '8 of 1,050 calls are done. The tokens for checks are used up for now; it goes on by itself after 2026-11-22, 00:00 UTC.',
      { waitsUntil: '2026-11-22T00:00:00.000Z' },
    ],
    // Whoever stopped it need not know when it would have gone on.
    [
      'Stopping: the calls under way are waited for. 8 of 1,050 calls are done.',
      { stoppedBy: 'Uma', waitsUntil: '2026-11-22T00:00:00.000Z' },
    ],
    ['Done: 1,050 of 1,050 calls.', { done: 1_050, end: { kind: 'done' } }],
    ['Stopped by Uma Two after 8 of 1,050 calls. Nothing is reported of a part.', { stoppedBy: 'Uma\n\nTwo', end: { kind: 'stopped' } }],
    ['Stopped after 8 of 1,050 calls. Nothing is reported of a part.', { end: { kind: 'stopped' } }],
    [
      'Ended after 8 of 1,050 calls: the answers took more tokens than were expected. Nothing is reported of a part. Try the quick size.',
      { end: { kind: 'spent' } },
    ],
    [
      'Ended after 8 of 1,050 calls: the endpoint is away. Nothing is reported of a part.',
      { end: { kind: 'failed', reason: 'the endpoint is away' } },
    ],
    ['Ended after 8 of 1,050 calls: it failed. Nothing is reported of a part.', { end: { kind: 'failed' } }],
  ])('says: %s', (said, change) => expect(textsOf(shown(change))[1]).toBe(said));

  it('can be stopped while it runs, and leads to the report when it is done', () => {
    const options = { set: 'shoppers' };
    expect(buttonsOf(shown())).toEqual([['Stop', 'danger', 'personas check stop', options]]);
    expect(buttonsOf(shown({ stoppedBy: 'Uma' }))).toEqual([]);
    expect(buttonsOf(shown({ end: { kind: 'done' } }))).toEqual([['Show the report', 'plain', 'personas check report', options]]);
    for (const kind of ['stopped', 'spent', 'failed'] as const) expect(buttonsOf(shown({ end: { kind } }))).toEqual([]);
  });

  it('leads from the report to the report as a file, in each form', () => {
    expect(reportButtons('shoppers').map(({ label, press: { command, action, options } }) => [label, command, action, options])).toEqual([
      ['Export as Markdown', 'personas', ['check', 'export'], { set: 'shoppers', format: 'markdown' }],
      ['Export as JSON', 'personas', ['check', 'export'], { set: 'shoppers', format: 'json' }],
    ]);
  });

  it('gives the verdict, and an alert where the answers have moved', () => {
    const done: Change = { end: { kind: 'done' } };
    const verdict = 'Three names, and the answers of all can be told apart.';
    const drift = { shift: 0.4, errors: 3, index: 0.3, items: 8, personas: 3, day: '2026-10-01', version: 3, models: ['m'] };
    const said = (found: Parameters<typeof aCheckResult>[1]) => textsOf(shown(done, aCheckResult({}, found))).slice(2);
    expect(said({})).toEqual([verdict, byline]);
    expect(said({ drift: { ...drift, hasMoved: false } })).toEqual([verdict, byline]);
    expect(said({ drift: { ...drift, hasMoved: true } })).toEqual([
      verdict,
      'The answers have moved since 2026-10-01. The report says how far.',
      byline,
    ]);
  });
});

describe('the messages of a report', () => {
  const figure = (name: string, change: Partial<Figure> = {}): Figure => ({
    name,
    value: `${name} found`,
    meaning: `What ${name} means.`,
    advice: 'Nothing to do.',
    ...change,
  });
  const section = (title: string, figures: readonly Figure[], charts: Section['charts'] = []): Section => ({ title, figures, charts });
  const button = { label: 'Export', style: 'plain', press: { command: 'personas', action: ['check', 'export'], options: {} } } as const;
  const messagesOf = (sections: readonly Section[], bodyUnits = 8_000, tableUnits?: number) =>
    reportMessages(sections, [button], { ...limits, bodyUnits, ...(tableUnits === undefined ? {} : { tableUnits }) });
  const unitsOf = ({ blocks, label }: LabelledMessage) => label.length + blocks.reduce((sum, block) => sum + blockUnits(block), 0);
  const rowsOf = (blocks: readonly Block[]) => blocks.flatMap((block) => (block.type === 'table' ? block.rows : []));

  it('give the verdict in sentences, with what to do about the verdict alone', () => {
    const verdict = figure('Verdict', { value: 'All differ.', advice: 'Keep it.' });
    const [message, ...more] = messagesOf([section('Check', [verdict, figure('Pinned', { advice: 'Check again.' })])]);
    expect(more).toEqual([]);
    expect(message?.blocks).toEqual([
      { type: 'heading', text: 'Check' },
      { type: 'text', text: 'All differ. What Verdict means.' },
      { type: 'text', text: 'Pinned found. What Pinned means.' },
      { type: 'list', title: 'What to do', items: ['Verdict: Keep it.'] },
      { type: 'note', text: byline },
    ]);
    expect(message?.notification).toBe(`${labels.notice} All differ.`);
  });

  it.each(['Really?', 'Yes!', 'So.', 'So. More'])('end a sentence once: %s', (value) => {
    const [message] = messagesOf([section('Check', [figure('Verdict', { value })])]);
    expect(textsOf(message as LabelledMessage)[1]).toBe(`${value}${value === 'So. More' ? '.' : ''} What Verdict means.`);
  });

  it('give all other figures in tables below the charts, and say what to do only where there is something', () => {
    const parts = [
      section('Check', [figure('Verdict')]),
      section('Costumes', [figure('One'), figure('Two', { advice: 'Mend it.' })], [chartOf('bars')]),
      section('Files', [figure('Three', { advice: 'Nothing to do by this figure alone.' })]),
    ];
    const [message] = messagesOf(parts);
    expect(message?.blocks.slice(2)).toEqual([
      { type: 'heading', text: 'Costumes' },
      expect.objectContaining({ type: 'chart' }),
      {
        type: 'table',
        title: '',
        columns: ['Figure', 'Found', 'What it means'],
        rows: [
          ['One', 'One found', 'What One means.'],
          ['Two', 'Two found', 'What Two means.'],
        ],
      },
      { type: 'list', title: 'What to do', items: ['Two: Mend it.'] },
      { type: 'heading', text: 'Files' },
      expect.objectContaining({ type: 'table', rows: [['Three', 'Three found', 'What Three means.']] }),
      { type: 'note', text: byline },
    ]);
  });

  const long = (name: string, length: number): Figure => figure(name, { value: 'v', meaning: 'm'.repeat(length - name.length - 1) });

  it('are as many as the surface needs, each with its byline, the buttons below the first', () => {
    const parts = [
      section('Check', [figure('Verdict', { value: 'All differ' })]),
      section('Files', [long('a', 300), long('b', 300), long('c', 300)]),
    ];
    const messages = messagesOf(parts, 800);
    expect(messages.length).toBe(2);
    expect(messages.map(({ buttons }) => buttons.length)).toEqual([1, 0]);
    expect(messages.map(({ notification }) => notification)).toEqual([
      `${labels.notice} All differ`,
      `${labels.notice} The report goes on.`,
    ]);
    for (const message of messages) {
      expect(message.blocks.at(-1)).toEqual({ type: 'note', text: byline });
      expect(unitsOf(message)).toBeLessThanOrEqual(800);
    }
    expect(messages.flatMap(({ blocks }) => rowsOf(blocks)).map(([name]) => name)).toEqual(['a', 'b', 'c']);
    // What tables take as lines is less than what a message holds.
    expect(messagesOf(parts, 8_000, 800).map(({ blocks }) => blocks)).toEqual(messages.map(({ blocks }) => blocks));
    expect(messagesOf(parts)).toHaveLength(1);
  });

  it('fill a message to the last unit and not beyond', () => {
    const first = section('Check', [figure('Verdict')]);
    const both = [first, section('Files', [long('a', 300)])];
    const units = unitsOf(messagesOf(both)[0] as LabelledMessage);
    expect([messagesOf(both, units).length, messagesOf(both, units - 1).length]).toEqual([1, 2]);
    // A part that fills a message alone is one table, and two in two messages where one unit is missing.
    const alone = unitsOf(messagesOf([section('', []), section('Files', [long('a', 1_000), long('b', 1_000)])])[0] as LabelledMessage);
    const tables = (room: number) =>
      messagesOf([first, section('Files', [long('a', 1_000), long('b', 1_000)])], room).map(({ blocks }) => rowsOf(blocks).length);
    expect([tables(alone), tables(alone - 1)]).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  it('never leave a heading alone at the end of a message', () => {
    const parts = [
      section('Check', [figure('Verdict')]),
      section('Costumes', [long('a', 500), long('b', 500)]),
      section('Files', [long('c', 500), long('d', 500)]),
    ];
    for (let room = 700; room < 2_600; room += 1) {
      const messages = messagesOf(parts, room);
      for (const message of messages) {
        expect(message.blocks.at(-2)?.type).not.toBe('heading');
        expect(unitsOf(message)).toBeLessThanOrEqual(room);
      }
      expect(messages.flatMap(({ blocks }) => rowsOf(blocks)).map(([name]) => name)).toEqual(['a', 'b', 'c', 'd']);
    }
  });

  it('begin a part anew rather than divide it, where it fits into one message', () => {
    const parts = [section('Check', [figure('Verdict')]), section('Files', [{ ...long('a', 100), advice: `Mend ${'it'.repeat(300)}.` }])];
    const whole = unitsOf(messagesOf(parts)[0] as LabelledMessage);
    const messages = messagesOf(parts, whole - 1);
    expect(messages.map(({ blocks }) => blocks.map(({ type }) => type))).toEqual([
      ['heading', 'text', 'note'],
      ['heading', 'table', 'list', 'note'],
    ]);
    expect(messagesOf(parts, unitsOf(messages[1] as LabelledMessage))).toEqual(messages);
  });

  it('leave out nothing that takes more room than a message of tables has, as long as a message has it', () => {
    const parts = [section('Check', [figure('Verdict')]), section('Files', [long('a', 900), long('b', 100)])];
    const messages = messagesOf(parts, 8_000, 600);
    expect(messages.flatMap(({ blocks }) => rowsOf(blocks)).map(([name]) => name)).toEqual(['a', 'b']);
  });

  it('are none of nothing', () => expect(messagesOf([])).toEqual([]));
});
