import type { StateResponse, WireEntry } from '../wire.ts';
import { announce } from './announce.ts';
import { fetchState, sendImport, sentenceOf } from './api.ts';
import { findQuoteImport } from './catalogue.ts';
import { type Channel, createChannel } from './channel.ts';
import { createComposer } from './composer.ts';
import { findOpen, formOf, lineOf } from './declared-form.ts';
import { byId, h } from './dom.ts';
import { createEarlier, loadThread, takeChange } from './earlier.ts';
import type { EntryActions } from './entry.ts';
import { listenForEvents } from './events.ts';
import { isRunning, panelNumber, progressOf, rootOf } from './facts.ts';
import { openFormDialog } from './form-dialog.ts';
import { openImportDialog } from './import-dialog.ts';
import { pressFor, showAnswer } from './presses.ts';
import { createRail, type Place, type Rail } from './rail.ts';
import { createRecordPage, type RecordPage } from './record.ts';
import { type Change, createStore, type Store } from './store.ts';
import { ThreadPane } from './thread.ts';

const hashPrefix = '#thread-';
const recordHash = '#record';

/** Where the address says that the person is. */
const placeInAddress = (): Place =>
  location.hash.startsWith(hashPrefix)
    ? { thread: decodeURIComponent(location.hash.slice(hashPrefix.length)) }
    : { isRecord: location.hash === recordHash };

const ended = ({ entry, before }: Change): boolean => {
  const [now, then] = [rootOf(entry), before && rootOf(before)].map((message) => message && progressOf(message));
  return now !== undefined && then !== undefined && isRunning(then) && !isRunning(now);
};

/** What a screen reader should hear of a change: the notification of what is new, and how a panel ended. Not each step of its progress. */
const spoken = (change: Change): readonly string[] => {
  const { content } = change.entry;
  if (change.before && !ended(change)) return [];
  switch (content.type) {
    case 'message':
      return [content.message.notification];
    case 'private':
      return content.messages.map(({ notification }) => notification);
    case 'refusal':
      return [content.userMessage];
    case 'typed':
      return [];
  }
};

const showLine = (connected: boolean): void => {
  const banner = byId('banner');
  banner.hidden = connected;
  banner.replaceChildren(connected ? '' : 'The connection is gone. Trying again; nothing is lost.');
};

/** Once the line is back after a drop: a store that was emptied meanwhile cannot be followed from where this page stands. */
const checkAfterDrop = async (store: Store): Promise<void> => {
  const state = await fetchState().catch(() => undefined);
  if (state && state.lastSeq < store.lastSeq()) location.reload();
};

/** Where there is room for both, a new panel's thread opens beside the channel by itself. */
const isWide = (): boolean => matchMedia('(min-width: 1100px)').matches;

const rootOfPanel = (store: Store, panel: number): WireEntry | undefined =>
  store.inChannel().findLast((entry) => {
    const message = rootOf(entry);
    return message && panelNumber(message) === panel;
  });

const writeAddress = ({ thread, isRecord = false }: Place): void => {
  const hash = isRecord ? recordHash : thread === undefined ? '' : `${hashPrefix}${encodeURIComponent(thread)}`;
  if (hash !== location.hash) history.pushState(null, '', hash === '' ? location.pathname : hash);
};

/** Opens the thread of the panel that was asked for here, as soon as its root is there. Once, and only where there is room. */
const createAwaiting = (store: Store, open: (thread: string) => void) => {
  let awaited: number | undefined;
  return {
    expect: (panel: number | undefined) => {
      awaited = isWide() ? panel : undefined;
    },
    look: () => {
      const root = awaited === undefined ? undefined : rootOfPanel(store, awaited);
      if (!root) return;
      awaited = undefined;
      open(root.id);
    },
  };
};

/** Shows the place where the person wants to be, or where the address says that they are. */
const createNavigation = (store: Store, parts: () => { pane: ThreadPane; record: RecordPage; rail: Rail }) => {
  const show = (place: Place, from?: HTMLElement) => {
    const { pane, record, rail } = parts();
    pane.open(place.thread, from);
    record.show(place.isRecord ?? false);
    rail.refresh(place);
  };
  return {
    go: (place: Place, from?: HTMLElement) => {
      writeAddress(place);
      show(place, from);
    },
    follow: async () => {
      const place = placeInAddress();
      if (place.thread !== undefined) await loadThread(store, place.thread);
      show(place.thread === undefined || store.get(place.thread) ? place : {});
    },
  };
};

