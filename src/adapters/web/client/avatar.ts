import { h, svg } from './dom.ts';
import { figurePath, hueOf } from './glyph.ts';

const drawn = new Map<string, string>();

const pathOf = (id: string): string => {
  const path = drawn.get(id) ?? figurePath(id);
  drawn.set(id, path);
  return path;
};

/** A persona: its figure in a dashed ring, with the mark AI. Dashed means made up, everywhere on the page. */
export const personaAvatar = (id: string, small = false): HTMLElement => {
  const clip = svg('svg', { viewBox: '0 0 40 40', class: 'figure' }, svg('path', { d: pathOf(id) }));
  return h(
    'span',
    { class: `avatar persona hue-${hueOf(id)}${small ? ' small' : ''}`, 'aria-hidden': 'true' },
    clip,
    !small && h('span', { class: 'ai' }, 'AI'),
  );
};

/** The bot itself: the board and the sound that comes off it, in a solid square. */
export const botAvatar = (): HTMLElement =>
  h(
    'span',
    { class: 'avatar bot', 'aria-hidden': 'true' },
    svg(
      'svg',
      { viewBox: '0 0 32 32' },
      svg('path', { d: 'M8 23h16M12.2 18.6a5.4 5.4 0 0 1 7.6 0M9.2 14.6a9.7 9.7 0 0 1 13.6 0M6.4 10.6a13.8 13.8 0 0 1 19.2 0' }),
    ),
  );

/** The person at this machine: a solid disc, because this one is real. */
export const personAvatar = (): HTMLElement => h('span', { class: 'avatar person', 'aria-hidden': 'true' }, 'You');
