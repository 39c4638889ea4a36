import { describe, expect, it } from 'vitest';
import { blockUnits, fitBlocks } from '../../src/core/fit.ts';
import type { AnswerBlock, Block, QuoteBlock } from '../../src/core/message.ts';

const omission = 'Cut here: the rest does not fit into one message.';
const text = (words: string): Block => ({ type: 'text', text: words });
const quote: QuoteBlock = {
  type: 'quote',
  text: 'x'.repeat(50),
  words: [],
  attribution: 'y'.repeat(10),
  permission: 'consent',
  human: true,
  cleaned: false,
};
const evidence = { verdict: 'quotes', human: true, sentence: '12345', quotes: [quote] } as const;
const answer: AnswerBlock = {
  type: 'answer',
  option: { letter: 'A', text: '123' },
  stance: 'for',
  stanceText: '1234',
  text: '',
  unmentioned: '12',
  claims: [{ text: '1', touched: '12', ground: '123', basis: 'data', evidence }],
};

describe('fitting blocks into a message', () => {
  it('counts everything that people read', () => {
    expect(blockUnits(text('1234'))).toBe(4);
    expect(blockUnits({ type: 'progress', done: 1, total: 2, status: 'open', text: '123' })).toBe(3);
    expect(blockUnits({ type: 'list', title: '12', items: ['1', '123'] })).toBe(6);
    expect(blockUnits({ type: 'table', title: '1', columns: ['12'], rows: [['1', '2'], ['3']] })).toBe(6);
    expect(blockUnits(quote)).toBe(60);
    expect(blockUnits(answer)).toBe(3 + 4 + 2 + 1 + 2 + 3 + 5 + 60);
    const { option: _, ...single } = answer;
    expect(blockUnits(single)).toBe(77);
  });

  it('changes nothing that fits exactly', () => {
    const blocks = [text('1234'), quote];
    expect(fitBlocks(blocks, 64)).toEqual(blocks);
  });

  it('cuts a text between graphemes, says so, and keeps the byline', () => {
    const byline: Block = { type: 'note', text: 'Built from 1 assumption' };
    const fitted = fitBlocks([text('a'.repeat(200)), quote, byline], 100);
    expect(fitted).toEqual([text(`${'a'.repeat(100 - omission.length - 23 - 1)}…`), { type: 'note', text: omission }, byline]);
    expect(fitted.reduce((units, block) => units + blockUnits(block), 0)).toBe(100);
  });

  it('leaves a quote out as a whole, because half a quote is not verbatim', () => {
    expect(fitBlocks([text('start'), quote, text('end')], 60)).toEqual([text('start'), { type: 'note', text: omission }]);
  });

  it('keeps a block that fits to the last unit and drops the one after', () => {
    expect(fitBlocks([text('12345'), text('1'), quote], omission.length + 5)).toEqual([text('12345'), { type: 'note', text: omission }]);
  });

  it('keeps every block before the one that does not fit, and nothing after it', () => {
    const note: Block = { type: 'note', text: '123' };
    expect(fitBlocks([text('12'), note, quote, text('x')], omission.length + 5)).toEqual([
      text('12'),
      note,
      { type: 'note', text: omission },
    ]);
    expect(fitBlocks([text('12'), note, text('abcdef'.repeat(20))], omission.length + 6)).toEqual([
      text('12'),
      note,
      { type: 'note', text: omission },
    ]);
    expect(fitBlocks([text('12'), note, text('abcdef'.repeat(20))], omission.length + 7)).toEqual([
      text('12'),
      note,
      text('a…'),
      { type: 'note', text: omission },
    ]);
  });

  it('keeps the byline where it just fits beside the remark, and drops it where it does not', () => {
    const byline: Block = { type: 'note', text: '12345' };
    expect(fitBlocks([quote, byline], omission.length + 5)).toEqual([{ type: 'note', text: omission }, byline]);
    expect(fitBlocks([quote, byline], omission.length + 4)).toEqual([{ type: 'note', text: omission }]);
    expect(fitBlocks([], 0)).toEqual([]);
  });

  it('leaves blocks that hold no plain text as they are', () => {
    const list: Block = { type: 'list', title: 'a\u202Eb', items: [] };
    expect(fitBlocks([list], 100)).toEqual([list]);
  });

  it('gives nothing rather than too much where not even the remark fits', () => {
    expect(fitBlocks([text('a'.repeat(100))], omission.length - 1)).toEqual([]);
    expect(fitBlocks([text('a'.repeat(100))], omission.length)).toEqual([{ type: 'note', text: omission }]);
  });

  it('drops hidden characters from texts', () => {
    expect(fitBlocks([text('a\u202Eb'), { type: 'heading', text: 'c\u200Bd' }, { type: 'note', text: 'e\u0007f' }], 100)).toEqual([
      text('ab'),
      { type: 'heading', text: 'cd' },
      { type: 'note', text: 'ef' },
    ]);
  });
});
