import type { WireEntry } from '../wire.ts';
import { button, h, unseen } from './dom.ts';
import { drawEntry, drawRoot, type EntryActions } from './entry.ts';
import { rootOf } from './facts.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import { welcome } from './welcome.ts';

/** The channel in the middle of the page. */
export type Channel = Readonly<{ refresh: () => void; scrollToEnd: () => void; focusOn: (entry: WireEntry | undefined) => void }>;

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

const focusIn = (list: HTMLElement, entry: WireEntry | undefined): void => {
  const node = entry && list.querySelector<HTMLElement>(`[data-entry="${CSS.escape(entry.id)}"]`);
  node?.focus({ preventScroll: true });
  node?.scrollIntoView({ block: 'center' });
};

/** Panels are drawn with what their threads hold, and drawn again when those grow. */
const timelineOf = (list: HTMLElement, { store, actions }: Readonly<{ store: Store; actions: EntryActions }>): Timeline =>
  createTimeline(
    list,
    (entry) => {
      const message = rootOf(entry);
      return message ? drawRoot(entry, message, store.inThread(entry.id), actions) : drawEntry(entry, actions);
    },
    (entry) => `${entry.seq} ${rootOf(entry) ? store.inThread(entry.id).length : ''}`,
  );

/** Fills the channel. `composer` is put at its foot. */
export const createChannel = (
  root: HTMLElement,
  parts: {
    store: Store;
    actions: EntryActions;
    composer: HTMLElement;
    earlier: HTMLElement;
    onMenu: (from: HTMLElement) => void;
    onPick: (text: string) => void;
  },
): Channel => {
  const { store } = parts;
  const list = h('ol', { class: 'entries' });
  const scroller = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Messages in panels' });
  const empty = welcome(parts.onPick);
  scroller.append(parts.earlier, empty, list);
  root.append(head(parts.onMenu), scroller, parts.composer);
  const timeline = timelineOf(list, parts);
  const scrollToEnd = () => scroller.scrollTo({ top: scroller.scrollHeight });
  // Whoever reads the end stays there when a message grows, or when the channel is made narrower beside a thread.
  let follows = true;
  scroller.addEventListener('scroll', () => {
    follows = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
  });
  const keepEnd = new ResizeObserver(() => {
    if (follows && store.inChannel().length > 0) scrollToEnd();
  });
  keepEnd.observe(list);
  keepEnd.observe(scroller);
  return {
    refresh: () => {
      const entries = store.inChannel();
      empty.hidden = entries.length > 0;
      timeline.show(entries);
      if (follows) scrollToEnd();
    },
    scrollToEnd,
    focusOn: (entry) => focusIn(list, entry),
  };
};
