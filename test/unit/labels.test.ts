import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { blockUnits } from '../../src/core/fit.ts';
import * as maker from '../../src/core/labels.ts';
import {
  aiDigest,
  aiSpeech,
  botName,
  evidenceSpeech,
  humanQuotes,
  isLabelledMessage,
  labels,
  notice,
  personaSuffix,
  senderName,
} from '../../src/core/labels.ts';
import type { Block, QuoteBlock } from '../../src/core/message.ts';
import type { ChatSurface } from '../../src/ports/chat-surface.ts';
import { runs } from '../fakes/runs.ts';

const limits = { nameUnits: 40, bodyUnits: 600, notificationUnits: 160 };
const bases = { data: 1, assumption: 5, invention: 2 };
const mark = {
  panel: 7,
  set: 'everyday-shoppers',
  setVersion: 3,
  engine: 'evidence engine',
  round: 1,
  seed: 42,
  generatedAt: '2026-11-21T09:00:00.000Z',
};
const text = (words: string): Block => ({ type: 'text', text: words });
const quote = (human: boolean): QuoteBlock => ({
  type: 'quote',
  text: 'Cold soup would be worse.',
  words: ['soup'],
  attribution: 'Survey · 2025-07-17',
  permission: human ? 'consent' : 'sample',
  human,
  cleaned: false,
});

const say = (name: string, summary: string, blocks: readonly Block[], within = limits) =>
  aiSpeech({ id: 'ana', name, bases }, mark, { summary, blocks }, within);

