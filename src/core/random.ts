/**
 * A seeded stream of numbers in [0, 1): mulberry32 (Tommy Ettinger, 2017, public domain). Good enough to shuffle seats and
 * to draw an answer in a way that can be repeated from the recorded seed; not for secrets.
 */
export const seededNumbers = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** A new list in a random order that depends on the seed alone (Fisher and Yates). */
export const shuffle = <T>(items: readonly T[], seed: number): readonly T[] => {
  const next = seededNumbers(seed);
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const pick = Math.floor(next() * (last + 1));
    [order[last], order[pick]] = [order[pick] as T, order[last] as T];
  }
  return order;
};
