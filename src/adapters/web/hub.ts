/** Tells open event streams that the transcript changed. Carries no content: each stream reads what it missed from the transcript. */
export type Hub = Readonly<{
  /** Calls `onNews` after each change, until the answer is called. */
  listen: (onNews: () => void) => () => void;
  wake: () => void;
  count: () => number;
}>;

/** Makes a hub. */
export const createHub = (): Hub => {
  const listeners = new Set<() => void>();
  return {
    listen: (onNews) => {
      listeners.add(onNews);
      return () => listeners.delete(onNews);
    },
    wake: () => {
      for (const onNews of listeners) onNews();
    },
    count: () => listeners.size,
  };
};
