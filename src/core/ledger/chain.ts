import type { Forecast, LedgerEntry, LedgerRow } from './entry.ts';

/* Every row of a space is tied to the one before by a hash, so that no row can be changed, left out, moved or slipped in unnoticed. */

/** SHA-256 of a text, as lower-case hex. */
export type Sha256 = (text: string) => string;

/** What the first row is tied to. */
export const chainStart = '0'.repeat(64);

const hashOf = ({ seq, at, body, prev }: Omit<LedgerRow, 'hash'>, sha256: Sha256): string => sha256(JSON.stringify([seq, at, body, prev]));

/** The row that comes after `last`. */
export const chainRow = (last: LedgerRow | undefined, entry: LedgerEntry, at: string, sha256: Sha256): LedgerRow => {
  const row = { seq: (last?.seq ?? 0) + 1, at, body: JSON.stringify(entry), prev: last?.hash ?? chainStart };
  return { ...row, hash: hashOf(row, sha256) };
};

/** JSON with the keys of every object in order and nothing undefined, so that equal values are equal texts. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** What is shown of a sealed forecast before anybody may see it: SHA-256 of a secret nonce, a line break and the forecast as canonical JSON. Both come out with the export, and anyone can check. */
export const commit = (forecast: Forecast, nonce: string, sha256: Sha256): string => sha256(`${nonce}\n${canonicalJson(forecast)}`);

/** Why a row does not fit the chain, or undefined when it does. */
export const chainProblem = (last: LedgerRow | undefined, row: LedgerRow, sha256: Sha256): string | undefined => {
  if (row.seq !== (last?.seq ?? 0) + 1) return `a row is missing or doubled before it: it follows row ${last?.seq ?? 0}`;
  if (row.prev !== (last?.hash ?? chainStart)) return 'it does not follow the row before it';
  return hashOf(row, sha256) === row.hash ? undefined : 'its content was changed';
};
