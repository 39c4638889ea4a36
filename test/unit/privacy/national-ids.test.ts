import { describe, expect, it } from 'vitest';
import { findNationalIds } from '../../../src/core/privacy/national-ids.ts';

/*
 * Numbers that states give to people. Those with a check digit are the examples of the states themselves, or worked out by the published rule
 * apart from what is tried; each number that is refused breaks one rule and keeps all others. Nobody's.
 */

const found = (text: string): readonly string[] => findNationalIds(text).map(({ from, to }) => text.slice(from, to));

const people: Readonly<Record<string, readonly string[]>> = {
  'United States': ['219-09-9999', '219 09 9999', '001-01-0001', '665-01-0001', '667-01-0001', '899-99-9999'],
  'United Kingdom': [
    'AB123456C',
    'AB 12 34 56 C',
    'ZY 12 34 56 D',
    'AA123456A',
    'JG123456B',
    'GN123456B',
    'NB123456B',
    'TK123456B',
    'ZA123456B',
  ],
  Spain: ['12345678Z', '12345678-Z', '00000000T', '00000022E', 'X1234567L', 'Y1234567X', 'Z1234567R', 'X-1234567-L'],
  Italy: ['RSSMRA85T10A562S', 'MRTMTT91D08F205J', 'MLLSNT82P65Z404U', 'ABCDEF00A01G234X', 'QWZXVY56H67K890Y', 'JKUPOI34L12H089J'],
  France: [
    '184127645108946',
    '1 84 12 76 451 089 46',
    '2 55 08 14 168 025 38',
    '1 85 05 2A 006 123 93',
    '2 90 07 2b 004 321 10',
    '2 84 41 76 451 089 72',
  ],
  Germany: ['86095742719', '86 095 742 719', '36574261809', '65929970489', '11123456786'],
  Sweden: ['811228-9874', '811228+9874', '19811228-9874', '670919-9530', '701063-2391'],
  Finland: [
    '131052-308T',
    '131052A308T',
    '131052+308T',
    '131052F308T',
    '131052U308T',
    '131052Y308T',
    '010100-123D',
    '290200A1239',
    '131052-308t',
  ],
  Poland: ['44051401359', '00222900016', '44051400020'],
  Belgium: ['85.07.30-033.28', '17.07.30-033.84'],
  Brazil: ['529.982.247-25', '111.444.777-35', '123.456.702-40', '123.456.704-01'],
  Canada: ['130 692 544', '130-692-544', '123-456-782', '900-123-456'],
  India: ['2341 2341 2346', '2341-2341-2346'],
  China: ['11010519491231002X', '11010519491231002x', '440524200002290010'],
};

const nobody: Readonly<Record<string, readonly string[]>> = {
  'United States': [
    '000-09-9999',
    '666-09-9999',
    '900-09-9999',
    '219-00-9999',
    '219-09-0000',
    '219-09 9999',
    '219099999',
    '1-219-09-9999',
    '219-09-9999-1',
  ],
  'United Kingdom': [
    ...['BG', 'GB', 'NK', 'KN', 'TN', 'NT', 'ZZ', 'DA', 'FA', 'IA', 'QA', 'UA', 'VA', 'AD', 'AF', 'AI', 'AO', 'AQ', 'AU', 'AV'].map(
      (one) => `${one}123456C`,
    ),
    'AB123456E',
    'AB123456CD',
    'XAB123456C',
    'AB12345C',
  ],
  Spain: ['12345678A', 'X1234567R', 'W1234567L', '123456789Z', 'A12345678Z', '12345678ZZ'],
  Italy: ['RSSMRA85T10A562T', 'RSSMRA85F10A562S', 'XRSSMRA85T10A562S', 'RSSMRA85T10A562SX'],
  France: ['1 84 12 76 451 089 47', '3 84 12 76 451 089 43', '1 84 13 76 451 089 62', '1 84 00 76 451 089 48'],
  Germany: [
    '86095742718',
    '12345678903',
    '99881234568',
    '11223456785',
    '11112345678',
    '01123456782',
    '0.86095742719',
    '0,86095742719',
    '860957427191',
  ],
  Sweden: ['811228-9875', '811328-8512', '850230-1230', '701093-1231', '1811228-9874'],
  Finland: ['131052-308U', '310252-308Y', '131052G308T', '131052-308TA', '1131052-308T'],
  Poland: ['44051401358', '02222900010', '99023001233', '01330000009', '0,44051401359', '1.44051401359', '440514013591', '144051401359'],
  Belgium: ['85.07.30-033.29', '850730-033.28', '185.07.30-033.28'],
  Brazil: ['529.982.247-26', '529.982.247-35', '529.982.247-33', '111.111.111-11', '000.000.000-00', '1529.982.247-25'],
  Canada: ['130 692 545', '130 692-544', '046 454 286', '800 123 457', '130692544', '1-130-692-544'],
  India: ['2341 2341 2345', '2341 2341-2346', '1341 2341 2341', '2341 2341 2346 1', '2341 2341 2346 - 1', '1-2341-2341-2346'],
  China: [
    '110105194912310021',
    '440524200013010010',
    '440524199902300012',
    '010105194912310022',
    '11010518491231002X',
    '11010519491231002XA',
  ],
};

const rows = (numbers: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(numbers).flatMap(([state, all]) => all.map((one) => [state, one] as const));

describe('a number that a state gave to a person', () => {
  it.each(rows(people))('in %s is found where it stands: %s', (_, number) => {
    expect(found(`It is ${number}, I think.`)).toEqual([number]);
    expect(found(`No.${number}`)).toEqual([number]);
  });

  it('may have other numbers behind it, further on', () => {
    expect(found('Aadhaar 2341 2341 2346 for 5 people')).toEqual(['2341 2341 2346']);
  });

  it.each(rows(nobody))('in %s keeps every rule of its state: not %s', (_, number) => {
    expect(found(`It is ${number}, I think.`)).toEqual([]);
  });

  it.each([
    ['SSN 219099999', '219099999'],
    ['ssn: 219099999', '219099999'],
    ['SSN is 219099999', '219099999'],
    ['ssn #219099999', '219099999'],
    ['social security 219099999', '219099999'],
    ['Social Security Number: 219099999', '219099999'],
    ['social security no. 219099999', '219099999'],
    ['social security no 219099999', '219099999'],
    ['CPR 310170-1234', '310170-1234'],
    ['cpr-nr. 3101701234', '3101701234'],
    ['CPR nummer: 3101701234', '3101701234'],
    ['CPR-number 3101701234', '3101701234'],
    ['cpr nr 3101701234', '3101701234'],
    ['cpr - (310170-1234)', '310170-1234'],
    ['BSN 111222333', '111222333'],
    ['bsn is 123456782', '123456782'],
    ['Burgerservicenummer: 111222333', '111222333'],
  ])('is found behind the word that says what it is: %s', (text, number) => {
    expect(found(text)).toEqual([number]);
  });

  it.each([
    'SSN 666099999',
    'SSN 2190999991',
    'assn 219099999',
    'order 219099999',
    'CPR 300270-1234',
    'CPR 0013701234',
    'CPR 31017012341',
    'order 310170-1234',
    'BSN 111222334',
    'BSN 1112223331',
    'order 111222333',
  ])('needs that word and a number that can be one: not %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
