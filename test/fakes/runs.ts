/** How many runs a property gets: the full number, or a tenth while mutants are judged, because each of them runs it again. */
export const runs = (full: number): number => (process.env['MUTATION'] === 'true' ? Math.ceil(full / 10) : full);

/** How many of 100 intervals of 95 % hold the truth, as shares: 93 to 97 over the full number of tries, and wider for the few with which mutants are judged. */
export const coverageBounds = (tries: number): readonly [number, number] => (tries < 2_000 ? [0.87, 1.01] : [0.93, 0.97]);
