import { type Finding, spansOf } from './kinds.ts';

const local = "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}._%+'-]{0,62}[\\p{L}\\p{N}_])?";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?';
const top = '(?:xn--[a-z0-9-]{2,59}|\\p{L}{2,24})';
const spelledAt = '\\s?(?:[\\[({<]\\s?(?:at|@|arroba|ät)\\s?[\\])}>]|\\*at\\*|_at_)\\s?';
const spelledDot = '\\s?(?:[\\[({<]\\s?(?:dot|punkt|punto|point|\\.)\\s?[\\])}>])\\s?';
const before = '(?<![\\p{L}\\p{N}._%+-])';

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
    `${before}${local}\\s(?:at|AT)\\s${label}(?:\\.${label}){0,3}(?:\\s(?:dot|punkt|punto|point)\\s|\\.)(?:com|net|org|edu|gov|io|co|uk|de|fr|es|it|nl|eu|info|biz|me)(?![\\p{L}\\p{N}])`,
    'giu',
  ),
];

/** A site or a shop that is spoken of: “great prices at amazon.com” is no address. Only what looks like a name of somebody goes before the word “at”. */
const isSpoken = (found: string): boolean => {
  const [name = ''] = found.split(/\sat\s/iu);
  return found.includes('@') || /[([{<*_]/u.test(found) || /\s(?:dot|punkt|punto|point)\s/iu.test(found) || /[\p{N}._]/u.test(name);
};

/** E-mail addresses, with “(at)” and “ at … dot ” for those who hide them. */
export const findEmails = (text: string): readonly Finding[] => {
  // Nearly all texts hold neither sign nor word, and the patterns below are the dearest of all.
  if (!/@|\bat\b|[_*]at[_*]|arroba|ät/iu.test(text)) return [];
  return addresses
    .flatMap((pattern) => spansOf(text, pattern))
    .filter(({ from, to }) => isSpoken(text.slice(from, to)))
    .map((span) => ({ ...span, kind: 'e-mail' }));
};

const fourBytes =
  /(?<![\d.\p{L}])(?<!\b(?:version|ver|v|release|build|firmware|section|chapter|ios|android|macos)[ .:]?)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\d|[\p{L}])/giu;
const eightGroups = /(?<![\p{L}\p{N}:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\p{L}\p{N}:])/giu;

const isSixth = (found: string): boolean => {
  const groups = found.split(':');
  const named = groups.filter(Boolean);
  if (found.includes(':::') || found.split('::').length > 2) return false;
  const [isShort, isWhole] = [found.includes('::') && named.length <= 7, !found.includes('::') && groups.length === 8];
  return (isWhole && named.length === 8) || (isShort && named.length >= 2 && /\d/u.test(found)) || found === '::1';
};

/** Addresses of machines, version 4 and 6. */
export const findIpAddresses = (text: string): readonly Finding[] =>
  [...spansOf(text, fourBytes), ...spansOf(text, eightGroups).filter(({ from, to }) => isSixth(text.slice(from, to)))].map((span) => ({
    ...span,
    kind: 'ip-address',
  }));

const handleLike = /(?<![\p{L}\p{N}@._%/+-])@(?=[\w.]*[A-Za-z])[A-Za-z0-9_](?:[\w.]{1,29}[\w])?(?![\p{L}@])/gu;

/** What people write behind the sign when it stands for “at”. */
const places = new Set(
  (
    'home work school night noon midnight the this that a an my his her our their your least most best all first last once large store shop ' +
    'checkout hotel office gym beach channel here everyone everybody anywhere'
  ).split(' '),
);

/** Names on a platform: `@maya_k`. Not “@5 amps”, “@YA Book”, “@home”. */
export const findHandles = (text: string): readonly Finding[] =>
  spansOf(text, handleLike)
    .filter(({ from, to }) => {
      const name = text.slice(from + 1, to);
      if (places.has(name.toLowerCase()) || /^\d+[a-z]{0,3}$/iu.test(name)) return false;
      return name.length >= 3 && !(name.length <= 3 && name === name.toUpperCase());
    })
    .map((span) => ({ ...span, kind: 'handle' }));
