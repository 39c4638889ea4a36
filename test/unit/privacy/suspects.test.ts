import { describe, expect, it } from 'vitest';
import { findSuspects, withoutSuspects } from '../../../src/core/privacy/suspects.ts';

/* Names and addresses that a person looks at. All made up. */

const found = (text: string) => findSuspects(text).map(({ kind, from, to }) => [kind, text.slice(from, to)]);

describe('a name', () => {
  it.each(
    'Agnes Andrea Björn Christine Donna Florian Harry Jacques Joseph Kim Manuel Melissa Olga Ralph Sergei Theresa William Zoe Aisha Yusuf'.split(
      ' ',
    ),
  )('begins with a first name: %s', (name) => {
    expect(found(`Then ${name} Adeyemi came`)).toEqual([['name', `${name} Adeyemi`]]);
    expect(found(`Then ${name} came`)).toEqual([]);
  });

  it.each([
    ['Anne-Marie Adeyemi came', 'Anne-Marie Adeyemi'],
    ['Then Robert J. Adeyemi came', 'Robert J. Adeyemi'],
    ['Then Maria de la Cruz came', 'Maria de la Cruz'],
    ['Then Ewan McAdeyemi came', undefined],
    ['Then Emma McAdeyemi came', 'Emma McAdeyemi'],
    ['Then Emma O’Adeyemi came', 'Emma O’Adeyemi'],
    ['We flew from Costa Rica to New Zealand', undefined],
    ['The Black Friday sale in Blue Ridge', undefined],
    ['Mr Adeyemi came', 'Mr Adeyemi'],
    ['Then Señora Adeyemi came', 'Señora Adeyemi'],
    ['Then Prof. Ngozi Adeyemi came', 'Prof. Ngozi Adeyemi'],
    ['My name is Ngozi', 'Ngozi'],
    ['my name’s Ngozi Adeyemi', 'Ngozi Adeyemi'],
    ['Ik heet Ngozi van der Adeyemi', 'Ngozi van der Adeyemi'],
    ['I spoke with Karen today', 'Karen'],
    ['I spoke to Jean-Luc today', 'Jean-Luc'],
    ['I spoke to Ngozi Adeyemi today', 'Ngozi Adeyemi'],
    ['I asked the manager Monday and Friday', undefined],
    ['Thank you Amazon', undefined],
    ['a surname is Ngozi', undefined],
  ])('stands where people put one: %s', (text, name) => {
    expect(found(text)).toEqual(name === undefined ? [] : [['name', name]]);
  });
});

describe('an address', () => {
  it.each([
    '42 Elm Street',
    '42a, Elm Tree Rd.',
    '1600 N. Harbor Blvd',
    '5 West 34th St',
    'Lindenstraße 14',
    'Lindenstraße 14 a',
    'Hauptstr. 7',
    'Kerkstraat 120',
    'Drottninggatan 5b',
    'Berliner Straße 7',
    'Berliner Straße 1234',
    'Frankfurter Allee 12',
    '12 rue de la Paix',
    '12bis rue de la Paix',
    '12 ter, avenue Foch',
    '3 place du marché',
    'Calle Mayor 15',
    'Calle de la Princesa 15',
    'Calle Mayor, 15',
    'Calle Mayor n.15',
    'Calle Mayor nº 15',
    'Calle Mayor n° 15',
    'Via Giuseppe Verdi 3',
    'ul. Nowy Świat 1234',
    'P.O. Box 451',
    'P. O. Box 451',
    'PO Box 451',
    'po box 451',
    'POBox 451',
    'SW1A 1AA',
    'M1 1AE',
    'B33 8TH',
    'Springfield, IL 62704',
    'Springfield, IL 62704-1234',
  ])('is suspected where it stands: %s', (address) => {
    expect(found(`send it to ${address}; now`)).toEqual([['address', address]]);
  });

  it('may be all in small letters', () => {
    expect(found('it went to po box 451')).toEqual([['address', 'po box 451']]);
    expect(found('it went to 12 avenue de la paix')).toEqual([['address', '12 avenue de la paix']]);
  });

  it.each([
    '42 elm streets',
    'Elm Street',
    'the 12 placebos',
    '123456 Elm Street',
    'xLindenstraße 14',
    'Lindenstraße 14ab',
    'Lindenstraße',
    'Viale',
    'Calle Mayor 12345',
    'xPO Box 451',
    'PO Box',
    'ASW1A 1AA',
    'SW1A 1AAA',
    'SW1A 1AA2',
    'M1 1A',
    'springfield, IL 62704',
    'Springfield, IL 627045',
    'Springfield IL 62704',
  ])('is none: %s', (text) => {
    expect(found(`send it to ${text}; now`)).toEqual([]);
  });

  it('in the United States names one of the fifty states or the district', () => {
    const states =
      'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY';
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    const all = letters.flatMap((one) => letters.map((other) => one + other));
    expect(all.filter((state) => found(`to Springfield, ${state} 62704`).length > 0)).toEqual(states.split(' ').toSorted());
  });
});

describe('suspects', () => {
  it('that overlap count as one, the longest, and stand in the order of the text', () => {
    expect(found('Mr. Thomas Berg of 42 Elm Street, and Emma Adeyemi')).toEqual([
      ['name', 'Mr. Thomas Berg'],
      ['address', '42 Elm Street'],
      ['name', 'Emma Adeyemi'],
    ]);
    // The street is named after somebody: the address is the longer one.
    expect(found('at 42 Victor Hugo Street')).toEqual([['address', '42 Victor Hugo Street']]);
    expect(found('for Christopher Springfield, IL 62704')).toEqual([['name', 'Christopher Springfield']]);
  });

  it('are told by neutral words to whoever may not see them', () => {
    expect(withoutSuspects('Then Emma Adeyemi came to 42 Elm Street twice')).toBe('Then somebody came to somewhere twice');
    expect(withoutSuspects('Nobody came.')).toBe('Nobody came.');
  });
});
