import type { KnownBlock, TableBlock } from '@slack/types';
import { progressBar, shareBar, voiceDots } from '../../../core/bars.ts';
import type { Block, OddsBlock } from '../../../core/message.ts';
import { slackLimits } from '../limits.ts';
import { describeQuote, quotedWords, renderAnswer } from './render-answer.ts';
import { bullets, context, plain, type Run, richText, section } from './rich.ts';

type Table = Extract<Block, { type: 'table' }>;

const bold = (text: string): Run => ({ text, style: 'bold' });

/** A header has one short line; a longer text is a paragraph in bold. */
const renderHeading = (text: string): readonly KnownBlock[] => {
  const line = plain(text);
  if (line.text.trim() === '') return [];
  if (line.text.length <= slackLimits.header && !line.text.includes('\n')) return [{ type: 'header', text: line }];
  return richText(...section(bold(text)));
};

/** Small print, or a paragraph when it is more than small print takes. */
const renderNote = (text: string): readonly KnownBlock[] =>
  plain(text).text.length <= slackLimits.contextText ? context(text) : richText(...section(text));

/** A table as lines: the first cell in bold, the others behind it, with the names of their columns where there are more than two. */
const tableLines = ({ title, columns, rows }: Table): readonly KnownBlock[] => {
  const cell = (text: string, column: number): string => (columns.length > 2 && text !== '' ? `${columns[column] ?? ''}: ${text}` : text);
  const lines = rows.map(([first = '', ...rest]): readonly Run[] => {
    const others = rest.map((text, index) => cell(text, index + 1)).filter(Boolean);
    return [bold(first), ...(others.length > 0 ? [`${first === '' ? '' : ' · '}${others.join(' · ')}`] : [])];
  });
  return richText(...section(bold(title)), ...bullets(lines));
};

/** Slack's own table, or `undefined` when this one breaks a limit of it. An empty cell is refused, so it gets a dash. */
const tableBlock = ({ columns, rows }: Table): TableBlock | undefined => {
  const all = [columns, ...rows].map((row) => row.map((text) => plain(text).text || '–'));
  const even = all.every((row) => row.length === columns.length && row.every((text) => text.length <= slackLimits.tableCell));
  if (!even || rows.length === 0 || columns.length === 0) return undefined;
  if (all.length > slackLimits.tableRows || columns.length > slackLimits.tableColumns) return undefined;
  return {
    type: 'table',
    column_settings: columns.map(() => ({ is_wrapped: true })),
    rows: all.map((row) => row.map((text) => ({ type: 'raw_text', text }))),
  };
};

const renderTable = (table: Table, native: boolean): readonly KnownBlock[] => {
  const block = native ? tableBlock(table) : undefined;
  return block ? [...richText(...section(bold(table.title))), block] : tableLines(table);
};

const renderOdds = ({ rows, sentence }: OddsBlock): readonly KnownBlock[] => [
  ...richText(
    ...section(bold('Forecast by this AI persona')),
    ...rows.flatMap(({ label, share, text, drawn }) => section(`${shareBar(share)} ${label}: ${text}`, drawn ? bold(' (drawn)') : '')),
  ),
  ...renderNote(sentence),
];

/** How one block of a message looks in Slack. `nativeTable`: a table may be Slack's own, which older servers refuse. */
export const renderBlock = (block: Block, nativeTable: boolean): readonly KnownBlock[] => {
  switch (block.type) {
    case 'heading':
      return renderHeading(block.text);
    case 'text':
      return richText(...section(block.text));
    case 'note':
      return renderNote(block.text);
    case 'list':
      return richText(...section(bold(block.title)), ...bullets(block.items.map((item) => [item])));
    case 'table':
      return renderTable(block, nativeTable);
    case 'progress':
      return richText(...section(`${progressBar(block.done, block.total)} ${block.text}`.trim()));
    case 'answer':
      return renderAnswer(block);
    case 'odds':
      return renderOdds(block);
    case 'spread':
      return [...richText(...section(`${voiceDots(block.voices, block.of)} ${block.sentence}`.trim())), ...renderNote(block.reference)];
    case 'chart':
      return [
        ...richText(...section(bold(block.chart.title)), ...bullets(block.words.map((line) => [line]))),
        ...renderNote(block.chart.footnote),
      ];
    case 'quote':
      return [...richText(...quotedWords(block)), ...renderNote(describeQuote(block))];
  }
};
