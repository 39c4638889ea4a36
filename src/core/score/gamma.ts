/* The special functions that the posterior of a rate needs. */

/** Lanczos coefficients for g = 7, n = 9 (Godfrey 2001; the same in Numerical Recipes). Relative error below 1e-13. */
const firstCoefficient = 0.9999999999998099;
const lanczos: readonly number[] = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012,
  9.984369578019572e-6, 1.5056327351493116e-7,
];

/** The natural logarithm of the gamma function, for x >= 0.5. */
export const logGamma = (x: number): number => {
  const shifted = x - 1;
  const sum = lanczos.reduce((total, coefficient, index) => total + coefficient / (shifted + index + 1), firstCoefficient);
  const base = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum);
};

/** The natural logarithm of the beta function. */
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/**
 * The continued fraction of the incomplete beta function by Lentz's method (Numerical Recipes, 6.4). It needs about √max(a, b) steps. Below the mean, where it is used,
 * no divisor comes nearer to 0 than about 2 / (a + b + 2), so that Lentz's guards are left out.
 */
const fraction = (x: number, a: number, b: number): number => {
  const steps = 200 + 10 * Math.ceil(Math.sqrt(Math.max(a, b)));
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= steps; m += 1) {
    const even = (m * (b - m) * x) / ((a - 1 + 2 * m) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 1 + 2 * m));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return value;
};

/** The regularised incomplete beta function: how likely a rate with a Beta(a, b) distribution is at most x, from 0 to 1. */
export const betaCdf = (x: number, a: number, b: number): number => {
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
};
