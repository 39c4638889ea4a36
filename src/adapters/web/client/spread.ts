import type { SpreadBlock } from '../../../core/message.ts';
import { h } from './dom.ts';
import { describeVoices, fillsOf, lengthOf } from './measures.ts';

const dotOf = (share: number): HTMLElement => {
  const fill = h('span', { class: 'fill' });
  fill.style.inlineSize = lengthOf(share);
  return h('span', { class: 'voice' }, fill);
};

/** How many different voices were in the room: a dot for each persona, filled as far as the voices go, and the same in words. */
export const spreadFigure = ({ voices, of, sentence, reference }: SpreadBlock): HTMLElement => {
  const fills = fillsOf(voices, of);
  const picture = h('span', { class: fills.length === of ? 'voices' : 'voices as-bar' }, ...fills.map(dotOf));
  return h(
    'figure',
    { class: 'spread' },
    fills.length > 0 &&
      h('div', { class: 'gauge', 'aria-hidden': 'true' }, picture, h('span', { class: 'count' }, describeVoices(voices, of))),
    h(
      'figcaption',
      {},
      h('p', { class: 'text', dir: 'auto' }, sentence),
      reference !== '' && h('p', { class: 'note', dir: 'auto' }, reference),
    ),
  );
};
