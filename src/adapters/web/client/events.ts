import type { WireEntry } from '../wire.ts';

/** How long a drop may last before the page speaks of it, and how long a hidden page stays on the line. */
const quietMs = 700;
const hiddenMs = 30_000;
const retryMs = 2_000;

/**
 * Listens for changes for as long as the page lives. A page that nobody looks at leaves the line, because a browser opens six connections to
 * one address and every page holds one.
 */
export const listenForEvents = (parts: {
  lastSeq: () => number;
  onEntry: (entry: WireEntry) => void;
  onLine: (connected: boolean) => void;
}): void => {
  let source: EventSource | undefined;
  let worry: number | undefined;
  const leave = () => {
    clearTimeout(worry);
    worry = undefined;
    source?.close();
    source = undefined;
  };
  const join = () => {
    leave();
    const line = new EventSource(`/api/events?after=${parts.lastSeq()}`);
    source = line;
    line.addEventListener('open', () => {
      clearTimeout(worry);
      worry = undefined;
      parts.onLine(true);
    });
    line.addEventListener('entry', (event) => parts.onEntry(JSON.parse(event.data) as WireEntry));
    line.addEventListener('error', () => {
      worry ??= setTimeout(() => parts.onLine(false), quietMs);
      // The browser tries again by itself, but not after an answer other than 200.
      if (line.readyState === EventSource.CLOSED) setTimeout(() => source === line && join(), retryMs);
    });
  };
  let hidden: number | undefined;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden);
    if (document.visibilityState === 'hidden') hidden = setTimeout(leave, hiddenMs);
    else if (!source) join();
  });
  join();
};
