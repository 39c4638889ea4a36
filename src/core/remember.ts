/** Texts that are kept, and their longest. Together a few megabytes at most. */
const most = { texts: 2_000, units: 1_000 } as const;

const all: { clear: () => void }[] = [];

/** Drops everything that is remembered anywhere: somebody took their words back, and copies must not outlive them. */
export const forgetRemembered = (): void => {
  for (const known of all) known.clear();
};

/**
 * The same function, which knows its last results: the lines of a persona's file are compared with every sentence that is said in its name, and
 * each rule reads the same sentence. Only for pure functions, because a result is handed out again as it is, and only at the top of a file: what is remembered is
 * kept for the life of the process.
 */
export const remember = <T>(work: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  all.push(known);
  return (text) => {
    if (text.length > most.units) return work(text);
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = work(text);
    // Everything at once: to know the oldest would cost more than to begin again.
    if (known.size >= most.texts) known.clear();
    known.set(text, made);
    return made;
  };
};
