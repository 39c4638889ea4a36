/**
 * Turns texts into vectors whose cosine says how alike they are. Contract: one vector for each text, in order, all of one length; `undefined` when the
 * endpoint does not answer in time or answers something else, because nothing that rests on vectors is worth waiting for. Never rejects.
 */
export type Embedder = Readonly<{
  /** The model's id as configured. Recorded beside every figure that rests on it. */
  name: string;
  embed: (texts: readonly string[], signal: AbortSignal) => Promise<ReadonlyArray<readonly number[]> | undefined>;
}>;
