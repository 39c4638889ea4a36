import { svg } from './dom.ts';

const paths = {
  attach: 'M13.5 7.5 8 13a2 2 0 0 0 2.8 2.8l6-6a3.8 3.8 0 0 0-5.4-5.4l-6.2 6.2a5.6 5.6 0 0 0 7.9 7.9l5-5',
  send: 'M4 10h11M10.5 5l5 5-5 5',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  close: 'M5 5l10 10M15 5 5 15',
  record: 'M3.5 16.5h13M5.5 13V9M10 13V4M14.5 13V7',
  menu: 'M3.5 6h13M3.5 10h13M3.5 14h13',
  down: 'M10 4v11M5.5 10.5 10 15l4.5-4.5',
  eye: 'M2.5 10s2.8-5 7.5-5 7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5M10 7.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 1 1 0-4.4',
  copy: 'M7.5 7.5h9v9h-9zM4.5 12.5h-1v-9h9v1',
  done: 'M4 10.5 8 14.5 16 5.5',
  ask: 'M4 4.5h12v9H9.5L6 16.5v-3H4z',
  // Stances: each differs by shape, so that no meaning rests on colour.
  for: 'M10 16V5M5 9.5 10 4.5l5 5',
  against: 'M10 4v11M5 10.5l5 5 5-5',
  mixed: 'M7 15V5M3.5 8.5 7 5l3.5 3.5M13 5v10M9.5 11.5 13 15l3.5-3.5',
  depends: 'M10 16.5V10M10 10 5 4.5M10 10l5-5.5',
  'no-opinion': 'M4 10h12',
  outside: 'M3.5 10a6.5 6.5 0 1 1 13 0 6.5 6.5 0 1 1-13 0M6 14 14 6',
  silent: 'M4 10h.01M10 10h.01M16 10h.01',
  // Grounds: a full square is data, a half-full disc is assumed, a dashed triangle is made up.
  data: 'M4 4h12v12H4z',
  assumption: 'M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 1 1 0-13M10 3.5a6.5 6.5 0 1 0 0 13z',
  invention: 'M10 3.5 17 16H3z',
  // Evidence: words of somebody, or an empty place for them.
  quotes: 'M4 14V9.5C4 7 5.5 5.5 8 5M11 14V9.5c0-2.5 1.5-4 4-4.5',
  nothing: 'M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 1 1 0-13',
} as const;

/** The names of the icons. */
export type IconName = keyof typeof paths;

/** One line icon, never the only carrier of a meaning. */
export const icon = (name: IconName): SVGElement =>
  svg('svg', { viewBox: '0 0 20 20', class: `icon icon-${name}`, 'aria-hidden': 'true' }, svg('path', { d: paths[name] }));
