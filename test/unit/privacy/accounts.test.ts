import { describe, expect, it } from 'vitest';
import { findCards, findIbans } from '../../../src/core/privacy/accounts.ts';
import { redact } from '../../../src/core/privacy/redact.ts';

/* Numbers of cards and accounts. Check digits by ISO/IEC 7812 (Luhn) and ISO 13616 (mod 97), worked out here and not by what is tried. */

const without = (text: string): string => redact(text, () => []).text;

/** A card number that begins so, filled up with a digit to its length; the last one by Luhn's rule. */
const cardOf = (prefix: string, length: number, filler = '1'): string => {
  const body = prefix.padEnd(length - 1, filler);
  const doubled = Array.from(body)
    .toReversed()
    .map((digit, at) => (at % 2 === 0 ? Number(digit) * 2 : Number(digit)));
  const sum = doubled.reduce((total, one) => total + (one > 9 ? one - 9 : one), 0);
  return body + ((10 - (sum % 10)) % 10);
};

describe('a card number', () => {
  it('is worked out here as its issuers print it', () => {
    expect(cardOf('4', 16)).toBe('4111111111111111');
    expect(cardOf('601111111111111', 16)).toBe('6011111111111117');
  });

  it.each([
    ['4', [13, 16, 19]],
    ['51', [16]],
    ['55', [16]],
    ['2221', [16]],
    ['2229', [16]],
    ['223', [16]],
    ['229', [16]],
    ['23', [16]],
    ['26', [16]],
    ['270', [16]],
    ['271', [16]],
    ['2720', [16]],
    ['34', [15]],
    ['37', [15]],
    ['6011', [16, 17, 18, 19]],
    ['644', [16, 17, 18, 19]],
    ['649', [16, 17, 18, 19]],
    ['65', [16, 17, 18, 19]],
    ['300', [14, 16, 19]],
    ['305', [14, 16, 19]],
    ['36', [14, 16, 19]],
    ['38', [14, 16, 19]],
    ['39', [14, 16, 19]],
    ['3528', [16, 17, 18, 19]],
    ['3529', [16, 17, 18, 19]],
    ['353', [16, 17, 18, 19]],
    ['358', [16, 17, 18, 19]],
    ['62', [16, 17, 18, 19]],
    ...['5018', '5020', '5038', '6304', '6759', '6761', '6763'].map((prefix): [string, number[]] => [
      prefix,
      [12, 13, 14, 15, 16, 17, 18, 19],
    ]),
  ])('that begins with %s has %j digits, and no other number', (prefix, lengths) => {
    const found = Array.from({ length: 12 }, (_, at) => at + 10).filter((length) => findCards(cardOf(prefix, length)).length > 0);
    expect(found).toEqual(lengths);
  });

  it.each([
    '2220',
    '2721',
    '272',
    '28',
    '31',
    '33',
    '306',
    '3527',
    '359',
    '50',
    '56',
    '60',
    '640',
    '643',
    '66',
    '6760',
    '6764',
    '7',
    '9',
    '1',
  ])('begins with what an issuer has, and not with %s', (prefix) => {
    // Filled with a digit that leads to no issuer further on.
    for (let length = 12; length <= 19; length += 1) expect(findCards(cardOf(prefix, length, '9'))).toEqual([]);
  });

  it('has the digits of an issuer at its beginning and nowhere else', () => {
    for (const prefix of ['4', '51', '34', '6011', '300', '3528', '62', '6304'])
      for (let length = 12; length <= 19; length += 1) expect(findCards(cardOf(`9${prefix}`, length, '9'))).toEqual([]);
  });

  it('is never one digit all along', () => {
    for (const digit of '0123456789') for (let length = 12; length <= 19; length += 1) expect(findCards(digit.repeat(length))).toEqual([]);
  });

  it('may stand right behind a word, a full stop or a comma', () => {
    expect(without('Card no.4111111111111111')).toBe('Card no.[card number removed]');
    expect(without('Visa,4111 1111 1111 1111')).toBe('Visa,[card number removed]');
    expect(without('7,4111111111111111,4.5')).toBe('7,[card number removed],4.5');
  });

  it('is no part of a longer group of digits', () => {
    for (const text of ['94111111111111111', '4111 1111 1111 11119', 'order 99941111111111111119']) expect(without(text)).toBe(text);
  });

  it('is found beside another one, however many there are', () => {
    expect(without('4111 1111 1111 1111 5500 0055 5555 5559')).toBe('[card number removed] [card number removed]');
    expect(without(Array.from({ length: 9 }, () => '4111 1111 1111 1111').join(' '))).not.toMatch(/\d/u);
  });

  it('is the longest one where two share digits, first or last', () => {
    // 430 adds 4, twice 3 and 0 to Luhn’s sum, so that with it before them the sixteen digits are nineteen of a card too.
    expect(without('430 4111 1111 1111 1111')).toBe('[card number removed]');
    const longer = cardOf('411111111111111199', 19);
    expect(without(`4111 1111 1111 1111 ${longer.slice(16)}`)).toBe('[card number removed]');
  });
});

