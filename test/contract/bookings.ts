import type { Budget } from '../../src/ports/budget.ts';

/** Room for everything. */
const wide = { spaceDay: 1_000_000, userHour: 1_000_000 };

/** A reservation of 1,500 tokens by Robin, with room for everything. */
export const reservation = (id: string, change: Partial<Parameters<Budget['reserve']>[1]> = {}): Parameters<Budget['reserve']>[1] => ({
  id,
  actor: 'robin',
  tokens: 1_500,
  caps: wide,
  ...change,
});
