import { aiDigest, type LabelledMessage, type MessageLimits, notice } from '../labels.ts';
import type { Block } from '../message.ts';
import { peoplePerArm } from '../score/proportion.ts';
import { isComparison, optionLetter } from '../stimulus.ts';
import { endSentence } from '../text.ts';
import { isPartlyModel, openQuestions, type Seat, saidOf, spokenOf } from './closing-said.ts';
import type { PanelFacts } from './panel-facts.ts';

/* What to do with a panel's open questions: ask people. */

/** How many people usually bring up most of what a group has to say. A rule of thumb among interviewers. */
const interviews = '5 to 8';

/** Shares of people who click or buy today, and the smallest difference worth a test: a fifth more. */
const bases = [0.01, 0.03, 0.1] as const;
const lift = 0.2;

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

const planBlocks = ({ plan }: PanelFacts): readonly Block[] => {
  const { options } = plan.stimulus;
  if (!isComparison(plan.stimulus)) return [];
  const rows = bases.map((base) => [percent(base), percent(base * (1 + lift)), peoplePerArm(base, base * (1 + lift)).toLocaleString('en')]);
  const pairs = (options.length * (options.length - 1)) / 2;
  return [
    { type: 'heading', text: 'A/B plan' },
    {
      type: 'list',
      title: 'Before it starts',
      items: [
        `Show ${options.map((_, index) => optionLetter(index)).join(', ')} to people drawn at random, at the same time, with everything else the same.`,
        'Decide beforehand what is counted, how many people see each option, and on which day you stop. Do not stop early because one leads.',
        `When it is over: /outcome with the counts. ${pairs > 1 ? `With ${pairs} pairs to compare, a lone winner is likelier to be chance: test the best two again.` : ''}`.trim(),
      ],
    },
    {
      type: 'table',
      title: 'People for each option, to find a fifth more in 4 of 5 tests (5 % two-sided)',
      columns: ['Does it today', 'Would be', 'People for each'],
      rows,
    },
  ];
};

const leftOpen = 'The questions come from what AI personas left open. Only people can answer them.';

/** What is asked where the personas left nothing open. */
const beginning = {
  asked: ['When did you last need something like this? Tell me about it from the beginning.'],
  note: 'The AI personas left no question open. Only people can answer what is asked here.',
};

/** An interview guide from a panel's open questions, and for a comparison a plan for a test. Nothing here is an answer. */
export const askPeopleMessage = (facts: PanelFacts, seats: readonly Seat[], limits: MessageLimits): LabelledMessage => {
  const spoken = spokenOf(seats);
  const said = facts.plan.stimulus.options.flatMap((_, option) => saidOf(spoken, option));
  const questions = openQuestions(seats, said);
  const { asked, note } = questions.length > 0 ? { asked: questions, note: leftOpen } : beginning;
  const blocks: readonly Block[] = [
    { type: 'heading', text: `Panel ${facts.number}: ask real people` },
    {
      type: 'list',
      title: 'Interview guide',
      items: [
        `Talk to ${interviews} people whom this is for, one at a time, for half an hour. Ask whether you may note down their words.`,
        'Do not show the headline or concept first, and do not say what you hope for.',
        ...asked.map((question) => `Ask: ${endSentence(question)} Then: What did you do next? Why?`),
        'Now show it. Ask: What is this? Who is it for? What would you do?',
        'Write down their words as they said them, and import them with /panel-admin quotes import.',
      ],
    },
    ...planBlocks(facts),
    { type: 'note', text: note },
  ];
  return (isPartlyModel(seats) ? aiDigest : notice)({ summary: `Panel ${facts.number}: an interview guide`, blocks }, limits);
};
