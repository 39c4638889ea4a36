/** What is taken out of quotes before they are stored, because it points at one person. */
export const privateKinds = ['e-mail', 'phone', 'card', 'iban', 'national-id', 'ip-address', 'handle'] as const;
export type PrivateKind = (typeof privateKinds)[number];

/** What stands in the place of what was taken out. Visible, so that nobody takes the rest for the whole. */
export const markers = {
  'e-mail': '[e-mail removed]',
  phone: '[phone number removed]',
  card: '[card number removed]',
  iban: '[IBAN removed]',
  'national-id': '[national id removed]',
  'ip-address': '[IP address removed]',
  handle: '[handle removed]',
} as const satisfies Record<PrivateKind, string>;

/** The marker for words that a person decided to take out. */
export const wordsRemoved = '[words removed]';

/** A part of a text, in UTF-16 units; `to` is behind the last one. */
export type Span = Readonly<{ from: number; to: number }>;

/** Something private in a text. */
export type Finding = Span & Readonly<{ kind: PrivateKind }>;

/** All matches of a pattern as spans. The pattern needs the flag `g`. */
export const spansOf = (text: string, pattern: RegExp): readonly Span[] =>
  // Nearly always there is nothing, and `search` finds that without making anything.
  text.search(pattern) < 0 ? [] : Array.from(text.matchAll(pattern), (match) => ({ from: match.index, to: match.index + match[0].length }));

/** In the order of the text, without overlaps: of those that overlap, the one that was given first. */
export const withoutOverlaps = <T extends Span>(spans: readonly T[]): readonly T[] => {
  const kept: T[] = [];
  for (const one of spans) if (!kept.some((other) => one.from < other.to && other.from < one.to)) kept.push(one);
  return kept.toSorted((a, b) => a.from - b.from);
};
