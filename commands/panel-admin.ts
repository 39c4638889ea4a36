import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import { notice } from '../src/core/labels.ts';
import { describePermission, permissions } from '../src/core/quotes.ts';
import type { Command } from '../src/ports/command.ts';
import { budgetReply } from './budget-reply.ts';
import { day, defineAction } from './input.ts';
import { moderationActions } from './panel-moderation.ts';

const columnNames = ['text', 'source', 'date', 'segment', 'permission', 'licence', 'speaker', 'stars'] as const;

/** These always name a column; the others name a column or give one value for all rows. */
const columnOptions = new Set<string>(['text', 'segment', 'speaker', 'stars']);

const isGiven = <T>(entry: readonly [string, T | undefined]): entry is [string, T] => entry[1] !== undefined;

const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

const importQuotes = defineAction({
  path: ['quotes', 'import'],
  about: 'Import the words of real people from a CSV file: all rows or none.',
  who: 'moderator',
  file: 'A CSV file with a header line and a column of verbatim words.',
  options: {
    text: { about: 'The column that holds the words', example: 'verbatim' },
    source: { about: 'Where the words come from: a column, or one source for all rows', example: '"Spring survey"' },
    date: { about: 'When they were said: a column, or one day for all rows', example: '2026-04-30' },
    segment: { about: 'The column that says which group the speaker belongs to', example: 'age_range' },
    permission: {
      about: 'On what ground they may be shown: a column, or one for all rows',
      choices: permissions.filter((permission) => permission !== 'sample'),
    },
    licence: { about: 'The licence: a column, or one for all rows', example: 'MIT' },
    speaker: { about: 'The column with the pseudonymous id of the speaker; stored, never shown', example: 'respondent_id' },
    stars: { about: 'The column with a rating from 0 to 5' },
  },
  input: z.object(Object.fromEntries(columnNames.map((name) => [name, z.string().trim().min(1).optional()]))),
  run: async (input, { invocation, desks, limits }) => {
    const { file, space, actor } = invocation;
    if (!file) return refuse('file-missing');
    const given = Object.entries(input).filter(isGiven);
    const mapping = {
      columns: Object.fromEntries(given.filter(([name]) => columnOptions.has(name))),
      fixed: Object.fromEntries(given.filter(([name]) => !columnOptions.has(name))),
    };
    const report = await desks.quotes.import(space, { file, mapping, author: actor.id });
    if (isRefusal(report)) return report;
    const repeated = report.repeated > 0 ? ` ${counted(report.repeated, 'row')} repeated words that were stored already.` : '';
    const text = `${counted(report.added, 'quote')} imported from ${counted(report.rows, 'row')}.${repeated}`;
    return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)] };
  },
});

const sources = defineAction({
  path: ['quotes', 'sources'],
  about: 'List where the quotes of this space come from.',
  who: 'moderator',
  options: { since: { about: 'Only sources with quotes from this day on', example: '2026-01-01' } },
  input: z.object({ since: day.optional() }),
  run: async ({ since }, { invocation, desks, limits }) => {
    const all = await desks.quotes.sources(invocation.space);
    const shown = all.filter(({ to }) => since === undefined || to >= since);
    const text =
      shown.length === 0
        ? 'There are no quotes here yet. Import some with /panel-admin quotes import.'
        : `${shown.length} ${shown.length === 1 ? 'source' : 'sources'} of quotes`;
    const rows = shown.map(({ source, permission, quotes, from, to }) => [
      source,
      quotes.toLocaleString('en'),
      describePermission[permission],
      from === to ? from : `${from} to ${to}`,
    ]);
    return {
      messages: [
        notice(
          {
            summary: text,
            blocks:
              shown.length === 0
                ? [{ type: 'text', text }]
                : [{ type: 'table', title: text, columns: ['Source', 'Quotes', 'Permission', 'Dates'], rows }],
          },
          limits,
        ),
      ],
    };
  },
});

const tokens = z
  .string()
  .regex(/^\d{1,15}$/, 'Write tokens as a whole number without commas, for example 500000.')
  .transform(Number);

const budget = defineAction({
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

const votes = defineAction({
  path: ['votes'],
  about: 'Show or change whether the team votes blind on comparisons before the personas speak.',
  who: 'moderator',
  options: {
    mode: {
      about: 'off; optional: until the first answer can be read; always: the answers wait for votes',
      choices: ['off', 'optional', 'always'],
    },
    minutes: { about: 'How long answers wait at most, 1 to 10', example: '5' },
  },
  input: z.object({
    mode: z.enum(['off', 'optional', 'always'], 'Choose mode:off, mode:optional or mode:always.').optional(),
    minutes: z.coerce
      .number('Write minutes from 1 to 10.')
      .int()
      .min(1, 'Write minutes from 1 to 10.')
      .max(10, 'Write minutes from 1 to 10.')
      .optional(),
  }),
  run: async ({ mode, minutes }, { invocation: { space, actor }, desks, limits }) => {
    const changes = { ...(mode === undefined ? {} : { mode }), ...(minutes === undefined ? {} : { minutes }) };
    const isChange = Object.keys(changes).length > 0;
    const rules = isChange ? await desks.scores.change(space, { author: actor.id, ...changes }) : await desks.scores.rules(space);
    if (isRefusal(rules)) return rules;
    const text = {
      off: 'Nobody votes here.',
      optional: `People may vote until the first answer can be read. With vote:first on /panel, answers wait up to ${rules.minutes} minutes.`,
      always: `On every comparison the answers wait for votes, for ${rules.minutes} minutes at most.`,
    }[rules.mode];
    return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)] };
  },
});

const importOutcomes = defineAction({
  path: ['outcomes', 'import'],
  about: 'Import tests of the past from a CSV file, with their winners or counts. They are kept apart from sealed forecasts.',
  who: 'moderator',
  file: 'A CSV file with option_a, option_b …, people_a, chose_a … or winner, source and date.',
  options: {
    source: { about: 'Where the tests come from, when no column says so', example: '"Newsletter archive"' },
    date: { about: 'The day on which they ended, when no column says so', example: '2026-04-30' },
  },
  input: z.object({ source: z.string().trim().min(1).optional(), date: day.optional() }),
  run: async ({ source, date }, { invocation: { space, actor, file }, desks, limits }) => {
    if (!file) return refuse('file-missing');
    const report = await desks.scores.importPast(space, {
      file,
      actor,
      ...(source === undefined ? {} : { source }),
      ...(date === undefined ? {} : { date }),
    });
    if (isRefusal(report)) return report;
    const text = `${counted(report.added, 'test')} of the past taken in from ${counted(report.rows, 'row')}. They are marked as past and never mixed with sealed forecasts.`;
    return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)] };
  },
});

/** `/panel-admin`: what changes data or rules. */
export const panelAdmin: Command = {
  name: 'panel-admin',
  about: 'For moderators: quotes, tokens, votes, outcomes, and where panels may be.',
  actions: [importQuotes, sources, budget, votes, importOutcomes, ...moderationActions],
};
