import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import { humanQuotes, notice } from '../src/core/labels.ts';
import { contentWords } from '../src/core/query.ts';
import { exportFormats, exportQuotes } from '../src/core/quotes/quote-export.ts';
import { describeEvidence } from '../src/core/quotes/show-evidence.ts';
import { onOneLine } from '../src/core/text.ts';
import type { Command, Invocation } from '../src/ports/command.ts';
import { defineAction } from './input.ts';
import { filterOptions, queryOf, topicAndFilters } from './quotes-query.ts';
import { onlyLoose, onlyNear, type QuoteQuery, quotesMessage, quotesReply } from './quotes-reply.ts';
import { openTheme, themes } from './quotes-themes.ts';

/** Everything that a search looks at, whatever is shown of it. */
const looked = 100;

/** The search that a person asks for, in whose name models may help. */
const askedBy = ({ actor }: Invocation, input: Parameters<typeof queryOf>[0]): QuoteQuery => ({ ...queryOf(input), askedBy: actor.id });

const search = defineAction({
  path: [],
  root: 'find',
  about: 'Show the closest words of real people on a topic, or say that nothing matches and how much was searched.',
  who: 'member',
  takes: { name: 'topic', about: 'What to look for', example: 'late delivery', required: true },
  options: filterOptions,
  input: topicAndFilters,
  run: async (input, { invocation, desks, limits }) => {
    if (contentWords(input.topic).length === 0) return refuse('query-empty', {}, input.topic);
    return { messages: [await quotesReply(desks.quotes, invocation.space, askedBy(invocation, input), limits, true)] };
  },
});

const carried = { ...filterOptions, topic: { about: 'The topic' } } as const;

const share = defineAction({
  path: ['share'],
  about: 'Post the closest quotes into this channel, as the bot itself.',
  who: 'member',
  hidden: true,
  options: carried,
  input: topicAndFilters,
  run: async (input, { invocation, desks, limits }) => {
    const query = askedBy(invocation, input);
    const { space, place, deliveryKey, actor } = invocation;
    // Asked again, so that nothing is shared that was taken back since.
    const evidence = await desks.quotes.search(space, query);
    if (evidence.samples || evidence.verdict === 'nothing') return { messages: [quotesMessage(query, evidence, limits)] };
    const message = quotesMessage(query, evidence, limits, {
      notes: [{ type: 'note', text: `Shared by ${onOneLine(actor.name)} with /quotes.` }],
    });
    const ids = evidence.quotes.map(({ quote }) => quote.id);
    const shared = await desks.quotes.share({ space, place, deliveryKey, ids, message });
    if (isRefusal(shared)) return shared;
    const text = shared ? 'Shared here.' : 'These quotes were shared already.';
    return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)] };
  },
});

const exported = defineAction({
  path: ['export'],
  about: 'Give the closest quotes with where they come from, to be copied.',
  who: 'member',
  hidden: true,
  options: { ...carried, format: { about: 'How it is written', choices: exportFormats } },
  input: topicAndFilters.extend({ format: z.enum(exportFormats).default('markdown') }),
  run: async ({ format, ...input }, { invocation, desks, limits }) => {
    const query = askedBy(invocation, input);
    const evidence = await desks.quotes.search(invocation.space, query);
    // A copy is read without this message, so only what people said leaves as words of real people.
    const found = evidence.quotes.map(({ quote }) => quote).filter(({ permission }) => permission !== 'sample');
    if (evidence.samples || found.length === 0) return { messages: [quotesMessage(query, evidence, limits)] };
    const text = exportQuotes(format, query.text, found);
    const summary = describeEvidence(evidence);
    return {
      messages: [
        humanQuotes(
          {
            summary,
            blocks: [
              { type: 'note', text: summary },
              { type: 'text', text },
            ],
          },
          limits,
        ),
      ],
    };
  },
});

const loose = defineAction({
  path: ['loose'],
  about: 'Show what is only loosely related.',
  who: 'member',
  hidden: true,
  options: carried,
  input: topicAndFilters,
  run: async (input, { invocation, desks, limits }) => {
    const query = askedBy(invocation, input);
    const all = await desks.quotes.search(invocation.space, { ...query, limit: looked, loose: true });
    const evidence = onlyLoose(all, 2 * query.limit);
    const note = { type: 'note', text: 'Only loosely related: these share some words with the topic, and are no answer to it.' } as const;
    return { messages: [quotesMessage(query, evidence, limits, { notes: [note] })] };
  },
});

const near = defineAction({
  path: ['near'],
  about: 'Show what is close in meaning, with none of the words.',
  who: 'member',
  hidden: true,
  options: carried,
  input: topicAndFilters,
  run: async (input, { invocation, desks, limits }) => {
    const query = askedBy(invocation, input);
    const evidence = onlyNear(await desks.quotes.search(invocation.space, query));
    const text = 'Close in meaning as a program reckons it, with none of the words of the topic: no match, and nobody has checked it.';
    return { messages: [quotesMessage(query, evidence, limits, { notes: [{ type: 'note', text }] })] };
  },
});

/** `/quotes`: what real people said. */
export const quotes: Command = {
  name: 'quotes',
  about: 'The verbatim words of real people, with source, date, segment and permission. Nothing here is written by AI.',
  actions: [search, themes, openTheme, share, exported, loose, near],
};
