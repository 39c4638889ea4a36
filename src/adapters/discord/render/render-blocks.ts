import { progressBar, shareBar, voiceDots } from '../../../core/bars.ts';
import type { Block, OddsBlock } from '../../../core/message.ts';
import { plainLine, plainText } from './escape.ts';
import { bold, bullet, heading, lines, small } from './markdown.ts';
import { renderAnswer, renderQuote } from './render-answer.ts';

type Table = Extract<Block, { type: 'table' }>;

/** A title is one line; a text of several is a paragraph in bold. */
const renderHeading = (text: string): string => (text.trim().includes('\n') ? lines(...text.split('\n').map(bold)) : heading(text));

/**
 * A table as lines, because Discord has none and a table of fixed width breaks on a phone: the first cell in bold, the others behind it, with the names of
 * their columns where there are more than two.
 */
const renderTable = ({ title, columns, rows }: Table): readonly string[] => {
  const cell = (text: string, column: number): string => (columns.length > 2 && text !== '' ? `${columns[column] ?? ''}: ${text}` : text);
  const row = ([first = '', ...rest]: readonly string[]): string => {
    const others = rest.map((text, index) => plainLine(cell(text, index + 1))).filter(Boolean);
    return bullet([bold(first), ...others].filter(Boolean).join(' · '));
  };
  return [bold(title), ...rows.map(row)];
};

const renderOdds = ({ rows, sentence }: OddsBlock): string =>
  lines(
    bold('Forecast by this AI persona'),
    ...rows.map(({ label, share, text, drawn }) => `${shareBar(share)} ${plainLine(`${label}: ${text}`)}${drawn ? ' **(drawn)**' : ''}`),
    small(sentence),
  );

/**
 * How one block of a message looks in Discord: pieces of markup that belong below each other, each of which may be left out as a whole. `mostQuotes`: quotes
 * that are shown below one claim.
 */
export const renderBlock = (block: Block, mostQuotes: number): readonly string[] => {
  switch (block.type) {
    case 'heading':
      return [renderHeading(block.text)];
    case 'text':
      return plainText(block.text).split(/\n{2,}/);
    case 'note':
      return [small(block.text)];
    case 'list':
      return [lines(bold(block.title), ...block.items.map((item) => bullet(plainText(item))))];
    case 'table':
      return renderTable(block);
    case 'progress':
      return [`${progressBar(block.done, block.total)} ${plainLine(block.text)}`.trim()];
    case 'answer':
      return renderAnswer(block, mostQuotes);
    case 'odds':
      return [renderOdds(block)];
    case 'spread':
      return [lines(`${voiceDots(block.voices, block.of)} ${plainLine(block.sentence)}`.trim(), small(block.reference))];
    case 'chart':
      return [lines(bold(block.chart.title), ...block.words.map((line) => bullet(plainText(line))), small(block.chart.footnote))];
    case 'quote':
      return [renderQuote(block)];
  }
};
