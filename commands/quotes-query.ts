import { z } from 'zod';
import { day } from './input.ts';
import { type QuoteQuery, shownQuotes } from './quotes-reply.ts';

/** The options that narrow a search for quotes. */
export const filterOptions = {
  segment: { about: 'Only this segment', example: '25-34' },
  source: { about: 'Only this source', example: '"App store"' },
  since: { about: 'Only from this day on', example: '2026-01-01' },
  until: { about: 'Only up to this day', example: '2026-06-30' },
  stars: { about: 'Only with at least so many of 5 stars', example: '4' },
} as const;

const stars = z.coerce.number('Write the stars as a number from 0 to 5.').min(0, 'Stars go from 0 to 5.').max(5, 'Stars go from 0 to 5.');

/** A topic with its filters, as they are typed or carried by a button. */
export const topicAndFilters = z.object({
  topic: z.string().default(''),
  segment: z.string().optional(),
  source: z.string().optional(),
  since: day.optional(),
  until: day.optional(),
  stars: stars.optional(),
});

/** The search that somebody asks for. */
export const queryOf = ({ topic, ...filters }: z.infer<typeof topicAndFilters>): QuoteQuery => {
  const { segment, source, since, until, stars: least } = filters;
  return {
    text: topic,
    filters: {
      ...(segment === undefined ? {} : { segment }),
      ...(source === undefined ? {} : { source }),
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      ...(least === undefined ? {} : { stars: least }),
    },
    limit: shownQuotes,
  };
};
