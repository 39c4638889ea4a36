import type { QuoteFilters } from '../../core/quotes/quotes.ts';
import { packOptional } from './values.ts';

/** What a filter asks of a row `q`, each condition after an AND, with its values from `$from` on. Source and segment match exactly. */
export const filterOf = ({ since, until, stars, source, segment }: QuoteFilters, from: number) => {
  const asked: readonly (readonly [string, string | number | null | undefined])[] = [
    ['q.date >=', since],
    ['q.date <=', until],
    ['q.stars >=', stars],
    ['q.source =', packOptional(source)],
    ['q.segment =', packOptional(segment)],
  ];
  const inForce = asked.filter(([, value]) => value !== undefined && value !== null);
  return { text: inForce.map(([what], place) => ` AND ${what} $${from + place}`).join(''), values: inForce.map(([, value]) => value) };
};
