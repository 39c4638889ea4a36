import { describe, expect, it } from 'vitest';
import { csvHeader, csvLines } from '../../src/core/ledger/export.ts';
import { emptyItem } from '../../src/core/ledger/item.ts';
import { exportQuotes } from '../../src/core/quotes/quote-export.ts';
import type { Quote } from '../../src/core/quotes/quotes.ts';

const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\u200B=1', '\uFEFF=1', '\u202E=1', '＝1', '＋1', '＠a'];
const separated = ['Letter;=HYPERLINK("http://evil")', 'Letter\t+1', 'Letter; @a'];

const quote = (text: string, more: Partial<Quote> = {}): Quote => ({
  id: 'q1',
  text,
  source: 'Survey',
  date: '2026-01-01',
  permission: 'consent',
  ...more,
});

/** The cells of the only line of a table, as RFC 4180 reads them. */
const cellsOf = (csv: string): readonly string[] =>
  Array.from(csv.slice(csv.indexOf('\n') + 1).matchAll(/"((?:[^"]|"")*)"(?:,|\r?\n|$)/g), ([, cell = '']) => cell.replaceAll('""', '"'));

const pastTest = (source: string): string => {
  const rules = { longer: null, 'no-question-mark': null, 'no-question-mark-then-longer': null };
  const outcome = { result: { kind: 'tie' as const }, source, date: '2026-01-01', author: '' };
  return (
    csvHeader + csvLines([{ nonce: '', item: { ...emptyItem, past: { kind: 'past', panel: 'p', options: ['A', 'B'], rules, outcome } } }])
  );
};

const tables: ReadonlyArray<readonly [string, (text: string) => string]> = [
  ['quotes', (text) => exportQuotes('csv', 'tea', [quote(text)])],
  ['sources of quotes', (text) => exportQuotes('csv', 'tea', [quote('Fine.', { source: text })])],
  ['the ledger', pastTest],
];

describe.each(tables)('a table of %s', (_, tableOf) => {
  it.each(formulas)('holds no cell that a spreadsheet runs: %j', (text) => {
    const cells = cellsOf(tableOf(text));
    expect(cells.length).toBeGreaterThan(10);
    expect(cells.filter((cell) => /^[\s\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell))).toEqual([]);
    expect(cells.some((cell) => cell.startsWith("'"))).toBe(true);
  });

  it.each(separated)('holds none when it is opened where a semicolon or a tab parts cells: %j', (text) => {
    const parts = tableOf(text).split(/[;\t\r\n]/);
    expect(parts.filter((part) => /^[\s"]*[=+\-@]/.test(part))).toEqual([]);
  });

  it('has nothing in it that turns round how a line reads', () => {
    expect(tableOf('abc\u202Ednuos\u2066')).not.toMatch(/[\u202E\u2066]/);
  });
});

describe('quotes as Markdown', () => {
  it('say on every line with words what they are', () => {
    const lines = exportQuotes('markdown', 'tea', [quote('I love it.\r\n\r\nBest thing ever!\u2028Buy it.\rNow.')]).split(/[\n\r\u2028]/);
    const said = lines.filter((line) => /\p{L}/u.test(line));
    expect(said.length).toBeGreaterThanOrEqual(4);
    for (const line of said) expect(line).toContain('(verbatim words of a real person; no testimonial)');
  });

  it('make no link, no picture and no HTML of what somebody wrote', () => {
    const text = 'See [us](http://evil) ![x](http://evil/p) [a][b] <img src=x> [e-mail removed] \u202Eabc';
    expect(exportQuotes('markdown', 'tea', [quote(text)])).toContain(
      '> See [us]\\(http://evil) ![x]\\(http://evil/p) [a]\\[b] \\<img src=x> [e-mail removed] abc (',
    );
    expect(exportQuotes('markdown', 'tea', [quote('Fine.', { source: '[us](http://evil)' })])).toContain('[us]\\(http://evil)');
  });
});

it.each(['markdown', 'csv', 'json'] as const)('a sample is nowhere called the words of a real person: %s', (format) => {
  const text = exportQuotes(format, 'tea', [quote('Written for a first look.', { permission: 'sample' })]);
  expect(text).toContain('nobody’s words; no testimonial');
  expect(text).not.toContain('real person');
});
