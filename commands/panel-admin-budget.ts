import { z } from 'zod';
import { isRefusal } from '../src/core/errors.ts';
import { budgetReply } from './budget-reply.ts';
import { defineAction } from './input.ts';

const tokens = z
  .string()
  .regex(/^\d{1,15}$/, 'Write tokens as a whole number without commas, for example 500000.')
  .transform(Number);

/** `/panel-admin budget`: what language models may use. */
export const budget = defineAction({
  path: ['budget'],
  about: 'Show or change how many tokens language models may use in this space.',
  who: 'moderator',
  options: {
    day: { about: 'The most for the whole space in a day (UTC)', example: '1000000' },
    hour: { about: 'The most for one person in an hour', example: '200000' },
    spent: { about: 'When they are used up: refuse panels, or let persona files answer as evidence', choices: ['refuse', 'evidence'] },
  },
  input: z.object({
    day: tokens.optional(),
    hour: tokens.optional(),
    spent: z.enum(['refuse', 'evidence'], 'Choose spent:refuse or spent:evidence.').optional(),
  }),
  run: async (wanted, { invocation: { space, actor }, desks, limits }) => {
    const changes = {
      ...(wanted.day === undefined ? {} : { tokensPerDay: wanted.day }),
      ...(wanted.hour === undefined ? {} : { tokensPerPersonAndHour: wanted.hour }),
      ...(wanted.spent === undefined ? {} : { whenSpent: wanted.spent }),
    };
    const isChange = Object.keys(changes).length > 0;
    const changed = isChange ? await desks.budget.change(space, { author: actor.id, ...changes }) : undefined;
    if (isRefusal(changed)) return changed;
    return { messages: [budgetReply(await desks.budget.state(space, actor.id), isChange, limits)] };
  },
});
