import type { OutcomeResult } from './entry.ts';

/* Outcomes as people type them. */

/** Reads `A`, `b`, `tie` or `withdrawn`. Undefined for anything else. */
export const readWinner = (typed: string): OutcomeResult | undefined => {
  const word = typed.trim().toLowerCase();
  if (word === 'tie' || word === 'withdrawn') return { kind: word };
  return /^[a-e]$/.test(word) ? { kind: 'winner', winner: word.charCodeAt(0) - 97 } : undefined;
};

const pair = /(?<![\p{L}\p{N}])([A-E])\s*[:=]?\s*(\d{1,8})\s*(?:\/|of)\s*(\d{1,8})(?![\p{L}\p{N}.])/giu;

/**
 * Reads `A 120/4000, B 95/4010`: of so many people, so many clicked. Every option from A on must be there once, and nothing else may stand beside it. Undefined
 * when that is not so, or more clicked than were asked.
 */
export const readCounts = (typed: string): Extract<OutcomeResult, { kind: 'counts' }> | undefined => {
  const found = [...typed.matchAll(pair)].map(([, letter = '', chose, people]) => ({
    option: letter.toUpperCase().charCodeAt(0) - 65,
    chose: Number(chose),
    people: Number(people),
  }));
  const sorted = found.toSorted((a, b) => a.option - b.option);
  const isWhole = sorted.length > 1 && sorted.every(({ option, chose, people }, at) => option === at && chose <= people);
  const rest = typed.replaceAll(pair, '').replaceAll(/[\s,;]/g, '');
  return isWhole && rest === '' ? { kind: 'counts', counts: sorted.map(({ people, chose }) => ({ people, chose })) } : undefined;
};