/** Opens a form where a line names a command and leaves open what it is about. `send` gets the line that the form makes of it. */
const createOpener =
  ({ commands, sets, maxImportBytes }: StateResponse, send: (line: string) => void) =>
  (line: string): boolean => {
    const open = findOpen(line, commands);
    if (!open) return false;
    if (open.action === findQuoteImport(commands)?.action) {
      openImportDialog(open, maxImportBytes);
      return true;
    }
    const { command, action } = open;
    openFormDialog({
      form: formOf(open, (choice) => sets.find(({ id }) => id === choice)?.title ?? choice),
      send: async ({ options, file }) => {
        if (file) return sendImport({ file, command: command.name, action: action.path, options });
        send(lineOf(open, options));
        return { outcome: 'done', messages: [] };
      },
      // What came of it stands in the channel.
      onDone: () => undefined,
    });
    return true;
  };

const build = (state: StateResponse, store: Store) => {
  const { go, follow } = createNavigation(store, () => ({ pane, record, rail }));
  const goTo = (thread: string | undefined, from?: HTMLElement) => go({ thread }, from);
  const actions: EntryActions = { press: pressFor, openThread: goTo, restore: (typed) => composer.restore(typed) };
  const awaiting = createAwaiting(store, goTo);
  const found = findQuoteImport(state.commands);
  const composer = createComposer({
    commands: state.commands,
    language: state.language,
    onSend: () => channel.scrollToEnd(),
    onOpen: createOpener(state, (line) => composer.send(line)),
    onDone: (answer) => {
      awaiting.expect(answer.outcome === 'done' ? answer.panel : undefined);
      // Messages stand in the channel already; only a form has to be opened.
      if (answer.outcome === 'done' && answer.form) showAnswer(answer.form.title, answer, {});
      refresh();
    },
    onAttach: found && (() => openImportDialog(found, state.maxImportBytes)),
  });
  const rail = createRail(byId('rail'), { store, state, open: go });
  const record = createRecordPage(byId('record'), {
    sets: state.sets,
    onMenu: rail.toggle,
    threadOf: (panel) => rootOfPanel(store, panel)?.id,
    open: goTo,
  });
  const pane = new ThreadPane(byId('thread'), { store, actions, onClose: () => goTo(undefined) });
  const places = { store, actions, composer: composer.element, earlier: createEarlier(store, state, (newest) => channel.focusOn(newest)) };
  const channel: Channel = createChannel(byId('channel'), { ...places, onMenu: rail.toggle, onPick: composer.restore });
  const refresh = () => {
    channel.refresh();
    pane.refresh();
    awaiting.look();
    rail.refresh({ thread: pane.current, isRecord: placeInAddress().isRecord ?? false });
  };
  return { refresh, follow, composer, scrollToEnd: channel.scrollToEnd };
};

const start = async (): Promise<void> => {
  const state = await fetchState();
  const store = createStore(state.lastSeq);
  store.take(state.entries, false);
  const page = build(state, store);
  page.refresh();
  store.onChange((changes, live) => {
    page.refresh();
    if (live) for (const line of changes.flatMap(spoken)) announce(line);
  });
  await page.follow();
  if (state.entries.length > 0) page.scrollToEnd();
  if (!placeInAddress().isRecord) page.composer.focus();
  addEventListener('popstate', () => void page.follow());
  byId('skip').addEventListener('click', (event) => {
    event.preventDefault();
    page.composer.focus();
  });
  let dropped = false;
  listenForEvents({
    lastSeq: store.lastSeq,
    onEntry: (entry) => takeChange(store, entry),
    onLine: (connected) => {
      showLine(connected);
      if (connected && dropped) void checkAfterDrop(store);
      dropped = !connected;
    },
  });
};

start().catch((cause: unknown) => {
  byId('channel').replaceChildren(h('p', { class: 'fatal' }, sentenceOf(cause)));
});
