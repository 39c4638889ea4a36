import { chartBlock } from '../chart.ts';
import { blockUnits } from '../fit.ts';
import { type LabelledMessage, labels, type MessageLimits, notice } from '../labels.ts';
import type { Block, Button } from '../message.ts';
import type { Figure, Section } from './figure.ts';

/** A figure in sentences: what was found, what that means. */
const sentencesOf = ({ value, meaning }: Figure): string => `${/[.!?]$/.test(value) ? value : `${value}.`} ${meaning}`;

const isIdle = ({ advice }: Figure): boolean => advice.startsWith('Nothing to do');

const adviceOf = (figures: readonly Figure[]): readonly Block[] => {
  const items = figures.filter((figure) => !isIdle(figure)).map(({ name, advice }) => `${name}: ${advice}`);
  return items.length > 0 ? [{ type: 'list', title: 'What to do', items }] : [];
};

const tableOf = (figures: readonly Figure[]): Block => ({
  type: 'table',
  title: '',
  columns: ['Figure', 'Found', 'What it means'],
  rows: figures.map(({ name, value, meaning }) => [name, value, meaning]),
});

/** A table is shown whole or not at all, so one that does not fit becomes several. */
const tablesOf = (figures: readonly Figure[], room: number): readonly Block[] => {
  const groups: Figure[][] = [];
  for (const figure of figures) {
    const last = groups.at(-1);
    if (last && blockUnits(tableOf([...last, figure])) <= room) last.push(figure);
    else groups.push([figure]);
  }
  return groups.map(tableOf);
};

/** The verdict stands in sentences, all other figures in tables with what to do below. */
const blocksOf = ({ title, figures, charts }: Section, at: number, room: number): readonly Block[] =>
  at === 0
    ? [
        { type: 'heading', text: title },
        ...figures.map((figure) => ({ type: 'text', text: sentencesOf(figure) }) as const),
        ...adviceOf(figures.slice(0, 1)),
      ]
    : [{ type: 'heading', text: title }, ...charts.map(chartBlock), ...tablesOf(figures, room), ...adviceOf(figures)];

const units = (blocks: readonly Block[]): number => blocks.reduce((sum, block) => sum + blockUnits(block), 0);

/** Blocks in as few groups as fit, in order. A group is broken between blocks, never inside one. */
const pack = (sections: readonly Section[], room: number): ReadonlyArray<readonly Block[]> => {
  const groups: Block[][] = [];
  const add = (blocks: readonly Block[]): void => {
    const last = groups.at(-1);
    if (last && units([...last, ...blocks]) <= room) last.push(...blocks);
    else if (units(blocks) <= room || blocks.length === 1) groups.push([...blocks]);
    else for (const block of blocks) add([block]);
  };
  for (const [at, section] of sections.entries()) add(blocksOf(section, at, room));
  return groups;
};

/** Said below every message of a report. */
const byline: Block = { type: 'note', text: 'Figures about AI personas. They say nothing about people.' };

/** A report as messages: one where it fits, else as many as the surface needs, with the buttons below the first. */
export const reportMessages = (
  sections: readonly Section[],
  buttons: readonly Button[],
  limits: MessageLimits,
): readonly LabelledMessage[] =>
  pack(sections, (limits.tableUnits ?? limits.bodyUnits) - labels.notice.length - units([byline])).map((blocks, at) =>
    notice(
      {
        summary: at === 0 ? (sections[0]?.figures[0]?.value ?? '') : 'The report goes on.',
        blocks: [...blocks, byline],
        buttons: at === 0 ? buttons : [],
      },
      limits,
    ),
  );
