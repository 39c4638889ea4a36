import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFindPhones, isPhoneCountry, usualCountries } from '../../src/adapters/phones/find-phones.ts';
import { markers, privateKinds } from '../../src/core/privacy/kinds.ts';
import { findPrivate, putMarkers, redact } from '../../src/core/privacy/redact.ts';
import { findSuspects } from '../../src/core/privacy/suspects.ts';
import { runs } from '../fakes/runs.ts';
import { sharedData } from '../fakes/shared-data.ts';
import { privateStrings } from './private-strings.ts';

const findPhones = createFindPhones(usualCountries);
const clean = privateStrings.filter(({ kind }) => kind === undefined);
const suspected = privateStrings.filter(({ kind }) => kind === 'name' || kind === 'address');

describe('private details', () => {
  it('are tried on at least 150 strings, and each kind on at least 7', () => {
    expect(privateStrings.length).toBeGreaterThanOrEqual(150);
    for (const kind of privateKinds) expect([kind, privateStrings.filter((one) => one.kind === kind).length >= 7]).toEqual([kind, true]);
  });

  it.each(privateKinds)('of the kind %s are replaced by a visible marker, exactly where they stand', (kind) => {
    for (const { text, hidden } of privateStrings.filter((one) => one.kind === kind)) {
      expect(redact(text, findPhones)).toEqual({ text: text.replace(hidden, markers[kind]), kinds: [kind] });
    }
  });

  it('are not seen where there are none: the text comes back byte for byte', () => {
    for (const { text } of clean) expect(redact(text, findPhones)).toEqual({ text, kinds: [] });
  });

  it.each([
    ['card', '4111 1111 1111 1112'],
    ['card', '4111 1111 1111 111'],
    ['card', '9111 1111 1111 1111'],
    ['iban', 'DE88 3704 0044 0532 0130 00'],
    ['iban', 'DE89 3704 0044 0532 0130 0'],
    ['iban', 'XX89 3704 0044 0532 0130 00'],
    ['national-id', '666-09-9999'],
    ['national-id', '12345678A'],
    ['national-id', '44051401358'],
    ['national-id', '529.982.247-26'],
    ['national-id', '86 095 742 718'],
    ['ip-address', '192.0.2.256'],
    ['ip-address', '2001:db8::1::2'],
    ['ip-address', '12:30:45'],
  ] as const)('need the right check digit, length or range: no %s in %s', (kind, text) => {
    expect(findPrivate(text, () => []).filter((one) => one.kind === kind)).toEqual([]);
  });

  it('are all found in one text, in order, and each once', () => {
    const text = 'maya@example.com, 4111 1111 1111 1111, DE89 3704 0044 0532 0130 00, +44 20 7946 0958, @maya_lind, 192.0.2.44';
    const found = redact(text, findPhones);
    expect(found.kinds).toEqual(['e-mail', 'card', 'iban', 'phone', 'handle', 'ip-address']);
    expect(found.text).toBe(
      '[e-mail removed], [card number removed], [IBAN removed], [phone number removed], [handle removed], [IP address removed]',
    );
    expect(redact(found.text, findPhones)).toEqual({ text: found.text, kinds: [] });
  });

  it.each([
    ['اتصل على +٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨', 'اتصل على [phone number removed]'],
    ['電話は＋４４ ２０ ７９４６ ０９５８', '電話は[phone number removed]'],
    ['کارت ۴۱۱۱ ۱۱۱۱ ۱۱۱۱ ۱۱۱۱ است', 'کارت [card number removed] است'],
    ['PESEL ４４０５１４０１３５９, IP １９２.０.２.４４', 'PESEL [national id removed], IP [IP address removed]'],
  ])('are found in the digits of other scripts: %s', (text, redacted) => {
    expect(redact(text, findPhones).text).toBe(redacted);
  });

  it.each([
    // As word processors and phones put them: an en dash, a minus, a hyphen and a space that do not break, a tab.
    ['4111–1111–1111–1111 was charged', '[card number removed] was charged'],
    ['SSN 219\u201109\u20119999', 'SSN [national id removed]'],
    ['219−09−9999 is mine', '[national id removed] is mine'],
    ['NI number AB\u00A012\u202F34\u200956 C', 'NI number [national id removed]'],
    ['DE89\t3704\t0044\t0532\t0130\t00', '[IBAN removed]'],
    ['maya＠example.com', '[e-mail removed]'],
    ['連絡は maya＠example．com まで', '連絡は [e-mail removed] まで'],
    ['＠maya_lind に聞いて', '[handle removed] に聞いて'],
  ])('are found with the signs that stand for a hyphen, a space, a dot or the at sign: %s', (text, redacted) => {
    expect(redact(text, () => []).text).toBe(redacted);
  });

  it('in national form are numbers of the countries that a space has named', () => {
    const german = 'Meine Nummer: 030 23125123';
    expect(redact(german, createFindPhones(['DE'])).kinds).toEqual(['phone']);
    expect(createFindPhones(['XX', 'nonsense'])('+44 20 7946 0958')).toEqual([]);
    expect([isPhoneCountry('DE'), isPhoneCountry('XX')]).toEqual([true, false]);
  });

  it.each([
    ['e-mail', 'maya5550142@example.com'],
    ['iban', 'DE89 3704 0044 0532 0130 00'],
    ['card', '4111 1111 1111 1111'],
    ['national-id', '219-09-9999'],
    ['ip-address', '192.0.2.44'],
  ] as const)('are never telephone numbers when they are surely something else: %s', (kind, text) => {
    expect(findPrivate(`${text} 99`, () => [{ from: 0, to: text.length + 3 }])).toEqual([{ from: 0, to: text.length, kind }]);
  });

  it('are telephone numbers rather than handles, and of several the longest', () => {
    const found = (text: string, ...spans: ReadonlyArray<readonly [number, number]>) =>
      findPrivate(text, () => spans.map(([from, to]) => ({ from, to }))).map(({ from, to, kind }) => [from, to, kind]);
    expect(found('@maya5550142', [5, 12])).toEqual([[5, 12, 'phone']]);
    expect(found('555 0142 555 0142', [9, 12], [0, 11], [4, 8])).toEqual([[0, 11, 'phone']]);
    expect(found('555 0142 555 0142', [7, 17], [0, 8])).toEqual([[7, 17, 'phone']]);
    // Two that touch do not overlap.
    expect(found('5550142 5550142', [7, 15], [0, 7])).toEqual([
      [0, 7, 'phone'],
      [7, 15, 'phone'],
    ]);
    expect(found('55501420 555014', [0, 8], [8, 15])).toEqual([
      [0, 8, 'phone'],
      [8, 15, 'phone'],
    ]);
  });

  it('never break a text: what is outside of the findings stays as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 60 }), (one, other) => {
        const text = `${one} maya.lind@example.com ${other}`;
        const places = findPrivate(text, findPhones);
        for (const [at, { from, to }] of places.entries()) {
          expect(from).toBeGreaterThanOrEqual(places[at - 1]?.to ?? 0);
          expect(to).toBeGreaterThan(from);
        }
        expect(
          putMarkers(
            text,
            places.map(({ from, to }) => ({ from, to, marker: text.slice(from, to) })),
          ),
        ).toBe(text);
        expect(redact(text, findPhones).text).not.toContain('maya.lind@example.com');
      }),
      { numRuns: runs(500) },
    );
  });

  const sets = ['opinions', 'bank-messages'] as const;
  it.each(sets)('damage fewer than one in a hundred of the sentences in %s', (name) => {
    const data = sharedData(name);
    if (data.missing) return;
    const lines = readFileSync(join(data.path, 'quotes.jsonl'), 'utf8').trim().split('\n').slice(0, 1_000);
    const texts = lines.map((line) => String(JSON.parse(line).text));
    expect(texts.length).toBe(1_000);
    expect(texts.filter((text) => redact(text, findPhones).text !== text).length).toBeLessThan(10);
    expect(texts.filter((text) => findSuspects(text).length > 0).length).toBeLessThan(10);
  });
});