describe('the label of a persona', () => {
  it('stands in the name, the body, the notification and the metadata', () => {
    const message = say('Ana', 'Ana: It depends', [text('I look at the price first.')]);
    expect(message.sender.name).toBe('Ana · AI persona');
    expect(message.sender.persona).toEqual({ id: 'ana', name: 'Ana' });
    expect(message.label).toBe('AI-generated. Not a real person.');
    expect(message.notification).toBe('AI-generated. Not a real person. Ana: It depends');
    expect(message.metadata).toEqual({
      type: 'ai-speech',
      digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      persona: 'ana',
      ...mark,
    });
    expect(message.blocks).toEqual([
      text('I look at the price first.'),
      { type: 'note', text: 'Built from 1 data point, 5 assumptions, 2 inventions. How this works: /panel-about' },
    ]);
  });

  it('says when no data stands behind a persona, and only then', () => {
    const notes = [aiSpeech, evidenceSpeech].map((speak) => {
      const assumed = { data: 0, assumption: 5, invention: 2 };
      return speak({ id: 'ana', name: 'Ana', bases: assumed }, mark, { summary: 'Ana', blocks: [] }, limits).blocks.at(-1);
    });
    const expected = {
      type: 'note',
      text: 'Built from 5 assumptions, 2 inventions. No data stands behind it. How this works: /panel-about',
    };
    expect(notes).toEqual([expected, expected]);
  });

  it('says of the evidence engine that no language model was used, and gives no trained source type', () => {
    const message = evidenceSpeech({ id: 'ana', name: 'Ana', bases }, mark, { summary: '', blocks: [] }, limits);
    expect(message.label).toBe('Not a real person. Assembled from the persona file. No language model.');
    expect(message.notification).toBe(message.label);
    expect(message.sender.name).toBe('Ana · AI persona');
    expect(message.metadata['digitalSourceType']).toBe('http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia');
    expect(message.metadata['type']).toBe('evidence-speech');
  });

  it('survives every name, text and limit', () => {
    const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string({ minLength: 200, maxLength: 900 }));
    const anyLimits = fc.record({
      nameUnits: fc.integer({ min: 15, max: 90 }),
      bodyUnits: fc.integer({ min: 90, max: 900 }),
      notificationUnits: fc.integer({ min: 90, max: 300 }),
    });
    fc.assert(
      fc.property(anyText, anyText, fc.array(anyText, { maxLength: 5 }), anyLimits, (name, summary, texts, within) => {
        for (const speak of [aiSpeech, evidenceSpeech]) {
          const message = speak({ id: 'ana', name, bases }, mark, { summary, blocks: texts.map(text) }, within);
          const label = labels[message.kind];
          expect(message.sender.name.endsWith(personaSuffix)).toBe(true);
          expect(message.sender.name.length).toBeLessThanOrEqual(within.nameUnits);
          expect(message.sender.name.length).toBeGreaterThan(personaSuffix.length);
          expect(message.label).toBe(label);
          expect(message.notification.startsWith(label)).toBe(true);
          expect(message.notification.length).toBeLessThanOrEqual(within.notificationUnits);
          const body = message.blocks.reduce((units, block) => units + blockUnits(block), label.length);
          expect(body).toBeLessThanOrEqual(within.bodyUnits);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('is refused a surface that leaves no room for it', () => {
    expect(() => say('Ana', '', [], { ...limits, nameUnits: personaSuffix.length + 1 })).toThrow('no room for the AI persona suffix');
    expect(say('Ana', '', [], { ...limits, nameUnits: personaSuffix.length + 2 }).sender.name).toBe(`A…${personaSuffix}`);
    const label = labels['ai-speech'].length;
    expect(() => say('Ana', '', [], { ...limits, bodyUnits: label })).toThrow('no room for the label');
    expect(() => say('Ana', '', [], { ...limits, notificationUnits: label })).toThrow(RangeError);
    expect(say('Ana', '', [], { ...limits, bodyUnits: label + 1, notificationUnits: label + 1 }).label).toBe(labels['ai-speech']);
  });

  it('cuts a long name between graphemes and keeps the suffix whole', () => {
    expect(senderName('Bartholomew', 20)).toBe(`Bartho…${personaSuffix}`);
    expect(senderName('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 26)).toBe(`👩‍👩‍👧…${personaSuffix}`);
    expect(senderName('👩‍👩‍👧', 17)).toBe(`?${personaSuffix}`);
    expect(senderName('  An\u202Ea \n ', 40)).toBe(`Ana${personaSuffix}`);
  });

  it('keeps a notification on one line, with the label first', () => {
    expect(say('Ana', 'two\nlines\u202E here', []).notification).toBe('AI-generated. Not a real person. two lines here');
  });
});

describe('the bot’s own messages', () => {
  it('carry the bot’s name and no persona', () => {
    const message = notice({ summary: 'Panel 7', blocks: [text('Panel 7')] }, limits, mark);
    expect(message.sender).toEqual({ name: botName });
    expect(message.label).toBe('From the bot. Not a person.');
    const digitalSourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia';
    expect(message.metadata).toEqual({ type: 'notice', digitalSourceType, ...mark });
  });

  it('say when sentences of a language model are in them, for people and for machines', () => {
    const message = aiDigest({ summary: 'Panel 7 is done.', blocks: [text('Panel 7 is done.'), quote(true)] }, limits, mark);
    expect(message.sender).toEqual({ name: botName });
    expect(message.label).toBe('Partly AI-generated. Only marked quotes are words of real people.');
    expect(message.notification).toBe(`${message.label} Panel 7 is done.`);
    expect(message.metadata).toMatchObject({
      type: 'ai-digest',
      digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
      panel: 7,
    });
  });

  it('show quotes as the words of people, without a source type that speaks of algorithms', () => {
    const message = humanQuotes({ summary: '1 closest real quote', blocks: [quote(true)] }, limits);
    expect(message.kind).toBe('human-quotes');
    expect(message.label).toBe('Words of real people, verbatim.');
    expect(message.sender).toEqual({ name: botName });
    expect(message.metadata).toEqual({ type: 'human-quotes' });
  });

  it('stay quotes of people beside blocks that are none', () => {
    expect(humanQuotes({ summary: '', blocks: [text('found'), quote(true)] }, limits).kind).toBe('human-quotes');
  });

  it('come from the bot by its name, and keep their buttons', () => {
    const buttons = [{ label: 'Stop', style: 'danger', press: { command: 'panel', action: ['stop'], options: { panel: '7' } } } as const];
    expect(notice({ summary: '', blocks: [], buttons }, limits).buttons).toEqual(buttons);
    expect(notice({ summary: '', blocks: [] }, limits)).toMatchObject({ buttons: [], sender: { name: 'Sounding Board' } });
  });

  it('call everything samples as soon as one line is a sample', () => {
    const message = humanQuotes({ summary: '', blocks: [quote(true), quote(false)] }, limits);
    expect(message.kind).toBe('sample-lines');
    expect(message.label).toBe('Sample lines. Nobody’s words.');
    expect(message.metadata).toEqual({ type: 'sample-lines' });
  });
});

describe('a labelled message', () => {
  let message = say('Ana', '', []);
  beforeEach(() => {
    message = say('Ana', '', []);
  });

  it('can be told from every copy of itself', () => {
    expect(isLabelledMessage(message)).toBe(true);
    expect(isLabelledMessage(Object.assign({}, message))).toBe(false);
    expect(isLabelledMessage(JSON.parse(JSON.stringify(message)))).toBe(false);
    expect(isLabelledMessage(Object.create(message))).toBe(false);
    for (const other of [null, undefined, 'text', 7]) expect(isLabelledMessage(other)).toBe(false);
  });

  it('cannot be made by calling its class, or be changed afterwards', () => {
    const Made = message.constructor as unknown as new (key: symbol, parts: unknown) => unknown;
    expect(() => new Made(Symbol('only labels.ts makes messages'), Object.assign({}, message, { label: 'A real person.' }))).toThrow(
      'made by core/labels.ts only',
    );
    expect(() => Object.assign(message, { label: 'A real person.' })).toThrow(TypeError);
  });

  it('is made by the functions of one module, and accepted by surfaces only from them', () => {
    const makers = Object.entries(maker)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => name);
    expect(makers.toSorted()).toEqual([
      'aiDigest',
      'aiSpeech',
      'evidenceSpeech',
      'humanQuotes',
      'isLabelledMessage',
      'notice',
      'senderName',
    ]);
    const post = async (surface: ChatSurface): Promise<void> => {
      const place = { surface: 'web', channel: 'panels' };
      const common = { space: 'local:x' as Parameters<ChatSurface['post']>[0]['space'], place, key: 'k', signal: AbortSignal.abort() };
      const { kind, sender, label, notification, blocks, buttons, metadata } = message;
      // @ts-expect-error A copy has the same fields and is still not a labelled message.
      await surface.post({ ...common, message: { kind, sender, label, notification, blocks, buttons, metadata } });
      await surface.post({ ...common, message });
    };
    expect(post).toBeTypeOf('function');
  });
});
