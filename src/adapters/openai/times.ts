/** How long things take and rest, in milliseconds. Tests shorten them. */
export type Times = Readonly<{
  /** The shortest wait before a retry. It doubles with each, up to `mostBackOff`. */
  backOff: number;
  mostBackOff: number;
  /** One attempt may take half of the call's deadline, and at least so long. */
  leastAttempt: number;
  /** The rest after too many failures in a row. It doubles with each failed trial, up to `mostRest`. */
  rest: number;
  mostRest: number;
  /** The longest rest that a server may ask for. */
  mostAskedRest: number;
  /** The rest after a refused key or an unknown model: somebody must change a setting. */
  refusedRest: number;
  /** The rest when the account has no credit. */
  quotaRest: number;
  /** One line of the log per kind of failure in this time. */
  logEvery: number;
  /** All that an embedding may take. */
  embed: number;
}>;

/** The times of everyday use. */
export const standardTimes: Times = {
  backOff: 400,
  mostBackOff: 4_000,
  leastAttempt: 5_000,
  rest: 10_000,
  mostRest: 120_000,
  mostAskedRest: 3_600_000,
  refusedRest: 60_000,
  quotaRest: 300_000,
  logEvery: 10_000,
  embed: 10_000,
};
