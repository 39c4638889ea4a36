import { button, h, isolated } from './dom.ts';
import { drawEntry, type EntryActions } from './entry.ts';
import { panelNumber, rootOf, titleOf } from './facts.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';
import { createTimeline, type Timeline } from './timeline.ts';

type Parts = Readonly<{ store: Store; actions: EntryActions; onClose: () => void }>;

/** How many pixels below the fold do not count as unread. */
const slack = 60;

const paneHead = (names: readonly HTMLElement[], onClose: () => void): HTMLElement =>
  h(
    'header',
    { class: 'thread-head' },
    button({ class: 'icon-button back', 'aria-label': 'Back to the channel' }, onClose, icon('back')),
    h('div', { class: 'thread-names' }, ...names),
    button({ class: 'icon-button shut', 'aria-label': 'Close the thread' }, onClose, icon('close')),
  );

/** The pane beside the channel that shows one panel's thread. */
export class ThreadPane {
  readonly #root: HTMLElement;
  readonly #store: Store;
  readonly #list = h('ol', { class: 'entries' });
  readonly #scroller = h('div', { class: 'scroller', tabindex: 0, role: 'region', 'aria-label': 'Messages in the thread' }, this.#list);
  readonly #title = h('h2', { class: 'thread-title', tabindex: -1 });
  readonly #about = h('p', { class: 'thread-about' });
  readonly #below = button({ class: 'below', hidden: true }, () => this.#toEnd(), icon('down'), 'New answers below');
  readonly #timeline: Timeline;
  #current: string | undefined;
  #opener: HTMLElement | undefined;

  constructor(root: HTMLElement, { store, actions, onClose }: Parts) {
    this.#root = root;
    this.#store = store;
    this.#timeline = createTimeline(this.#list, (entry) => drawEntry(entry, actions));
    root.append(paneHead([this.#title, this.#about], onClose), this.#scroller, this.#below);
    root.addEventListener('keydown', (event) => event.key === 'Escape' && onClose());
    this.#scroller.addEventListener('scroll', () => {
      if (!this.#hidesSome()) this.#below.hidden = true;
    });
  }

  /** The thread that is shown. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Shows a thread, or closes the pane. `from` gets the focus back when the pane closes; without it focus stays where it is. */
  open(id: string | undefined, from?: HTMLElement): void {
    const hadFocus = this.#root.contains(document.activeElement);
    if (id !== this.#current) {
      this.#timeline.clear();
      this.#below.hidden = true;
      this.#scroller.scrollTop = 0;
    }
    this.#current = id;
    this.#root.hidden = id === undefined;
    document.body.classList.toggle('in-thread', id !== undefined);
    this.refresh();
    if (id === undefined && hadFocus) this.#giveFocusBack();
    if (from) this.#opener = from;
    if (id !== undefined && from) this.#title.focus();
  }

  /** Brings the pane up to date. It never scrolls by itself: somebody may be reading. */
  refresh(): void {
    const entry = this.#current === undefined ? undefined : this.#store.get(this.#current);
    const message = entry && rootOf(entry);
    if (!entry || !message) return;
    this.#title.replaceChildren(`Panel ${panelNumber(message)}`);
    this.#about.replaceChildren(isolated(titleOf(message)));
    const compares = message.blocks.some(({ type }) => type === 'table');
    this.#root.classList.toggle('compares', compares);
    const before = this.#list.childElementCount;
    this.#timeline.show([entry, ...this.#store.inThread(entry.id)]);
    if (before > 0 && this.#list.childElementCount > before && this.#hidesSome()) this.#below.hidden = false;
  }

  #hidesSome(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight > slack;
  }

  #toEnd(): void {
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight });
  }

  /** To the control that opened the pane, or to the message box when that control was drawn again meanwhile. */
  #giveFocusBack(): void {
    const opener = this.#opener?.isConnected ? this.#opener : document.getElementById('line');
    opener?.focus();
  }
}
