import { z } from 'zod';
import { isRefusal, type Refusal, refuse } from '../src/core/errors.ts';
import { makeForm } from '../src/core/form.ts';
import { notice } from '../src/core/labels.ts';
import type { OutcomeResult } from '../src/core/ledger/entry.ts';
import { truthOf } from '../src/core/ledger/grade.ts';
import { readCounts, readWinner } from '../src/core/ledger/typed-outcome.ts';
import { isComparison, optionLetter } from '../src/core/stimulus.ts';
import { onOneLine } from '../src/core/text.ts';
import type { Command, CommandContext, Reply } from '../src/ports/command.ts';
import { day, defineAction, panelNumber } from './input.ts';

const source = z.string().trim().min(1).max(200, 'A source has up to 200 characters.');
const countsExample = 'A 120/4000, B 95/4010';

/** The form for one comparison. */
const outcomeForm = async (panel: number, { invocation, desks }: CommandContext): Promise<Reply | Refusal> => {
  const found = await desks.scores.history(invocation.space, panel);
  if (isRefusal(found)) return found;
  const { options } = found.panel.plan.stimulus;
  const choices = [
    ...options.map((option, index) => ({ value: optionLetter(index), label: `${optionLetter(index)}: ${onOneLine(option)}` })),
    { value: 'tie', label: 'No difference' },
    { value: 'withdrawn', label: 'The test was never run to its end' },
  ];
  const form = makeForm({
    title: `Outcome of panel ${panel}`,
    about: 'What really happened. It is kept with your name, and can be corrected later; nothing is overwritten.',
    fields: [
      { kind: 'choice', option: 'winner', label: 'What won', required: false, choices },
      {
        kind: 'line',
        option: 'counts',
        label: 'Counts for each option, if there are any',
        hint: `clicks/people: ${countsExample}`,
        required: false,
        maxUnits: 300,
      },
      { kind: 'line', option: 'source', label: 'Where the figures come from', required: true, maxUnits: 200 },
      {
        kind: 'line',
        option: 'date',
        label: 'Day on which the test ended',
        hint: '2026-11-21; today when left out',
        required: false,
        maxUnits: 10,
      },
    ],
    press: { command: 'outcome', action: ['record'], options: { panel: String(panel) } },
    submit: 'Record',
  });
  return { messages: [], form, panel };
};

/** Reads what was given. With counts, they decide; a winner that contradicts them is a slip. */
const readResult = (winner: string | undefined, counts: string | undefined): OutcomeResult | string => {
  const named = winner === undefined || winner === '' ? undefined : readWinner(winner);
  if (counts === undefined || counts.trim() === '') {
    return named ?? 'Name the winner by its letter, or write tie or withdrawn; or give counts, clicks/people, for each option.';
  }
  const read = readCounts(counts);
  if (!read) return `Write counts as clicks/people for each option, for example ${countsExample}.`;
  const rates = read.counts.map(({ people, chose }) => chose / Math.max(1, people));
  if (named?.kind === 'winner' && rates[named.winner] !== Math.max(...rates))
    return 'The winner is not the option with the highest rate in the counts. Check both.';
  return named?.kind === 'withdrawn' ? named : read;
};

type Given = Readonly<{
  panel: number;
  winner?: string | undefined;
  counts?: string | undefined;
  source?: string | undefined;
  date?: string | undefined;
}>;

/** Never rounded up, and never certain: counts leave something open, however small. */
const sureness = (chance: number): string => (chance > 0.99 ? 'over 99' : String(Math.floor(chance * 100)));

const describeRecorded = (result: OutcomeResult, options: readonly string[], source: string, date: string): string => {
  const where = `source: ${onOneLine(source)}, ${date}`;
  if (result.kind === 'withdrawn') return `recorded as withdrawn; it stays in the ledger and is not scored (${where}).`;
  if (result.kind === 'tie') return `recorded as no difference (${where}).`;
  if (result.kind === 'winner') return `${optionLetter(result.winner)} won, by your word (${where}).`;
  const truth = truthOf({ result, source, date, author: '' }, options.length);
  const chances = truth?.chances ?? [];
  const best = chances.indexOf(Math.max(...chances));
  return truth?.winner === undefined
    ? `too close to call: ${optionLetter(best)} is the best with ${Math.round((chances[best] ?? 0) * 100)} in 100 (${where}). It counts as noisy, neither right nor wrong.`
    : `${optionLetter(best)} won, and is truly the best with ${sureness(chances[best] ?? 0)} in 100 (${where}).`;
};

