import { isLuhn, remainder } from './checksums.ts';
import { type Finding, type Span, spansOf } from './kinds.ts';

/** Issuers by the first digits, and how long their numbers are (ISO/IEC 7812 ranges as the issuers publish them, read 2026-11-21). */
const issuers: ReadonlyArray<readonly [prefix: RegExp, lengths: readonly number[]]> = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:6011|64[4-9]|65)/, [16, 17, 18, 19]],
  [/^(?:30[0-5]|36|38|39)/, [14, 16, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|6304|6759|676[1-3])/, [12, 13, 14, 15, 16, 17, 18, 19]],
];

const isCard = (digits: string): boolean =>
  issuers.some(([prefix, lengths]) => prefix.test(digits) && lengths.includes(digits.length)) && isLuhn(digits);

const cardLike = /\d(?:[ .-]?\d){11,}/gu;

/** How many digits card numbers have. Told before anything else, so that a run of single digits costs no check for each of its parts. */
const cardDigits = { least: 12, most: 19 } as const;

/** Every card number of whole groups in a run of digits, which may hold a date before it, a check number behind it, and more cards. They may overlap. */
const cardsIn = (text: string, { from, to }: Span): readonly Span[] => {
  const groups = spansOf(text.slice(from, to), /\d+/gu).map((one) => ({ from: from + one.from, to: from + one.to }));
  return groups.flatMap(({ from: start }, at) => {
    const found: Span[] = [];
    let digits = 0;
    for (const group of groups.slice(at, at + cardDigits.most)) {
      digits += group.to - group.from;
      if (digits > cardDigits.most) break;
      if (digits >= cardDigits.least && isCard(text.slice(start, group.to).replace(/\D/gu, ''))) found.push({ from: start, to: group.to });
    }
    return found;
  });
};

/** Card numbers: as long as their issuer makes them, with the right check digit. Some may overlap. */
export const findCards = (text: string): readonly Finding[] =>
  spansOf(text, cardLike)
    .flatMap((span) => cardsIn(text, span))
    .map((span) => ({ ...span, kind: 'card' }));

/** Lengths of account numbers by country, from the SWIFT IBAN registry (release 99, read 2026-11-21). */
const ibanLengths: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 ' +
    'GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 ' +
    'MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 ' +
    'TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const ibanStart = /(?<![\p{L}\d])[A-Z]{2}\d{2}(?=[ -]?[A-Z0-9])/giu;

/** Where an account number that begins at `from` ends; `undefined` when what stands there is none. */
const ibanEnd = (text: string, from: number): number | undefined => {
  const length = ibanLengths.get(text.slice(from, from + 2).toUpperCase());
  if (length === undefined) return undefined;
  let found = '';
  let at = from;
  for (; found.length < length; at += 1) {
    const sign = text[at] ?? '';
    if (/[A-Z0-9]/iu.test(sign)) found += sign.toUpperCase();
    else if (!/[ -]/u.test(sign)) return undefined;
  }
  if (/[\p{L}\d]/u.test(text[at] ?? '')) return undefined;
  const turned = found.slice(4) + found.slice(0, 4);
  const digits = turned.replace(/[A-Z]/gu, (letter) => String(letter.charCodeAt(0) - 55));
  return remainder(digits, 97) === 1 ? at : undefined;
};

/** Account numbers: of their country's length, and 1 modulo 97 (ISO 13616). */
export const findIbans = (text: string): readonly Finding[] =>
  spansOf(text, ibanStart).flatMap(({ from }) => {
    const to = ibanEnd(text, from);
    return to === undefined ? [] : [{ from, to, kind: 'iban' as const }];
  });
