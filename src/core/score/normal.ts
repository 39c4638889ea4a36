/** The standard normal quantile of 0.975: two-sided 95 %. */
export const z95 = 1.959963984540054;

/** The standard normal quantile of 0.8: a test that finds four of five true differences. */
export const z80 = 0.8416212335729143;

/** Student's t quantiles of 0.975 for 9 to 28 degrees of freedom, which is 10 to 29 people. From SciPy 1.17.1, `scipy.stats.t.ppf(0.975, df)`. */
const t975: readonly number[] = [
  2.262157, 2.228139, 2.200985, 2.178813, 2.160369, 2.144787, 2.13145, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873,
  2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407,
];

/**
 * How many standard errors a 95 % interval of a mean takes on each side with `n` people: Student's t below 30, the normal from there on. Throws `RangeError`
 * below 10, where no interval of a mean is given.
 */
export const widthFor = (n: number): number => {
  if (n < 10) throw new RangeError('fewer than 10 people have no interval of a mean');
  return t975[n - 10] ?? z95;
};

/** A number with what holds it apart from nothing: `low` and `high` are the ends of an interval. */
export type Range = Readonly<{ low: number; high: number }>;

/** The mean of numbers. NaN for none. */
export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The population covariance of two lists of one length (divided by n). */
export const covarianceOf = (one: readonly number[], other: readonly number[]): number => {
  const [a, b] = [meanOf(one), meanOf(other)];
  return meanOf(one.map((value, at) => (value - a) * ((other[at] ?? Number.NaN) - b)));
};

/** The population variance (divided by n). */
export const varianceOf = (values: readonly number[]): number => covarianceOf(values, values);
