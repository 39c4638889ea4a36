import { isDay, isLuhn, isMod1110, isVerhoeff, remainder, weigh } from './checksums.ts';
import { type Finding, spansOf } from './kinds.ts';

/*
 * Numbers that states give to people. Only shapes that a check digit, or a separator in a fixed place, tells from other numbers; a bare run
 * of digits without one counts only behind a word that says what it is. Each state's own publication, read 2026-11-21.
 */

/** One kind of number: how it looks, and whether this one is one. `check` gets letters and digits alone, in upper case. */
type NationalId = Readonly<{ like: RegExp; check: (plain: string) => boolean }>;

const parts = (text: string, ...widths: readonly number[]): readonly number[] => {
  let at = 0;
  return widths.map((width) => {
    at += width;
    return Number(text.slice(at - width, at));
  });
};

const isSsn = (digits: string): boolean => {
  const [area = 0, group = 0, serial = 0] = parts(digits, 3, 2, 4);
  return area !== 0 && area !== 666 && area < 900 && group !== 0 && serial !== 0;
};

/** The two check digits of the Brazilian number. */
const isCpf = (digits: string): boolean => {
  const digit = (length: number): number => {
    const weights = Array.from({ length }, (_, at) => length + 1 - at);
    return ((weigh(digits.slice(0, length), weights) * 10) % 11) % 10;
  };
  return !/^(\d)\1*$/u.test(digits) && digit(9) === Number(digits[9]) && digit(10) === Number(digits[10]);
};

const isPesel = (digits: string): boolean => {
  const [year = 0, month = 0, day = 0] = parts(digits, 2, 2, 2);
  const weights = [1, 3, 7, 9];
  return isDay(year, month % 20, day) && (10 - (weigh(digits.slice(0, 10), weights) % 10)) % 10 === Number(digits[10]);
};

/** One digit twice or three times among the first ten, all others at most once. */
const isSteuerId = (digits: string): boolean => {
  const counts = Array.from('0123456789', (digit) => digits.slice(0, 10).split(digit).length - 1);
  return digits[0] !== '0' && counts.filter((count) => count > 1).length === 1 && Math.max(...counts) <= 3 && isMod1110(digits);
};

const isPersonnummer = (digits: string): boolean => {
  const short = digits.slice(-10);
  const [year = 0, month = 0, day = 0] = parts(short, 2, 2, 2);
  return isDay(year, month, day > 60 ? day - 60 : day) && isLuhn(short);
};

/** Values of letters and digits in the odd places of the Italian code. */
const oddValues = '1 0 5 7 9 13 15 17 19 21 2 4 18 20 11 3 6 8 12 14 16 10 22 25 24 23'.split(' ').map(Number);
const rankOf = (sign: string): number => (/\d/u.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65);
const isCodiceFiscale = (code: string): boolean => {
  const sum = Array.from(code.slice(0, 15)).reduce(
    (total, sign, at) => total + (at % 2 === 0 ? (oddValues[rankOf(sign)] ?? 0) : rankOf(sign)),
    0,
  );
  return sum % 26 === rankOf(code[15] ?? '');
};

const spanishLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';
const isDni = (code: string): boolean => {
  const digits = code.slice(0, -1).replace(/^[XYZ]/u, (letter) => String('XYZ'.indexOf(letter)));
  return spanishLetters[Number(digits) % 23] === code.at(-1);
};

const finnishSigns = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const isHetu = (code: string): boolean => {
  const [day = 0, month = 0, year = 0] = parts(code, 2, 2, 2);
  const digits = code.slice(0, 6) + code.slice(-4, -1);
  return isDay(year, month, day) && finnishSigns[Number(digits) % 31] === code.at(-1);
};

const isNir = (code: string): boolean => {
  const digits = code.replace('2A', '19').replace('2B', '18');
  return 97 - remainder(digits.slice(0, 13), 97) === Number(digits.slice(13));
};

const isBelgian = (digits: string): boolean => {
  const [body, check] = [digits.slice(0, 9), Number(digits.slice(9))];
  return 97 - remainder(body, 97) === check || 97 - remainder(`2${body}`, 97) === check;
};

const isCpr = (digits: string): boolean => {
  const [day = 0, month = 0, year = 0] = parts(digits, 2, 2, 2);
  return isDay(year, month, day);
};

const isChinese = (code: string): boolean => {
  const [year = 0, month = 0, day = 0] = parts(code.slice(6), 4, 2, 2);
  const rest = weigh(code.slice(0, 17), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
  return isDay(year, month, day) && '10X98765432'[rest] === code[17];
};

const nationalIds: readonly NationalId[] = [
  // United States, and the same behind the word that says what it is.
  { like: /(?<![\d-])\d{3}([- ])\d{2}\1\d{4}(?![\d-])/gu, check: isSsn },
  { like: /(?<=\b(?:ssn|social security(?: number| no\.?)?)[ :#is]{1,6})\d{9}(?!\d)/giu, check: isSsn },
  // United Kingdom.
  {
    like: /(?<![\p{L}\d])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\p{L}\d])/giu,
    check: () => true,
  },
  // Spain.
  { like: /(?<![\p{L}\d])(?:\d{8}|[XYZ]-?\d{7})-?[A-Z](?![\p{L}\d])/giu, check: isDni },
  // Italy.
  { like: /(?<![\p{L}\d])[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![\p{L}\d])/giu, check: isCodiceFiscale },
  // France.
  { like: /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/giu, check: isNir },
  // Germany.
  { like: /(?<!\d[.,]?)\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\d)/gu, check: isSteuerId },
  // Sweden.
  { like: /(?<!\d)(?:\d{2})?\d{6}[-+]\d{4}(?!\d)/gu, check: isPersonnummer },
  // Finland.
  { like: /(?<!\d)\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![\p{L}\d])/giu, check: isHetu },
  // Denmark.
  { like: /(?<=\bcpr\P{L}{0,6}(?:nr\.?|nummer|number)?[ :]{0,3})\d{6}-?\d{4}(?!\d)/giu, check: isCpr },
  // Netherlands.
  {
    like: /(?<=\b(?:bsn|burgerservicenummer)[ :#is]{1,6})\d{9}(?!\d)/giu,
    check: (digits) => (weigh(digits.slice(0, 8), [9, 8, 7, 6, 5, 4, 3, 2]) - Number(digits[8])) % 11 === 0,
  },
  // Poland.
  { like: /(?<!\d[.,]?)\d{11}(?!\d)/gu, check: isPesel },
  // Belgium.
  { like: /(?<!\d)\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\d)/gu, check: isBelgian },
  // Brazil.
  { like: /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/gu, check: isCpf },
  // Canada.
  { like: /(?<![\d-])\d{3}([- ])\d{3}\1\d{3}(?![\d-])/gu, check: (digits) => digits[0] !== '0' && digits[0] !== '8' && isLuhn(digits) },
  // India.
  { like: /(?<![\d-])[2-9]\d{3}([- ])\d{4}\1\d{4}(?![\d -]*\d)/gu, check: isVerhoeff },
  // China.
  { like: /(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dX](?![\p{L}\d])/giu, check: isChinese },
];

/** Numbers of persons of the states above. */
export const findNationalIds = (text: string): readonly Finding[] =>
  nationalIds.flatMap(({ like, check }) =>
    spansOf(text, like)
      .filter(({ from, to }) =>
        check(
          text
            .slice(from, to)
            .toUpperCase()
            .replace(/[^A-Z0-9]/gu, ''),
        ),
      )
      .map((span) => ({ ...span, kind: 'national-id' as const })),
  );
