import type { Claim, Stance } from './reaction.ts';

/** Where a persona stands, as people read it. Never a share, never a figure. */
export const describeStance = {
  for: 'Pulled towards it',
  against: 'Put off by it',
  mixed: 'Pulled both ways',
  depends: 'It depends',
  'no-opinion': 'No opinion',
  outside: 'Outside what I know',
  silent: 'My file says nothing about this',
} as const satisfies Record<Stance, string>;

/** The stance that follows from claims: their leanings alone decide, and a persona that only knows its limits says so. */
export const stanceOf = (claims: readonly Claim[]): Stance => {
  const said = claims.filter(({ part }) => part !== 'does_not_know');
  if (said.length === 0) return claims.length > 0 ? 'outside' : 'silent';
  const towards = said.some(({ leans }) => leans === 'for');
  const away = said.some(({ leans }) => leans === 'against');
  if (towards && away) return 'mixed';
  if (towards) return 'for';
  return away ? 'against' : 'depends';
};
