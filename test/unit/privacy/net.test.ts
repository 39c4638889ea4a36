import { describe, expect, it } from 'vitest';
import { findEmails, findHandles, findIpAddresses } from '../../../src/core/privacy/net.ts';

/* Addresses and names on the net, in names and ranges kept for examples. */

const within = (find: typeof findEmails) => (text: string) => [...new Set(find(text).map(({ from, to }) => text.slice(from, to)))];
const emails = within(findEmails);
const machines = within(findIpAddresses);
const handles = within(findHandles);

describe('an e-mail address', () => {
  it.each([
    // In the signs that programs take.
    'maya@example.com',
    'maya.lind+shop_1%x@mail.shop.example.co.uk',
    "o'brien-smith@example.ie",
    'maya_@example.com',
    '_maya@example.com',
    '7@example.com',
    'maya @ example.com',
    'maya@xn--bcher-kva.example',
    'user@example.xn--p1ai',
    // With the first sign spelled out.
    'maya (at) example.com',
    'maya{at}example.com',
    'maya<@>example.com',
    'maya [arroba] ejemplo.es',
    'maya (ät) beispiel.de',
    'maya*at*example.com',
    'maya_at_example.com',
    // With both.
    'maya (at) example (dot) com',
    'maya[at]example[.]co[.]uk',
    'maya (at) beispiel punkt de',
    'maya (at) ejemplo {punto} es',
    'maya (at) exemple <point> fr',
    'maya (at) example . com',
    // With the second alone.
    'maya@example[dot]com',
    'maya@example dot co dot uk',
    'maya @ beispiel punkt de',
    // As words.
    'maya at example dot com',
    'MAYA AT EXAMPLE DOT COM',
    'maya at mail.example dot org',
    'maya arroba ejemplo punto es',
    'maya arroba ejemplo.es',
    'lind77 at example.com',
    'maya.lind at example.com',
    'maya_lind at example.co.uk',
  ])('is found where it stands: %s', (address) => {
    expect(emails(`Write to ${address}, please`)).toEqual([address]);
  });

  it('may stand right behind any sign that begins no name', () => {
    for (const sign of ['-', '.', '%', '+', '(', '“', ':', '/', '…', '—'])
      expect(emails(`Write ${sign}maya@example.com`)).toEqual(['maya@example.com']);
  });

  it.each([
    'Great prices at amazon.com',
    'I met her at noon. Then we left',
    'Look at this dot on the map',
    'We looked at it at home dot',
    'You find it at example dot com2',
    '@maya is there',
    'maya@home',
  ])('is no site or place that somebody speaks of: %s', (text) => {
    expect(emails(text)).toEqual([]);
  });

  it('is told apart by its own signs, not by those around it', () => {
    expect(emails('5_stars: great prices at amazon.com (dot) and @home')).toEqual([]);
    expect(emails('Great prices at amazon.com; write to maya@example.com')).toEqual(['maya@example.com']);
  });
});

describe('the address of a machine', () => {
  it.each([
    '192.0.2.44',
    '0.0.0.0',
    '255.255.255.255',
    '249.250.199.100',
    '198.51.100.249',
    '203.0.113.7',
    '2001:db8:85a3:0:0:8a2e:370:7334',
    '2001:DB8::1',
    '2001:db8::',
    '2001:db8:1:2:3:4:5::',
    '::2:3:4:5:6:7:8',
    'A:B:C:D:E:F:A:B',
    '::ffff:1',
    'fe80::1ff:fe23:4567:890a',
    '::1',
  ])('is found where it stands: %s', (address) => {
    expect(machines(`From ${address}, again`)).toEqual([address]);
    for (const word of ['IPv6', 'IP', 'x', 'code']) expect(machines(`${word}:${address} again`)).toEqual([address]);
  });

  it.each([
    '192.0.2.256',
    '260.0.2.1',
    '192.0.2',
    '192.0.2.44.5',
    'x192.0.2.44',
    '192.0.2.44x',
    'version 1.2.3.4',
    'version:1.2.3.4',
    'version1.2.3.4',
    'version.1.2.3.4',
    'ver.1.2.3.4',
    'v 1.2.3.4',
    'Release 1.2.3.4',
    'build 1.2.3.4',
    'firmware 1.2.3.4',
    'section 1.2.3.4',
    'chapter 1.2.3.4',
    'iOS 1.2.3.4',
    'Android 1.2.3.4',
    'macOS 1.2.3.4',
    '12:30:45',
    '1:2:3:4:5:6:7',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '2001:db8::1::2',
    '2001:db8::12:3::4',
    '2001:::1',
    'ab::cd',
    '1::',
    '::',
    'std::vector',
    '2001:db8::12345',
  ])('is none: %s', (text) => {
    expect(machines(`From ${text}, again`)).toEqual([]);
  });

  it('may stand before a colon', () => {
    for (const address of ['192.0.2.44', '2001:db8::1', '2001:db8:85a3:0:0:8a2e:370:7334'])
      expect(machines(`${address}: mine`)).toEqual([address]);
  });

  it('is told from a time of day by its own signs, not by those around it', () => {
    expect(machines('12:30:45 from 2001:db8::1')).toEqual(['2001:db8::1']);
    expect(machines('ab::cd at 12')).toEqual([]);
  });
});

describe('a name on a platform', () => {
  it.each(['@maya_k', '@Amy', '@NASA', '@m_1', '@1999_maya', '@7maya', '@12abcd', '@Maya.Lind', `@${'m'.repeat(31)}`])(
    'is found where it stands: %s',
    (name) => {
      expect(handles(`Ask ${name}, please`)).toEqual([name]);
      expect(handles(`Ask (${name}).`)).toEqual([name]);
    },
  );

  it.each([
    '@5 amps',
    '@12',
    '@12345',
    '@12.50',
    '@12_34',
    '@5km',
    '@20th',
    '@20TH',
    '@A1B',
    '@12abc',
    '@YA',
    '@IMO',
    '@m',
    '@ab',
    '@home',
    '@HOME',
    '@Everyone',
    '@here',
    '@anywhere',
    '@checkout',
    '@shop',
    'maya@lind',
    '7@lind',
    '@@lind',
    '/@lind',
    '@lind@shop',
    '@müller',
    `@${'m'.repeat(32)}`,
  ])('is none: %s', (text) => {
    expect(handles(`Ask ${text}, please`)).toEqual([]);
  });
});
