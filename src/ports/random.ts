/** Randomness from outside. Everything random in a panel comes from one recorded seed. */
export type Random = Readonly<{
  /** A whole number from 0 to 2^32 - 1. */
  seed: () => number;
  /** An unguessable id, 21 characters or more, safe in a URL. */
  id: () => string;
}>;
