import type { OddsBlock } from '../../../core/message.ts';
import { h, isolated, unseen } from './dom.ts';
import { lengthOf } from './measures.ts';

type Row = OddsBlock['rows'][number];

/** Through the style object, because the page's security policy refuses style attributes. */
const barOf = (share: number): HTMLElement => {
  const fill = h('span', { class: 'fill' });
  fill.style.inlineSize = lengthOf(share);
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
};

const rowItem = ({ label, share, text, drawn }: Row): HTMLElement =>
  h(
    'li',
    { class: drawn ? 'odds-row drawn' : 'odds-row' },
    h('span', { class: 'odds-label' }, isolated(label), drawn && h('span', { class: 'tag drawn-tag' }, 'Drawn')),
    unseen(': '),
    isolated(text, { class: 'odds-share' }),
    barOf(share),
  );

/** How one persona would choose. Hatched and grey, because it is made up: it must not be taken for the result of a poll. */
export const oddsFigure = ({ rows, sentence }: OddsBlock): HTMLElement =>
  h(
    'figure',
    { class: 'odds' },
    h('figcaption', {}, 'Forecast by this AI persona'),
    h('ul', {}, ...rows.map(rowItem)),
    h('p', { class: 'note', dir: 'auto' }, sentence),
  );
