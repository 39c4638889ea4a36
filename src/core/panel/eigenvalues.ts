/** Rows of equal length, as many as each has entries. */
export type Matrix = ReadonlyArray<readonly number[]>;

/** Below this an entry of a similarity matrix is nothing but rounding. */
const negligible = 1e-15;

/** One Jacobi rotation, in place: the entry at p, q becomes 0, the eigenvalues stay. */
const rotate = (rows: number[][], p: number, q: number): void => {
  const [rowP = [], rowQ = []] = [rows[p], rows[q]];
  const [own = 0, off = 0, other = 0] = [rowP[p], rowP[q], rowQ[q]];
  if (Math.abs(off) <= negligible) return;
  const theta = (other - own) / (2 * off);
  const tan = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(1, theta));
  const cos = 1 / Math.hypot(1, tan);
  const sin = tan * cos;
  for (const row of rows) {
    const [x = 0, y = 0] = [row[p], row[q]];
    row[p] = cos * x - sin * y;
    row[q] = sin * x + cos * y;
  }
  for (const [at, x] of rowP.entries()) {
    const y = rowQ[at] ?? 0;
    rowP[at] = cos * x - sin * y;
    rowQ[at] = sin * x + cos * y;
  }
};

/** A sweep rotates every pair once. Each squares the error that is left, so that five or six reach the last digit at this size. */
const sweeps = 12;

/**
 * The eigenvalues of a symmetric matrix, in no particular order, by cyclic Jacobi rotation (Golub and Van Loan, Matrix Computations,
 * section 8.5). Meant for the dozen rows of a panel. Symmetry is the caller's to check.
 */
export const eigenvaluesOf = (symmetric: Matrix): readonly number[] => {
  const rows = symmetric.map((row) => [...row]);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (let p = 0; p < rows.length; p += 1) {
      for (let q = p + 1; q < rows.length; q += 1) rotate(rows, p, q);
    }
  }
  return rows.map((row, at) => row[at] ?? 0);
};
