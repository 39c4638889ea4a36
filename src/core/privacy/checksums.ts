/*
 * Check digits, by which a number of a card, an account or a person is told from any other number. All take digits without separators.
 */

const digitsOf = (text: string): readonly number[] => Array.from(text, Number);

/** The sum of digits times weights; weights repeat when there are fewer. */
export const weigh = (text: string, weights: readonly number[]): number =>
  digitsOf(text).reduce((sum, digit, at) => sum + digit * (weights[at % weights.length] ?? 0), 0);

/** Luhn's check (ISO/IEC 7812-1, annex B). */
export const isLuhn = (digits: string): boolean => {
  const sum = digitsOf(digits)
    .toReversed()
    .reduce((total, digit, at) => total + (at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return sum % 10 === 0;
};

/** The remainder of a long number, read in pieces that a double holds exactly. */
export const remainder = (digits: string, by: number): number => {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % by;
  return rest;
};

/** Mod 11,10 (ISO/IEC 7064), as in the German tax number. */
export const isMod1110 = (digits: string): boolean => {
  let product = 10;
  for (const digit of digits.slice(0, -1)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits.at(-1));
};

// The tables of Verhoeff's check (1969): the dihedral group D5, and the permutation.
const group = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const permutation = ['0123456789', '1576283094', '5803796142', '8916043527', '9453126870', '4286573901', '2793806415', '7046913258'];

/** Verhoeff's check, as in the Indian Aadhaar number. */
export const isVerhoeff = (digits: string): boolean => {
  let check = 0;
  for (const [at, digit] of digitsOf(digits).toReversed().entries()) check = Number(group[check]?.[Number(permutation[at % 8]?.[digit])]);
  return check === 0;
};

/** True for a day that exists, in a year of two or four digits. A day has two digits at most. */
export const isDay = (year: number, month: number, day: number): boolean =>
  // The calendar repeats every 400 years, and without the 2000 the years 0 to 99 would stand for 1900 to 1999.
  new Date(Date.UTC(2000 + year, month - 1, day)).getUTCMonth() === month - 1;
