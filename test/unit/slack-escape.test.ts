import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defuse, needsDefusing } from '../../src/adapters/slack/render/defuse.ts';
import { escapeText } from '../../src/adapters/slack/render/escape.ts';
import { hasHiddenCharacters, withoutHiddenCharacters } from '../../src/core/text.ts';
import { sharedData } from '../fakes/shared-data.ts';
import { hostileStrings, liveParts } from './slack-helpers.ts';

const list = sharedData('hostile/blns.json');
const corpus = [...(list.missing ? [] : (JSON.parse(readFileSync(list.path, 'utf8')) as string[])), ...hostileStrings];

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...hostileStrings),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(...'< > ! @ # & ; : / . [ ] ( ) | ^'.split(' ')),
      fc.constantFrom('com', 'www', 'https', 'here', 'lt'),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));

describe('escaping for a field in which Slack reads markup', () => {
  it('escapes the three characters that Slack asks for, and an entity too, so that people see what was typed', () => {
    expect(escapeText('a < b & c > d')).toBe('a &lt; b &amp; c &gt; d');
    expect(escapeText('&lt;!channel&gt;')).toBe('&amp;lt;!channel&amp;gt;');
    expect(escapeText('*x* “y” :z:')).toBe('*x* “y” :z:');
  });
});

describe('breaking links and mentions', () => {
  it('breaks them where people see it', () => {
    expect(defuse('See https://example.com/a?b=c#d.')).toBe('See https[:]//example[.]com/a?b=c#d.');
    expect(defuse('www.example.co.uk or t.co/x')).toBe('www[.]example[.]co[.]uk or t[.]co/x');
    expect(defuse('Write to mailto:ana.b@example.org')).toBe('Write to mailto[:]ana.b[at]example[.]org');
    expect(defuse('[bank](https://example.com) ![x](u)')).toBe('[bank] (https[:]//example[.]com) ![x] (u)');
    expect(defuse('<!channel> <@U0123ABCD> <#C01|general>')).toBe('< !channel> <[at]U0123ABCD> < #C01|general>');
    expect(defuse('@here and @channel')).toBe('[at]here and [at]channel');
    expect(defuse('at 10.0.0.1')).toBe('at 10[.]0[.]0[.]1');
  });

  it('leaves what people write otherwise as it is', () => {
    const plain = [
      'It costs 3.14, or 1,000.50, or 1.000.000.000. Fine, e.g. on 21.11.2026 at 10:30:00.',
      'Version 2.0.1 … wait...what? U.S. and p.m. and a.k.a.',
      'a < b, c > d & e <b>, 3 @ 5 €, #1, #quality, @brand said so',
      '你好。我们很喜欢。',
      'Note: this. Data: none. (See above) [sic] (really)',
      'Emil: “no”',
      'a/b, and/or, 50:50',
      'line one\n\tline two',
    ];
    expect(plain.map(defuse)).toEqual(plain);
    expect(plain.some(needsDefusing)).toBe(false);
    expect(needsDefusing('evil.com')).toBe(true);
  });

  it('takes out hidden characters first, so that none keeps a link from being seen', () => {
    expect(defuse('ex\u200Bample.c\u00ADom')).toBe('example[.]com');
    expect(needsDefusing('a\u200Bb')).toBe(false);
  });

  it('leaves nothing alive of any hostile text', () => {
    expect(hostileStrings.length).toBeGreaterThan(60);
    expect(corpus.flatMap((text) => liveParts(defuse(text)))).toEqual([]);
    expect(corpus.filter((text) => hasHiddenCharacters(defuse(text)))).toEqual([]);
    // The list is of no use when it is harmless before.
    expect(hostileStrings.filter((text) => liveParts(text).length > 0).length).toBeGreaterThan(55);
  });

  it('leaves nothing alive, removes nothing that is seen, and is done after one time, for any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const once = defuse(text);
        expect(liveParts(once)).toEqual([]);
        expect(liveParts(escapeText(once).replaceAll('&amp;', '&'))).toEqual([]);
        expect(defuse(once)).toBe(once);
        const seen = (of: string) => of.replace(/\[at\]|[@＠[\]\s]/gu, '');
        expect(seen(once)).toBe(seen(withoutHiddenCharacters(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes time in proportion to the text', () => {
    const long = [...hostileStrings, 'a.', '@', '<', ']', 'www.', '1.', 'a@'].map((text) =>
      text.repeat(Math.ceil(40_000 / Math.max(1, text.length))),
    );
    expect(long.map((text) => defuse(text).length).every((length) => length >= 0)).toBe(true);
  }, 5_000);
});
