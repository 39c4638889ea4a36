import { z } from 'zod';
import { refuse } from '../src/core/errors.ts';
import { humanQuotes, type MessageLimits } from '../src/core/labels.ts';
import { showQuote } from '../src/core/quotes/show-evidence.ts';
import { onOneLine } from '../src/core/text.ts';
import type { CommandContext, Reply } from '../src/ports/command.ts';
import type { FlaggedQuote } from '../src/ports/moderation.ts';
import { defineAction } from './input.ts';
import { adminButton, counted, say } from './say.ts';

/** Quotes shown at once, each with its own buttons. */
const shown = 3;

const describeSuspects = ({ quote, suspects }: FlaggedQuote): string => {
  const parts = suspects.map(
    ({ from, to, kind }) => `“${onOneLine(quote.text.slice(from, to))}” (${kind === 'name' ? 'a name' : 'an address'})`,
  );
  return `This may name somebody: ${parts.length > 0 ? parts.join(', ') : 'nothing is found any more'}.`;
};

const flaggedMessage = (flagged: FlaggedQuote, limits: MessageLimits) => {
  const { quote } = flagged;
  const words = flagged.suspects.map(({ from, to }) => quote.text.slice(from, to));
  const blocks = [showQuote({ quote, words }), { type: 'note', text: describeSuspects(flagged) } as const];
  const decide = (decision: string) => ({ quote: quote.id, decision });
  const buttons = [
    adminButton('Keep as it is', ['quotes', 'decide'], decide('keep')),
    adminButton('Remove these words', ['quotes', 'decide'], decide('remove')),
    adminButton('Forget the quote', ['quotes', 'decide'], decide('forget'), 'danger'),
  ];
  return humanQuotes({ summary: 'A quote that may name somebody', blocks, buttons }, limits);
};

const nextReply = async ({ invocation: { space }, desks, limits }: CommandContext, before = ''): Promise<Reply> => {
  const { total, flagged } = await desks.moderation.review.next(space, shown);
  const text =
    total === 0
      ? 'No quote waits for a decision.'
      : `${counted(total, 'quote')} may name somebody or say where they live. Nothing is changed before you decide.`;
  return { messages: [say(`${before}${text}`, limits), ...flagged.map((one) => flaggedMessage(one, limits))] };
};

const review = defineAction({
  path: ['quotes', 'review'],
  about: 'Look at quotes that may hold a name or an address, and decide about each.',
  who: 'moderator',
  options: {},
  input: z.object({}),
  run: (_input, context) => nextReply(context),
});

const done = {
  keep: 'Kept as it is.',
  remove: 'The words are taken out; a marker shows where.',
  forget: 'The quote is forgotten.',
} as const;

const decide = defineAction({
  path: ['quotes', 'decide'],
  about: 'Decide about a quote that may hold a name or an address.',
  who: 'moderator',
  hidden: true,
  options: { quote: { about: 'The id of the quote' }, decision: { about: 'What becomes of it', choices: ['keep', 'remove', 'forget'] } },
  input: z.object({ quote: z.string().min(1), decision: z.enum(['keep', 'remove', 'forget']) }),
  run: async ({ quote, decision }, context) => {
    const { space, actor } = context.invocation;
    const isDone = await context.desks.moderation.review.decide(space, { quote, decision, author: actor.id });
    if (!isDone) return refuse('review-gone');
    return { ...(await nextReply(context, `${done[decision]} `)), settled: 'message' };
  },
});

/** Names and addresses that a program may only suspect. */
export const reviewActions = [review, decide] as const;
