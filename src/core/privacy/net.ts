import { type Finding, spansOf } from './kinds.ts';

const local = "[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}._%+'-]{0,62}[\\p{L}\\p{N}_])?";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const top = '(?:xn--[a-z0-9-]{2,59}|\\p{L}{2,24})';
const spelledAt = '\\s?(?:[\\[({<]\\s?(?:at|@|arroba|ät)\\s?[\\])}>]|\\*at\\*|_at_)\\s?';
const spelledDot = '\\s?(?:[\\[({<]\\s?(?:dot|punkt|punto|point|\\.)\\s?[\\])}>])\\s?';
const before = '(?<![\\p{L}\\p{N}_])';

/**
 * As programs write an address; with the sign spelled out in brackets; and with both signs as words, which takes a top level that people know,
 * because “look at this dot com” is a sentence.
 */
const addresses = [
  new RegExp(`${before}${local}(?:@|\\s@\\s)(?:${label}\\.){1,8}${top}`, 'giu'),
  new RegExp(
    `${before}${local}${spelledAt}${label}(?:(?:\\.|\\s\\.\\s|${spelledDot}|\\s(?:dot|punkt|punto|point)\\s)${label}){1,6}`,
    'giu',
  ),
  new RegExp(`${before}${local}(?:@|\\s@\\s)${label}(?:(?:${spelledDot}|\\s(?:dot|punkt|punto|point)\\s)${label}){1,6}`, 'giu'),
  new RegExp(
    `${before}${local}\\s(?:at|arroba)\\s${label}(?:\\.${label}){0,3}(?:\\s(?:dot|punkt|punto|point)\\s|\\.)(?:com|net|org|edu|gov|io|co|uk|de|fr|es|it|nl|eu|info|biz|me)(?![\\p{L}\\p{N}])`,
    'giu',
  ),
];

/** Not a site or a shop that is spoken of: “great prices at amazon.com” is no address. Before the word “at” goes only what looks like a name of somebody. */
const isAddress = (found: string): boolean =>
  /[@([{<*_]|arroba/iu.test(found) || /\s(?:dot|punkt|punto|point)\s/iu.test(found) || /[\p{N}.]\S*\sat\s/iu.test(found);

/** E-mail addresses, with “(at)” and “ at … dot ” for those who hide them. */
export const findEmails = (text: string): readonly Finding[] => {
  // Nearly all texts hold neither sign nor word, and the patterns below are the dearest of all.
  if (!/@|\bat\b|[_*]at[_*]|arroba|ät/iu.test(text)) return [];
  return addresses
    .flatMap((pattern) => spansOf(text, pattern))
    .filter(({ from, to }) => isAddress(text.slice(from, to)))
    .map((span) => ({ ...span, kind: 'e-mail' }));
};

const fourBytes =
  /(?<![\d.\p{L}])(?<!\b(?:version|ver|v|release|build|firmware|section|chapter|ios|android|macos)[ .:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d|[\p{L}])/giu;
const groups = /(?:(?<![\p{L}\p{N}:.])|(?<=[g-z][\p{L}\p{N}]*:))(?:[0-9a-f]{0,4}:){2,8}(?:[0-9a-f]{1,4}|(?<=::))(?![\p{L}\p{N}])/giu;

/** Eight groups, or fewer with the gap between them marked once. Two groups and a digit at least: `::` stands in programs too. */
const isSixth = (found: string): boolean => {
  const named = found.split(':').filter(Boolean).length;
  if (!found.includes('::')) return named === 8;
  return found === '::1' || (!/::(?::|.*::)/u.test(found) && named >= 2 && /\d/u.test(found));
};

/** Addresses of machines, version 4 and 6. */
export const findIpAddresses = (text: string): readonly Finding[] => {
  const sixth = text.includes(':') ? spansOf(text, groups).filter(({ from, to }) => isSixth(text.slice(from, to))) : [];
  return [...spansOf(text, fourBytes), ...sixth].map((span) => ({ ...span, kind: 'ip-address' }));
};

const handleLike = /(?<![\p{L}\p{N}@._%/+-])@(?=[\w.]*[A-Za-z])\w[\w.]{1,29}\w(?![\p{L}@])/gu;

/** What people write behind the sign when it stands for “at”. */
const places = new Set(
  (
    'home work school night noon midnight the this that a an my his her our their your least most best all first last once large store shop ' +
    'checkout hotel office gym beach channel here everyone everybody anywhere'
  ).split(' '),
);

/** Names on a platform: `@maya_k`. Not “@5km”, “@IMO”, “@home”. */
export const findHandles = (text: string): readonly Finding[] =>
  spansOf(text, handleLike)
    .filter(({ from, to }) => {
      const name = text.slice(from + 1, to);
      return !places.has(name.toLowerCase()) && !/^(?:\d+[a-zA-Z]{0,3}|[A-Z\d_.]{3})$/u.test(name);
    })
    .map((span) => ({ ...span, kind: 'handle' }));
