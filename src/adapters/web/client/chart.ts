import type { ChartBlock } from '../../../core/message.ts';
import { h } from './dom.ts';

const addressOf = (chart: ChartBlock['chart'], theme: 'light' | 'dark'): string =>
  `/api/chart.svg?${String(new URLSearchParams({ theme, chart: JSON.stringify(chart) }))}`;

/** A chart as the server draws it, in the reader's own theme, with its words to open below. */
export const chartFigure = ({ chart, words }: ChartBlock): HTMLElement => {
  return h(
    'figure',
    { class: 'chart' },
    h(
      'picture',
      {},
      h('source', { media: '(prefers-color-scheme: dark)', srcset: addressOf(chart, 'dark') }),
      h('img', { src: addressOf(chart, 'light'), alt: `${chart.title}. ${words.join(' ')} ${chart.footnote}`, loading: 'lazy' }),
    ),
    h('details', {}, h('summary', {}, 'In words'), h('ul', {}, ...words.map((line) => h('li', { dir: 'auto' }, line)))),
  );
};
