import { z } from 'zod';
import { checkButton, reportButtons } from '../src/core/check/progress.ts';
import { reportOf } from '../src/core/check/report.ts';
import { reportFile, reportFormats } from '../src/core/check/report-file.ts';
import { reportMessages } from '../src/core/check/report-messages.ts';
import { swapAttributes } from '../src/core/check/swap-attribute.ts';
import { isRefusal } from '../src/core/errors.ts';
import { type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';
import type { CheckState } from '../src/ports/check-desk.ts';
import type { CommandAction } from '../src/ports/command.ts';
import { describeState, offerButtons, offerSections } from './check-offer.ts';
import { defineAction } from './input.ts';

const set = z.string().trim().max(100).default('');
const sizes = ['quick', 'full'] as const;
const size = z.enum(sizes, 'Choose size:quick or size:full.').default('quick');

/** `age,gender`, or `all`. */
const swap = z
  .string()
  .default('')
  .transform((typed, context) => {
    const words = typed
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
    if (words.join() === 'all') return swapAttributes;
    const strange = words.find((word) => !swapAttributes.some((attribute) => attribute === word));
    if (strange !== undefined)
      context.addIssue({ code: 'custom', message: `Swaps are ${swapAttributes.join(', ')}, or all; separate them with commas.` });
    return swapAttributes.filter((attribute) => words.includes(attribute));
  });

const takes = { name: 'set', about: 'The id of the set', example: 'everyday-shoppers' } as const;
const sizeOption = { about: 'quick: 8 items, 3 times each. full: 30 items, 4 times each, with roles alone and swaps', choices: sizes };
const swapOption = { about: 'What to swap in the full size: age, gender, place, income, disability, or all', example: 'age,gender' };

const stateMessage = (state: CheckState, limits: MessageLimits): LabelledMessage => {
  const said = describeState(state);
  const { id } = state.set;
  const buttons = [
    ...(state.status === 'running'
      ? [checkButton('Stop', 'stop', { set: id }, 'danger'), checkButton('How far is it?', 'status', { set: id })]
      : []),
    ...(state.status === 'done' ? [checkButton('Show the report', 'report', { set: id })] : []),
  ];
  const blocks = [
    { type: 'heading', text: `Check of ${state.set.title}, version ${state.set.version}` } as const,
    { type: 'text', text: said } as const,
  ];
  return notice({ summary: said, blocks, buttons }, limits);
};

const check = defineAction({
  path: ['check'],
  root: 'start',
  about: 'Check whether a set’s personas are different voices: what it takes, and what the files show.',
  who: 'moderator',
  takes,
  options: { size: sizeOption, swap: swapOption },
  input: z.object({ set, size, swap }),
  run: async (wish, { invocation: { space }, desks, limits }) => {
    const offer = await desks.checks.offer(space, { set: wish.set, size: wish.size, attributes: wish.swap });
    if (isRefusal(offer)) return offer;
    return { messages: reportMessages(offerSections(offer), offerButtons(offer), limits) };
  },
});

const start = defineAction({
  path: ['check', 'start'],
  about: 'Run a check whose price was shown.',
  who: 'moderator',
  hidden: true,
  options: {
    set: { about: 'The id of the set' },
    size: sizeOption,
    swap: swapOption,
    version: { about: 'The version that the price was shown for' },
  },
  input: z.object({ set, size, swap, version: z.coerce.number().int().positive() }),
  run: async ({ swap: attributes, ...wish }, { invocation, desks, limits }) => {
    const { space, actor, place, deliveryKey } = invocation;
    const state = await desks.checks.start(space, { ...wish, attributes, actor, place, deliveryKey });
    return isRefusal(state) ? state : { messages: [stateMessage(state, limits)] };
  },
});

const status = defineAction({
  path: ['check', 'status'],
  about: 'See how far a check is.',
  who: 'moderator',
  takes,
  options: {},
  input: z.object({ set }),
  run: async ({ set: name }, { invocation: { space }, desks, limits }) => {
    const state = await desks.checks.state(space, name);
    return isRefusal(state) ? state : { messages: [stateMessage(state, limits)] };
  },
});

const stop = defineAction({
  path: ['check', 'stop'],
  about: 'Stop a check. Nothing is reported of a part.',
  who: 'moderator',
  takes,
  options: {},
  input: z.object({ set }),
  run: async ({ set: name }, { invocation: { space, actor }, desks, limits }) => {
    const state = await desks.checks.stop(space, { set: name, actor });
    return isRefusal(state) ? state : { messages: [stateMessage(state, limits)] };
  },
});

const report = defineAction({
  path: ['check', 'report'],
  about: 'Show the report of the last check: verdict, figures, and what to do.',
  who: 'moderator',
  takes,
  options: {},
  input: z.object({ set }),
  run: async ({ set: name }, { invocation: { space }, desks, limits }) => {
    const found = await desks.checks.report(space, name);
    if (isRefusal(found)) return found;
    return { messages: reportMessages(reportOf(found.result, found.history), reportButtons(found.result.set.id), limits) };
  },
});

const exported = defineAction({
  path: ['check', 'export'],
  about: 'Get the report as a file to keep. Every line says what it is.',
  who: 'moderator',
  takes,
  options: { format: { about: 'How it is written', choices: reportFormats } },
  input: z.object({ set, format: z.enum(reportFormats, 'Choose format:markdown or format:json.').default('markdown') }),
  run: async ({ set: name, format }, { invocation: { space }, desks, limits }) => {
    const found = await desks.checks.report(space, name);
    if (isRefusal(found)) return found;
    const file = reportFile(found.result, reportOf(found.result, found.history), format);
    const text = `${file.name} holds the report. Its figures are about AI personas, not about people.`;
    return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)], file };
  },
});

/** Checks of sets: cost, run, progress, report. */
export const checkActions: readonly CommandAction[] = [check, start, status, stop, report, exported];
