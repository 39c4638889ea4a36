import { findCards, findIbans } from './accounts.ts';
import { type Finding, markers, type PrivateKind, type Span, withoutOverlaps } from './kinds.ts';
import { findNationalIds } from './national-ids.ts';
import { findEmails, findHandles, findIpAddresses } from './net.ts';

/** Finds telephone numbers; needs the tables of all countries, so it comes from outside. */
export type FindPhones = (text: string) => readonly Span[];

/** A text without what is private in it. `kinds` names what was taken out, each kind once for each place. */
export type Redacted = Readonly<{ text: string; kinds: readonly PrivateKind[] }>;

/** Which finding wins where two overlap: the one that a check digit vouches for, and telephone numbers last, because any number may look like one. */
const rank: Readonly<Record<PrivateKind, number>> = {
  'e-mail': 0,
  iban: 1,
  card: 2,
  'national-id': 3,
  'ip-address': 4,
  phone: 5,
  handle: 6,
};

const plainSign = (sign: string): string => {
  if (/\s/u.test(sign)) return ' ';
  if (/[\p{Pd}−]/u.test(sign)) return '-';
  if (sign === '＠') return '@';
  return sign === '．' ? '.' : String(sign.charCodeAt(0) % 16);
};

/**
 * The same text with plain signs for those that stand for them, each where it stood: full-width and both kinds of Arabic digits, tabs and other spaces, hyphens as
 * word processors put them, the full-width dot and at sign. Whoever types a card number in them typed a card number.
 */
const withPlainSigns = (text: string): string => text.replace(/[０-９٠-٩۰-۹\t\u00A0\u2000-\u200A\u202F\u2010-\u2013−－＠．]/gu, plainSign);

/** Everything private in a text, in order, without overlaps. */
export const findPrivate = (text: string, findPhones: FindPhones): readonly Finding[] => {
  // Without a digit and without a sign for “at” there is nothing to find.
  if (!/[\p{N}@＠:]|\bat\b|arroba|[_*]at[_*]|ät/iu.test(text)) return [];
  const hasDigit = /\p{N}/u.test(text);
  const plain = withPlainSigns(text);
  const ofDigits = hasDigit ? [...findIbans(plain), ...findCards(plain), ...findNationalIds(plain)] : [];
  const all = [
    ...findEmails(plain),
    ...ofDigits,
    ...(hasDigit || plain.includes(':') ? findIpAddresses(plain) : []),
    ...(hasDigit ? findPhones(text) : []).map((span): Finding => ({ ...span, kind: 'phone' })),
    ...(plain.includes('@') ? findHandles(plain) : []),
  ];
  return withoutOverlaps(all.toSorted((a, b) => rank[a.kind] - rank[b.kind] || b.to - b.from - (a.to - a.from)));
};

/** The same text with a visible marker in each of the places. Places are in order and do not overlap. */
export const putMarkers = (text: string, places: ReadonlyArray<Span & { marker: string }>): string => {
  let at = 0;
  const pieces = places.map(({ from, to, marker }) => {
    const piece = text.slice(at, from) + marker;
    at = to;
    return piece;
  });
  return pieces.join('') + text.slice(at);
};

/** Takes out what is private. A text in which nothing was found comes back as it is. */
export const redact = (text: string, findPhones: FindPhones): Redacted => {
  const found = findPrivate(text, findPhones);
  return {
    text: putMarkers(
      text,
      found.map((one) => ({ ...one, marker: markers[one.kind] })),
    ),
    kinds: found.map(({ kind }) => kind),
  };
};
