import { z } from 'zod';
import { refuse } from '../src/core/errors.ts';
import { contentWords } from '../src/core/query.ts';
import type { Command } from '../src/ports/command.ts';
import { day, defineAction } from './input.ts';
import { quotesReply } from './quotes-reply.ts';

const search = defineAction({
  path: [],
  about: 'Show the closest words of real people on a topic, or say that nothing matches and how much was searched.',
  who: 'member',
  takes: { name: 'topic', about: 'What to look for', example: 'late delivery', required: true },
  options: {
    segment: { about: 'Only this segment', example: '25-34' },
    source: { about: 'Only this source', example: '"App store"' },
    since: { about: 'Only from this day on', example: '2026-01-01' },
  },
  input: z.object({ topic: z.string().default(''), segment: z.string().optional(), source: z.string().optional(), since: day.optional() }),
  run: async ({ topic, segment, source, since }, { invocation, desks, limits }) => {
    if (contentWords(topic).length === 0) return refuse('query-empty', {}, topic);
    const filters = {
      ...(segment === undefined ? {} : { segment }),
      ...(source === undefined ? {} : { source }),
      ...(since === undefined ? {} : { since }),
    };
    return { messages: [await quotesReply(desks.quotes, invocation.space, { text: topic, filters, limit: 5 }, limits)] };
  },
});

/** `/quotes`: what real people said. */
export const quotes: Command = {
  name: 'quotes',
  about: 'The verbatim words of real people, with source, date, segment and permission. Nothing here is written by AI.',
  actions: [search],
};
