import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import { notice } from '../src/core/labels.ts';
import { day, defineAction } from './input.ts';

const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

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

/** What moderators set and bring in so that score can be kept. */
export const scoreActions = [votes, importOutcomes];
