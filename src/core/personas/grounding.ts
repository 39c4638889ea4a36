import type { QuoteFilters } from '../quotes/quotes.ts';
import { describeFilters } from '../quotes/show-evidence.ts';
import type { Persona } from './persona.ts';

/** Which quotes of a space a persona may rest on, as its file names them, and how many there are now. `newest` is a day. */
export type Grounding = Readonly<{ filters: QuoteFilters; quotes: number; newest?: string; today: string }>;

/** From this age on, in months, the newest quote is called old: people, prices and products have moved on. */
const staleMonths = 12;

const monthsBetween = (from: string, to: string): number => {
  const [fromYear = 0, fromMonth = 0, fromDay = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0, toDay = 0] = to.split('-').map(Number);
  return (toYear - fromYear) * 12 + (toMonth - fromMonth) - (toDay < fromDay ? 1 : 0);
};

/** How faithful a persona can be, computed and never claimed: `grounded in 412 quotes (segment “families”)`, or `words only`. */
export const describeGrounding = (persona: Persona, grounding: Grounding | undefined): string => {
  if (!grounding) {
    return persona.traits.some(({ basis }) => basis.kind === 'data') ? 'partly grounded in data' : 'words only: no data stands behind it';
  }
  const { filters, quotes, newest, today } = grounding;
  const named = describeFilters(filters);
  if (quotes === 0 || newest === undefined) return `words only: its file names quotes (${named}), and there are none here`;
  const months = monthsBetween(newest, today);
  const age = months >= staleMonths ? `; the newest quote is ${months} months old` : '';
  return `grounded in ${quotes.toLocaleString('en')} ${quotes === 1 ? 'quote' : 'quotes'} (${named})${age}`;
};
