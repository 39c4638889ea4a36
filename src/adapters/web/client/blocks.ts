import type { AnswerBlock, Block, ProgressBlock } from '../../../core/message.ts';
import { answerSection, comparison } from './answer.ts';
import { chartFigure } from './chart.ts';
import { h } from './dom.ts';
import { isRunning } from './facts.ts';
import { oddsFigure } from './odds.ts';
import { quoteFigure } from './quote.ts';
import { richText } from './rich-text.ts';
import { spreadFigure } from './spread.ts';

type Table = Extract<Block, { type: 'table' }>;
type List = Extract<Block, { type: 'list' }>;

/** Options of a comparison: the letter and the words, without the look of a table. */
const optionsList = (table: Table): HTMLElement =>
  h(
    'dl',
    { class: 'options' },
    ...table.rows.map(([letter, text]) => h('div', {}, h('dt', { class: 'letter' }, letter ?? ''), h('dd', { dir: 'auto' }, text ?? ''))),
  );

/** From here on a cell holds sentences, in UTF-16 units. */
const sentenceUnits = 60;

/** Where it is narrow, the rows of a table with several columns become cards. In one that holds sentences these speak for themselves; else each cell names its column. */
const lookOf = ({ columns, rows }: Table): string =>
  columns.length < 3 ? '' : rows.some((row) => row.some(({ length }) => length > sentenceUnits)) ? ' cards prose' : ' cards';

/** Roles are said, because a browser may drop those of a table that is not laid out as one. */
const tableFigure = (table: Table): HTMLElement =>
  h(
    'div',
    { class: `table${lookOf(table)}`, role: 'region', tabindex: 0, 'aria-label': table.title || table.columns.join(', ') },
    h(
      'table',
      { role: 'table' },
      table.title !== '' && h('caption', { dir: 'auto' }, table.title),
      h(
        'thead',
        { role: 'rowgroup' },
        h('tr', { role: 'row' }, ...table.columns.map((column) => h('th', { scope: 'col', role: 'columnheader', dir: 'auto' }, column))),
      ),
      h(
        'tbody',
        { role: 'rowgroup' },
        ...table.rows.map((row) =>
          h(
            'tr',
            { role: 'row' },
            ...row.map((cell, at) => h('td', { role: 'cell', dir: 'auto', 'data-column': table.columns[at] ?? '' }, ...richText(cell))),
          ),
        ),
      ),
    ),
  );

/** Lines of a difference begin with their own sign, and need no dash before it. */
const itemClass = (item: string): string | undefined => (/^[+−] /u.test(item) ? 'change' : undefined);

const listSection = (list: List): HTMLElement =>
  h(
    'div',
    { class: 'list' },
    list.title !== '' && h('h4', { dir: 'auto' }, list.title),
    h('ul', {}, ...list.items.map((item) => h('li', { class: itemClass(item), dir: 'auto' }, ...richText(item)))),
  );

const progressLine = (progress: ProgressBlock): HTMLElement =>
  h(
    'div',
    { class: `progress ${progress.status}${isRunning(progress) ? ' running' : ''}` },
    h('progress', { value: progress.done, max: progress.total, 'aria-label': 'Personas that have answered' }),
    h('span', { class: 'count', 'aria-hidden': 'true' }, `${progress.done} of ${progress.total}`),
    h('span', { class: 'progress-text' }, h('bdi', {}, ...richText(progress.text))),
  );

const isOptions = (table: Table): boolean =>
  table.columns.length === 2 && table.rows.length > 1 && table.rows.every(([letter]) => /^[A-E]$/.test(letter ?? ''));

const renderBlock = (block: Exclude<Block, AnswerBlock>): HTMLElement => {
  switch (block.type) {
    case 'heading':
      return h('h3', { class: 'heading', dir: 'auto' }, block.text);
    case 'text':
      return h('p', { class: 'text', dir: 'auto' }, ...richText(block.text));
    case 'note':
      return h('p', { class: 'note', dir: 'auto' }, ...richText(block.text));
    case 'list':
      return listSection(block);
    case 'table':
      return isOptions(block) ? optionsList(block) : tableFigure(block);
    case 'progress':
      return progressLine(block);
    case 'quote':
      return quoteFigure(block);
    case 'odds':
      return oddsFigure(block);
    case 'spread':
      return spreadFigure(block);
    case 'chart':
      return chartFigure(block);
  }
};

const isAnswer = (block: Block): block is AnswerBlock => block.type === 'answer';

/** The blocks of a message. Answers to several options are set side by side, in the place of the first; other answers stand one below another. */
export const renderBlocks = (blocks: readonly Block[]): readonly HTMLElement[] => {
  const answers = blocks.filter(isAnswer);
  const first = blocks.findIndex(isAnswer);
  return blocks.flatMap((block, index) => {
    if (!isAnswer(block)) return [renderBlock(block)];
    if (answers.length === 1 || !block.option) return [answerSection(block)];
    return index === first ? [comparison(answers)] : [];
  });
};
