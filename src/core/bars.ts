/* Figures as rows of characters. The words beside them always say the same, for screen readers and for notifications. */

/** Above this many places, single ones are hard to count, and a bar of this length takes their place. */
const mostPlaces = 12;

const between = (value: number, most: number): number => (Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : 0);

const bar = (full: number, length: number): string => '▰'.repeat(full) + '▱'.repeat(length - full);

/** `▰▰▰▱▱` for 3 of 5. Empty when there is nothing to count. */
export const progressBar = (done: number, total: number): string => {
  const all = Math.floor(between(total, Number.MAX_SAFE_INTEGER));
  if (all === 0) return '';
  const length = Math.min(all, mostPlaces);
  return bar(Math.floor((between(done, all) / all) * length), length);
};

/** `▰▰▰▰▰▰▱▱▱▱` for a share of 0.62: ten places, rounded to the nearest. */
export const shareBar = (share: number): string => bar(Math.round(between(share, 1) * 10), 10);

const dots = ['○', '◔', '◑', '◕', '●'] as const;

/** `●●◑○` for 2.4 of 4: one dot for each persona, filled in quarters. Above twelve personas a bar. */
export const voiceDots = (voices: number, of: number): string => {
  const places = Math.floor(between(of, Number.MAX_SAFE_INTEGER));
  if (places > mostPlaces) return progressBar(voices, places);
  const heard = between(voices, places);
  return Array.from({ length: places }, (_, index) => dots[Math.round(between(heard - index, 1) * 4)] ?? '').join('');
};
