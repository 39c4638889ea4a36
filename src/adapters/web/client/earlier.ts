import type { StateResponse, WireEntry } from '../wire.ts';
import { announce } from './announce.ts';
import { fetchEarlier, fetchThread, sentenceOf } from './api.ts';
import { button, h } from './dom.ts';
import { type Store, threadOf } from './store.ts';

/** Fetches a thread that is not here yet. One that cannot be had now is tried again when it changes next or is opened. */
export const loadThread = async (store: Store, thread: string): Promise<void> => {
  if (store.isWhole(thread)) return;
  store.take(await fetchThread(thread).catch(() => []), false);
};

/** Takes a change of which the page was told, and the rest of its thread when that lies in a part of the chat that is not here yet. */
export const takeChange = (store: Store, entry: WireEntry): void => {
  store.take([entry], true);
  void loadThread(store, threadOf(entry));
};

/** Parts of the chat before `from`, up to the first that shows anything. */
const readEarlier = async (from: number): Promise<Awaited<ReturnType<typeof fetchEarlier>>> => {
  const page = await fetchEarlier(from);
  return page.entries.length > 0 || page.earlier === undefined ? page : readEarlier(page.earlier);
};

/** The button above the chat that brings what came before. `onShown` is called with the newest entry that was brought, to go on reading from there. */
export const createEarlier = (store: Store, state: StateResponse, onShown: (newest: WireEntry | undefined) => void): HTMLElement => {
  let next = state.earlier;
  const said = h('p', { class: 'note', role: 'status' });
  const bring = async (from: number): Promise<void> => {
    more.setAttribute('aria-disabled', 'true');
    try {
      const page = await readEarlier(from);
      next = page.earlier;
      store.take(page.entries, false);
      said.replaceChildren();
      section.hidden = next === undefined;
      announce(next === undefined ? 'Earlier panels are shown. This is the beginning of the chat.' : 'Earlier panels are shown.');
      onShown(page.entries.filter(({ thread }) => thread === undefined).toSorted((a, b) => b.order - a.order)[0]);
    } catch (cause) {
      said.replaceChildren(sentenceOf(cause));
    }
    more.removeAttribute('aria-disabled');
  };
  const more: HTMLButtonElement = button(
    { class: 'action plain' },
    () => {
      if (next !== undefined && !more.hasAttribute('aria-disabled')) void bring(next);
    },
    'Show earlier panels',
  );
  const section = h('div', { class: 'earlier', hidden: next === undefined }, more, said);
  return section;
};
