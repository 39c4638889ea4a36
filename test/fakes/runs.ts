/** How many runs a property gets: the full number, or a tenth while mutants are judged, because each of them runs it again. */
export const runs = (full: number): number => (process.env['MUTATION'] === 'true' ? Math.ceil(full / 10) : full);
