import { byId, h } from './dom.ts';

const kept = 12;

/** Lets screen readers say a line, politely. The line of a message is its notification, which starts with its label. */
export const announce = (text: string): void => {
  const region = byId('announcer');
  region.append(h('p', { dir: 'auto' }, text));
  while (region.childElementCount > kept) region.firstElementChild?.remove();
};