/** The examples of the SWIFT registry, one for each country; each is 1 modulo 97. */
const examples = (
  'AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201 AZ21NABZ00000000137010001944 ' +
  'BA391290079401028494 BE68539007547034 BG80BNBG96611020345678 BH67BMAG00001299123456 BI4210000100010000332045181 ' +
  'BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00 CH9300762011623852957 CR05015202001026284066 CY17002001280000001200527600 ' +
  'CZ6508000000192000145399 DE89370400440532013000 DJ2100010000000154000100186 DK5000400440116243 DO28BAGR00000001212453611324 ' +
  'EE382200221020145685 EG380019000500000000263180002 ES9121000418450200051332 FI2112345600000785 FK88SC123456789012 FO6264600001631634 ' +
  'FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206 ' +
  'GR1601101250000000012300695 GT82TRAJ01020000001210029690 HR1210010051863000160 HU42117730161111101800000000 IE29AIBK93115212345678 ' +
  'IL620108000000099999999 IQ98NBIQ850123456789012 IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302 ' +
  'KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114 LC55HEMM000100010012001200023015 LI21088100002324013AA ' +
  'LT121000011101001000 LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361 MC5811222000010123456789030 ' +
  'MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984 MN121234123456789123 MR1300020001010000123456753 ' +
  'MT84MALT011000012345MTLCAST001S MU17BOMM0101101030300200000MUR NI45BAPR00000013000003558124 NL91ABNA0417164300 NO9386011117947 ' +
  'OM810180000001299123456 PK36SCBL0000001123456702 PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154 ' +
  'QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379 RU0304452522540817810538091310419 ' +
  'SA0380000000608010167519 SC18SSCB11010000000000001497USD SD8811123456789012 SE4550000000058398257466 SI56263300012039086 ' +
  'SK3112000000198742637541 SM86U0322509800000000270100 SO211000001001000100141 ST23000100010051845310146 SV62CENR00000000000000700025 ' +
  'TL380080012345678910157 TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 VA59001123000012345678 ' +
  'VG96VPVG0000012345678901 XK051212012345678906 YE15CBYE0001018861234567891234'
).split(' ');

describe('an account number', () => {
  it.each(examples)('of the registry is found, whole and in groups of four: %s', (example) => {
    expect(findIbans(example)).toEqual([{ from: 0, to: example.length, kind: 'iban' }]);
    expect(without(`to ${example.replace(/.{4}(?=.)/gu, '$& ')} please`)).toBe('to [IBAN removed] please');
  });

  it('has the length of its country, and nothing but a space or a hyphen between its groups', () => {
    for (const text of [
      'DE88 3704 0044 0532 0130 00',
      'DE89 3704 0044 0532 0103 00',
      'DE89 3704 0044 0532 0130 0',
      'DE89/3704/0044/0532/0130/00',
      'DE89 3704 0044 0532 0130 00A',
      'DE89 3704 0044 0532 0130 00ж',
    ])
      expect(findIbans(text)).toEqual([]);
    expect(findIbans('DE89 3704-0044 0532 0130 00.')).toEqual([{ from: 0, to: 27, kind: 'iban' }]);
    // A right remainder alone is not enough: there is no such country, and none so short.
    expect(findIbans('ZZ89 3704 0044 0532 0130 00')).toEqual([]);
    expect(findIbans('DE12')).toEqual([]);
  });

  it('begins a word', () => {
    expect(findIbans('XDE89370400440532013000')).toEqual([]);
    expect(findIbans('9DE89370400440532013000')).toEqual([]);
    expect(findIbans('DE8 93704 0044 0532 0130 00')).toEqual([]);
  });
});