const record = async (given: Given, { invocation, desks, limits }: CommandContext): Promise<Reply | Refusal> => {
  const result = readResult(given.winner, given.counts);
  if (typeof result === 'string') return refuse('outcome-wrong', { problem: result });
  const recorded = await desks.scores.outcome({
    space: invocation.space,
    number: given.panel,
    actor: invocation.actor,
    result,
    ...(given.source ? { source: given.source } : {}),
    ...(given.date ? { date: given.date } : {}),
  });
  if (isRefusal(recorded)) return recorded;
  const { panel, item, line } = recorded;
  const last = item.outcomes.at(-1);
  const isCorrection = item.outcomes.length > 1;
  const isLate = last !== undefined && last.date < (item.sealedAt ?? '').slice(0, 10);
  const said = describeRecorded(result, panel.plan.stimulus.options, last?.source ?? '', last?.date ?? '');
  const text = [
    `Panel ${given.panel}: ${said}`,
    isCorrection ? 'This corrects what was recorded before, which stays in the ledger.' : '',
    isLate ? 'That was before the forecast was sealed, so it is not counted in the track record.' : '',
  ];
  const blocks = [
    { type: 'text', text: text.filter(Boolean).join(' ') },
    { type: 'text', text: line },
  ] as const;
  return { messages: [notice({ summary: `Outcome of panel ${given.panel} recorded.`, blocks }, limits)], panel: given.panel };
};

const typed = defineAction({
  path: [],
  about: 'Record what really happened for a comparison: /outcome 12 A, or /outcome 12 for a form. Kept with your name.',
  who: 'member',
  opensForm: true,
  takes: { name: 'outcome', about: 'The panel’s number and the letter of the winner, tie or withdrawn', example: '12 A' },
  options: {
    counts: { about: 'Clicks and people for each option', example: `"${countsExample}"` },
    source: { about: 'Where the figures come from', example: '"Newsletter test"' },
    date: { about: 'The day on which the test ended', example: '2026-11-21' },
  },
  input: z.object({ outcome: z.string().default(''), counts: z.string().optional(), source: source.optional(), date: day.optional() }),
  run: async ({ outcome, ...given }, context) => {
    const [number = '', winner, ...rest] = outcome.trim().split(/\s+/);
    const panel = panelNumber.safeParse(number === '' ? await lastComparison(context) : number);
    if (!panel.success || rest.length > 0)
      return refuse('outcome-wrong', { problem: 'Type the panel’s number and the winner, for example: /outcome 12 A' });
    if (winner === undefined && given.counts === undefined) return outcomeForm(panel.data, context);
    return record({ panel: panel.data, winner, ...given }, context);
  },
});

/** With no number typed: the last comparison of the space. */
const lastComparison = async ({ invocation, desks }: CommandContext): Promise<number | undefined> => {
  const recent = await desks.panels.recent(invocation.space, 25);
  return recent.find(({ plan }) => isComparison(plan.stimulus) && !plan.follows)?.ref.number;
};

const form = defineAction({
  path: ['form'],
  about: 'Open the form for the outcome of a panel.',
  who: 'member',
  hidden: true,
  opensForm: true,
  options: { panel: { about: 'The number of the panel' } },
  input: z.object({ panel: panelNumber }),
  run: ({ panel }, context) => outcomeForm(panel, context),
});

const filled = defineAction({
  path: ['record'],
  about: 'Record the outcome of a panel from its form.',
  who: 'member',
  hidden: true,
  options: {
    panel: { about: 'The number of the panel' },
    winner: { about: 'The letter of the winner, tie or withdrawn' },
    counts: { about: 'Clicks and people for each option' },
    source: { about: 'Where the figures come from' },
    date: { about: 'The day on which the test ended' },
  },
  input: z.object({
    panel: panelNumber,
    winner: z.string().optional(),
    counts: z.string().optional(),
    source: source.optional(),
    date: day.optional(),
  }),
  run: record,
});

/** `/outcome`: what really happened. */
export const outcome: Command = {
  name: 'outcome',
  about:
    'What really happened for a comparison, with where the figure comes from. Every later panel shows how often panels like it were right.',
  actions: [typed, form, filled],
};
