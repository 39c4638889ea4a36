import { z } from 'zod';
import type { Figure, Section } from '../src/core/check/figure.ts';
import { checkSizes } from '../src/core/check/items.ts';
import { checkButton, describeProgress, reportButtons } from '../src/core/check/progress.ts';
import { reportOf } from '../src/core/check/report.ts';
import { fileFigures } from '../src/core/check/report-coverage.ts';
import { reportFile, reportFormats } from '../src/core/check/report-file.ts';
import { reportMessages } from '../src/core/check/report-messages.ts';
import { describeLastCheck } from '../src/core/check/result.ts';
import { swapAttributes } from '../src/core/check/swap-attribute.ts';
import { isRefusal } from '../src/core/errors.ts';
import { type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';
import type { Button } from '../src/core/message.ts';
import type { CheckCost, CheckOffer, CheckState } from '../src/ports/check-desk.ts';
import type { CommandAction } from '../src/ports/command.ts';
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

const whole = (count: number): string => count.toLocaleString('en');

const describeMoney = ({ cost }: CheckCost): string =>
  cost === undefined
    ? 'The operator has not set prices, so there is no sum.'
    : `That is at most about ${cost.toFixed(2)} in the currency of the prices set here.`;

const describePrice = ({ price, size: wished, set: { personas } }: CheckOffer): Figure => {
  if (!price)
    return {
      name: 'What it takes',
      value: 'A check asks a language model, and none is configured here',
      meaning: 'Only what the files show can be said: it is below.',
      advice: 'Ask the operator to configure a language model.',
    };
  const { items, replicates } = checkSizes[wished];
  return {
    name: 'What it takes',
    value: `${whole(price.calls)} calls of ${price.models.join(' and ')}, up to ${whole(price.tokens)} tokens`,
    meaning: `${personas} AI personas, ${items} items, ${replicates} times each, and the same model without any persona. ${describeMoney(price)} The tokens are reserved now and settled at the end.`,
    advice: 'Press the button to run it. You can stop it, and go on working meanwhile.',
  };
};

const describeSwaps = ({ size: wished, attributes, swaps }: CheckOffer): readonly Figure[] => {
  if (wished === 'quick' || attributes.length === 0) return [];
  return swaps.map(({ attribute, personas }) => ({
    name: `Swap of ${attribute}`,
    value: personas.length === 0 ? 'not possible' : `in ${personas.length === 1 ? 'one file' : `${personas.length} files`}`,
    meaning: personas.length === 0 ? 'No file mentions it in words that the rules know.' : `Mentioned by ${personas.join(', ')}.`,
    advice: 'Nothing to do.',
  }));
};

const describeState = ({ status, reason, ...state }: CheckState): string =>
  describeProgress({
    ...state,
    ...(status === 'running' || status === 'stopping' ? {} : { end: { kind: status, ...(reason === undefined ? {} : { reason }) } }),
  });

const offerSections = (offer: CheckOffer): readonly Section[] => {
  const last = describeLastCheck(offer.last, { version: offer.set.version, models: offer.price?.models ?? [] });
  const before: Figure = {
    name: 'Before',
    value: last === '' ? 'This set has not been checked yet' : last,
    meaning: 'Results belong to a version and a model.',
    advice: 'Nothing to do.',
  };
  const running = offer.running && {
    name: 'Now',
    value: describeState(offer.running),
    meaning: 'One check runs at a time.',
    advice: `See how far it is: /personas check status ${offer.set.id}`,
  };
  const swaps = describeSwaps(offer);
  return [
    {
      title: `Check ${offer.set.title}, version ${offer.set.version}`,
      figures: [...(running ? [running] : []), describePrice(offer), before],
      charts: [],
    },
    ...(swaps.length > 0 ? [{ title: 'What can be swapped', figures: swaps, charts: [] }] : []),
    { title: 'What the files show', figures: fileFigures(offer.files), charts: [] },
  ];
};

const again = (label: string, options: Readonly<Record<string, string>>): Button => ({
  label,
  style: 'plain',
  press: { command: 'personas', action: ['check'], options },
});

const offerButtons = ({ set: { id, version }, size: wished, attributes, price, last, running }: CheckOffer): readonly Button[] => [
  ...(price && !running
    ? [
        checkButton(`Run it: ${whole(price.calls)} calls`, 'start', {
          set: id,
          size: wished,
          swap: attributes.join(),
          version: String(version),
        }),
      ]
    : []),
  ...(running ? [checkButton('Stop', 'stop', { set: id }, 'danger')] : []),
  ...(price && !running && wished === 'quick' ? [again('Look at the full size', { set: id, size: 'full', swap: 'all' })] : []),
  ...(last ? [checkButton('Show the last report', 'report', { set: id })] : []),
];

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
