import { button, h, unseen } from './dom.ts';
import { drawEntry, drawRoot, type EntryActions } from './entry.ts';
import { rootOf } from './facts.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';
import { createTimeline } from './timeline.ts';
import { welcome } from './welcome.ts';

/** The channel in the middle of the page. */
export type Channel = Readonly<{ refresh: () => void; scrollToEnd: () => void }>;

const nearEnd = 120;

const head = (onMenu: (from: HTMLElement) => void): HTMLElement => {
  const menu: HTMLButtonElement = button(
    { class: 'icon-button menu', 'aria-label': 'Channel and panels', 'aria-expanded': 'false', 'aria-controls': 'rail' },
    () => onMenu(menu),
    icon('menu'),
  );
  return h(
    'header',
    { class: 'channel-head' },
    menu,
    h('h1', { id: 'channel-title' }, h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'), unseen('Channel '), 'panels'),
    h('p', { class: 'motto' }, 'AI personas speak here. None is a real person.'),
  );
};

/** Fills the channel. `composer` is put at its foot. */
export const createChannel = (
  root: HTMLElement,
  parts: {
    store: Store;
    actions: EntryActions;
    composer: HTMLElement;
    earlier: boolean;
    onMenu: (from: HTMLElement) => void;
    onPick: (text: string) => void;
  },
): Channel => {
  const { store, actions } = parts;
  const list = h('ol', { class: 'entries' });
  const scroller = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Messages in panels' });
  const empty = welcome(parts.onPick);
  if (parts.earlier) scroller.append(h('p', { class: 'earlier' }, 'Older messages are kept, but not shown here.'));
  scroller.append(empty, list);
  root.append(head(parts.onMenu), scroller, parts.composer);
  const timeline = createTimeline(
    list,
    (entry) => {
      const message = rootOf(entry);
      return message ? drawRoot(entry, message, store.inThread(entry.id), actions) : drawEntry(entry, actions);
    },
    (entry) => `${entry.seq} ${rootOf(entry) ? store.inThread(entry.id).length : ''}`,
  );
  const scrollToEnd = () => scroller.scrollTo({ top: scroller.scrollHeight });
  return {
    refresh: () => {
      const follows = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
      const entries = store.inChannel();
      empty.hidden = entries.length > 0;
      timeline.show(entries);
      if (follows) scrollToEnd();
    },
    scrollToEnd,
  };
};
