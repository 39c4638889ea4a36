import { z } from 'zod';
import { refuse } from '../src/core/errors.ts';
import { notice } from '../src/core/labels.ts';
import { contentWords } from '../src/core/query.ts';
import type { Evidence } from '../src/core/quotes/quotes.ts';
import { describeYield } from '../src/core/quotes/show-evidence.ts';
import { findThemes, type Theme } from '../src/core/quotes/themes.ts';
import { onOneLine } from '../src/core/text.ts';
import type { CommandContext } from '../src/ports/command.ts';
import { defineAction } from './input.ts';
import { filterOptions, queryOf, topicAndFilters } from './quotes-query.ts';
import { canCarry, furtherButton, type QuoteQuery, quotesMessage } from './quotes-reply.ts';

/** Everything that a search finds, up to what a person might read. */
const wholeYield = 100;

const findAll = ({ desks, invocation }: CommandContext, { text, filters }: QuoteQuery): Promise<Evidence> =>
  desks.quotes.search(invocation.space, { text, filters, limit: wholeYield, wide: true });

const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(', ');

const rowOf = ({ words, quotes }: Theme): readonly string[] => [quoted(words), quotes.length.toLocaleString('en')];

/** `/quotes themes`: what the quotes on a topic have in common, by words and counts of quotes, never by shares of people. */
export const themes = defineAction({
  path: ['themes'],
  about: 'Group the quotes on a topic by the words that they share.',
  who: 'member',
  takes: { name: 'topic', about: 'What to look for', example: 'late delivery', required: true },
  options: filterOptions,
  input: topicAndFilters,
  run: async (input, context) => {
    if (contentWords(input.topic).length === 0) return refuse('query-empty', {}, input.topic);
    const query = queryOf(input);
    const evidence = await findAll(context, query);
    const found = findThemes(query.text, evidence.quotes);
    if (found.themes.length === 0) {
      const few = { type: 'note', text: 'There are too few quotes, or too few shared words, for themes.' } as const;
      const shown = { ...evidence, quotes: evidence.quotes.slice(0, query.limit) };
      return { messages: [quotesMessage(query, shown, context.limits, { notes: [few] })] };
    }
    const summary = describeYield(evidence);
    const blocks = [
      { type: 'heading', text: `Themes: ${onOneLine(query.text)}` },
      { type: 'text', text: summary },
      { type: 'table', title: 'Quotes that share words', columns: ['Shared words', 'Quotes'], rows: found.themes.map(rowOf) },
      {
        type: 'note',
        text: `${found.rest.length > 0 ? `${found.rest.length} more share no word with enough others. ` : ''}Quotes are grouped by their words alone; nothing was read or understood. Counts are of quotes, not of people.`,
      },
    ] as const;
    const buttons = canCarry(query)
      ? found.themes.map((theme) => furtherButton(query, `Read “${theme.words[0] ?? ''}”`, ['theme'], { word: theme.word }))
      : [];
    return { messages: [notice({ summary, blocks, buttons }, context.limits)] };
  },
});

/** One theme, opened to its verbatims. */
export const openTheme = defineAction({
  path: ['theme'],
  about: 'Show the quotes of one theme.',
  who: 'member',
  hidden: true,
  options: { ...filterOptions, topic: { about: 'The topic' }, word: { about: 'The word of the theme' } },
  input: topicAndFilters.extend({ word: z.string() }),
  run: async ({ word, ...input }, context) => {
    const query = queryOf(input);
    const evidence = await findAll(context, query);
    const theme = findThemes(query.text, evidence.quotes).themes.find((one) => one.word === word);
    const quotes = theme?.quotes ?? [];
    const shown = quotes.slice(0, 2 * query.limit);
    const more = quotes.length - shown.length;
    const notes = more > 0 ? [{ type: 'note', text: `${more} more are not shown.` } as const] : [];
    const some: Evidence = { ...evidence, quotes: shown, verdict: shown.length > 0 ? 'quotes' : 'nothing' };
    return { messages: [quotesMessage(query, some, context.limits, { notes })] };
  },
});
