/** Runs pieces of work with the same key one after the other, in the order in which they were asked for. */
export type Turns = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/**
 * Turns within this process. All that counts in a space waits for one row anyway; waiting here keeps a busy space from holding every connection meanwhile, and keeps
 * the order.
 */
export const createTurns = (): Turns => {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, mine);
    const forget = (): void => {
      if (last.get(key) === mine) last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  };
};
