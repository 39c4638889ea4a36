import type { StateResponse } from '../wire.ts';
import { botAvatar } from './avatar.ts';
import { button, h, isolated } from './dom.ts';
import { isRunning, panelNumber, progressOf, rootOf, titleOf } from './facts.ts';
import { icon } from './icons.ts';
import type { Store } from './store.ts';

const mostPanels = 30;

/** Where the person is: the channel, with a thread open or not, or the track record. */
export type Place = Readonly<{ thread?: string | undefined; isRecord?: boolean }>;

const setCurrent = (link: HTMLElement, isCurrent: boolean): void => {
  if (isCurrent) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
};

/** The left rail: the channel and the latest panels, newest first. */
export type Rail = Readonly<{ refresh: (place: Place) => void; toggle: (from: HTMLElement) => void }>;

const engineLine = ({ engine, version }: StateResponse): HTMLElement =>
  h(
    'p',
    { class: 'engine' },
    h('span', { class: 'engine-kind' }, engine.kind === 'evidence' ? 'Evidence engine' : 'Language model'),
    engine.kind === 'evidence' ? ' Persona files and stored quotes. No language model. ' : h('span', {}, ' ', isolated(engine.name), '. '),
    h('span', { class: 'version' }, `Version ${version}`),
  );

const drawPanels = (
  list: HTMLElement,
  store: Store,
  openThread: string | undefined,
  go: (thread: string, from: HTMLElement) => void,
): void => {
  const focused = list.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset['id'] : undefined;
  const roots = store.inChannel().flatMap((entry) => {
    const message = rootOf(entry);
    return message ? [{ id: entry.id, message }] : [];
  });
  const items = roots
    .slice(-mostPanels)
    .toReversed()
    .map(({ id, message }) => {
      const progress = progressOf(message);
      const running = progress !== undefined && isRunning(progress);
      const link: HTMLButtonElement = button(
        { class: running ? 'place running' : 'place', 'data-id': id, 'aria-current': id === openThread ? 'page' : undefined },
        () => go(id, link),
        h('span', { class: 'number' }, String(panelNumber(message))),
        isolated(titleOf(message), { class: 'title', title: titleOf(message) }),
        running && h('span', { class: 'live' }, `${progress.done}/${progress.total}`),
      );
      return h('li', {}, link);
    });
  list.replaceChildren(...(items.length > 0 ? items : [h('li', { class: 'none' }, 'None yet')]));
  if (focused !== undefined) list.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)?.focus();
};

/** Opens and closes the rail where it is a drawer. Elsewhere nobody calls it, and nothing happens. */
const createDrawer = (root: HTMLElement, first: HTMLElement) => {
  let opener: HTMLElement | undefined;
  const close = () => {
    root.classList.remove('open');
    opener?.setAttribute('aria-expanded', 'false');
    if (root.contains(document.activeElement)) opener?.focus();
  };
  const toggle = (from: HTMLElement) => {
    opener = from;
    if (root.classList.contains('open')) {
      close();
      return;
    }
    root.classList.add('open');
    from.setAttribute('aria-expanded', 'true');
    first.focus();
  };
  root.addEventListener('keydown', (event) => event.key === 'Escape' && close());
  return { close, toggle };
};

/** Fills the rail. `open` gets where the person wants to go. */
export const createRail = (
  root: HTMLElement,
  parts: { store: Store; state: StateResponse; open: (place: Place, from: HTMLElement) => void },
): Rail => {
  const list = h('ul', { class: 'panels' });
  const hash = h('span', { class: 'hash' }, '#');
  const channelLink: HTMLButtonElement = button({ class: 'place' }, () => go({}, channelLink), hash, 'panels');
  const recordLink: HTMLButtonElement = button(
    { class: 'place with-icon' },
    () => go({ isRecord: true }, recordLink),
    icon('record'),
    'Track record',
  );
  const drawer = createDrawer(root, channelLink);
  const go = (place: Place, from: HTMLElement) => {
    drawer.close();
    parts.open(place, from);
  };
  const shut = button({ class: 'icon-button rail-close', 'aria-label': 'Close the list' }, drawer.close, icon('close'));
  root.append(
    h('div', { class: 'brand' }, botAvatar(), h('span', {}, 'Sounding Board'), shut),
    channelLink,
    recordLink,
    h('h2', {}, 'Recent panels'),
    list,
    engineLine(parts.state),
  );
  return {
    toggle: drawer.toggle,
    refresh: ({ thread, isRecord = false }) => {
      setCurrent(channelLink, thread === undefined && !isRecord);
      setCurrent(recordLink, isRecord);
      drawPanels(list, parts.store, isRecord ? undefined : thread, (id, from) => go({ thread: id }, from));
    },
  };
};
