import { chartBlock } from '../chart.ts';
import { blockUnits } from '../fit.ts';
import { type LabelledMessage, labels, type MessageLimits, notice } from '../labels.ts';
import type { Block, Button } from '../message.ts';
import { endSentence } from '../text.ts';
import type { Figure, Section } from './figure.ts';

/** A figure in sentences: what was found, what that means. */
const sentencesOf = ({ value, meaning }: Figure): string => `${endSentence(value)} ${meaning}`;

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

/** The verdict stands in sentences, all other figures in tables with what to do below. A table leaves room for the heading above it. */
const blocksOf = ({ title, figures, charts }: Section, at: number, room: number): readonly [Block, ...Block[]] => {
  const heading = { type: 'heading', text: title } as const;
  return at === 0
    ? [heading, ...figures.map((figure) => ({ type: 'text', text: sentencesOf(figure) }) as const), ...adviceOf(figures.slice(0, 1))]
    : [heading, ...charts.map(chartBlock), ...tablesOf(figures, room - blockUnits(heading)), ...adviceOf(figures)];
};

const units = (blocks: readonly Block[]): number => blocks.reduce((sum, block) => sum + blockUnits(block), 0);

/**
 * Blocks in as few groups as fit, in order. A group is broken between blocks, never inside one, and not below a heading, which would stand alone at the end of a
 * message.
 */
const pack = (sections: readonly Section[], room: number): ReadonlyArray<readonly Block[]> => {
  const groups: Block[][] = [];
  const add = (blocks: readonly Block[], pieces: ReadonlyArray<readonly Block[]>): void => {
    const last = groups.at(-1);
    if (last && units([...last, ...blocks]) <= room) last.push(...blocks);
    else if (units(blocks) <= room || pieces.length === 0) groups.push([...blocks]);
    else for (const piece of pieces) add(piece, []);
  };
  for (const [at, section] of sections.entries()) {
    const [heading, ...rest] = blocksOf(section, at, room);
    add([heading, ...rest], [[heading, ...rest.slice(0, 1)], ...rest.slice(1).map((block) => [block])]);
  }
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
