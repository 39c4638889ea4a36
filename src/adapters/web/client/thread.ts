import { button, h, isolated } from './dom.ts';
import { drawEntry, type EntryActions } from './entry.ts';
import { panelNumber, rootOf, titleOf } from './facts.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';
import { createTimeline } from './timeline.ts';

/** The pane beside the channel that shows one panel's thread. */
export type ThreadPane = Readonly<{
  /** Shows a thread, or closes the pane. `from` gets the focus back when the pane closes; without it focus stays where it is. */
  open: (id: string | undefined, from?: HTMLElement) => void;
  current: () => string | undefined;
  refresh: () => void;
}>;

const slack = 60;

/** Fills the pane. `onClose` is called when the person closes it. */
export const createThreadPane = (root: HTMLElement, parts: { store: Store; actions: EntryActions; onClose: () => void }): ThreadPane => {
  const { store } = parts;
  let current: string | undefined;
  let opener: HTMLElement | undefined;
  const list = h('ol', { class: 'entries' });
  const scroller = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Messages in the thread' }, list);
  const title = h('h2', { class: 'thread-title', tabindex: -1 });
  const subtitle = h('p', { class: 'thread-about' });
  const below = button(
    { class: 'below', hidden: true },
    () => scroller.scrollTo({ top: scroller.scrollHeight }),
    icon('down'),
    'New answers below',
  );
  root.append(
    h(
      'header',
      { class: 'thread-head' },
      button({ class: 'icon-button back', 'aria-label': 'Back to the channel' }, parts.onClose, icon('back')),
      h('div', { class: 'thread-names' }, title, subtitle),
      button({ class: 'icon-button shut', 'aria-label': 'Close the thread' }, parts.onClose, icon('close')),
    ),
    scroller,
    below,
  );
  root.addEventListener('keydown', (event) => event.key === 'Escape' && parts.onClose());
  const timeline = createTimeline(list, (entry) => drawEntry(entry, parts.actions));
  const isBelow = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight > slack;
  scroller.addEventListener('scroll', () => {
    if (!isBelow()) below.hidden = true;
  });
  const refresh = () => {
    const entry = current === undefined ? undefined : store.get(current);
    const message = entry && rootOf(entry);
    if (!entry || !message) return;
    title.replaceChildren(`Panel ${panelNumber(message)}`);
    subtitle.replaceChildren(isolated(titleOf(message)));
    root.classList.toggle(
      'compares',
      message.blocks.some(({ type }) => type === 'table'),
    );
    const before = list.childElementCount;
    timeline.show([entry, ...store.inThread(entry.id)]);
    if (before > 0 && list.childElementCount > before && isBelow()) below.hidden = false;
  };
  const open = (id: string | undefined, from?: HTMLElement) => {
    const hadFocus = root.contains(document.activeElement);
    if (id !== current) {
      timeline.clear();
      below.hidden = true;
      scroller.scrollTop = 0;
    }
    current = id;
    root.hidden = id === undefined;
    document.body.classList.toggle('in-thread', id !== undefined);
    refresh();
    if (id === undefined && hadFocus) (opener?.isConnected ? opener : document.getElementById('line'))?.focus();
    if (from) opener = from;
    if (id !== undefined && from) title.focus();
  };
  return { open, current: () => current, refresh };
};