describe('names and addresses', () => {
  it('are suspected where they stand, and nothing is changed', () => {
    for (const { kind, text, hidden } of suspected) {
      const found = findSuspects(text).map((one) => [one.kind, text.slice(one.from, one.to)]);
      expect(found).toContainEqual([kind, hidden]);
      expect(redact(text, findPhones).text).toBe(text);
    }
  });

  it('are not suspected in ordinary sentences', () => {
    for (const { text } of clean) expect([text, findSuspects(text)]).toEqual([text, []]);
  });
});

describe('a row of figures', () => {
  const many = (words: string, times: number): string => Array.from({ length: times }, () => words).join(', ');

  it('that is no quote any more loses every run of figures, whether or not such a number exists', () => {
    const text = `${many('a 1', 101)} and 0999 999 9999 and +44 20 7946 0018`;
    expect(redact(text, findPhones).text).toBe(`${many('a 1', 101)} and [phone number removed] and [phone number removed]`);
    // In a quote a number that nobody can have stays.
    expect(redact('Call 0999 999 9999.', findPhones).kinds).toEqual([]);
  });

  it.each([many('1', 2_000), many('1:1', 1_000), many('(1)', 1_000), '4 '.repeat(2_000), '+1 '.repeat(1_300)])(
    'is gone altogether: %#',
    (text) => {
      expect(redact(text.trim(), findPhones).text.match(/\d/g)?.length ?? 0).toBeLessThan(5);
    },
  );

  it('hides the longest card number that is in it, between whatever stands around it', () => {
    for (const text of ['12 4111 1111 1111 1111 737', '1 2 4111111111111111 7', '4111 1111 1111 1111'])
      expect(redact(text, () => []).text).toContain('[card number removed]');
  });
});
