import type { ClaimBlock } from '../../../core/message.ts';

/*
 * What the page works out from blocks before it draws them: lengths of bars, filled dots, the line over folded claims. No nodes here.
 */

/** Above this many, single dots are hard to read and one bar takes their place. */
const mostDots = 12;

const between = (value: number, most: number): number => (Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : 0);

/** A share of 1 as a length: `62%`. What is no number, or lies outside 0 to 1, is drawn at the nearest end. */
export const lengthOf = (share: number): string => `${Math.round(between(share, 1) * 1000) / 10}%`;

/** How full each dot is, 0 to 1: one dot per persona, or a single bar when there are too many to read. Nothing when nobody was there. */
export const fillsOf = (voices: number, of: number): readonly number[] => {
  const places = Math.floor(between(of, Number.MAX_SAFE_INTEGER));
  const heard = between(voices, places);
  if (places > mostDots) return [heard / places];
  return Array.from({ length: places }, (_, index) => between(heard - index, 1));
};

/** `2.4 of 6`. One decimal at most: more would claim a precision that a handful of personas does not have. */
export const describeVoices = (voices: number, of: number): string => `${Math.round(between(voices, of) * 10) / 10} of ${of}`;

/** `3 claims · real quotes close to 1`: close by the search, which is not yet agreement. Sample lines are nobody's words and do not count. */
export const describeClaims = (claims: readonly ClaimBlock[]): string => {
  const real = claims.filter(({ evidence }) => evidence.human).length;
  const [one, them] = claims.length === 1 ? ['claim', 'it'] : ['claims', 'them'];
  const close = real === 0 ? `no real quotes close to ${them}` : `real quotes close to ${claims.length === 1 ? them : real}`;
  return `${claims.length} ${one} · ${close}`;
};
