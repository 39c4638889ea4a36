import { chartBlock } from '../chart.ts';
import { blockUnits } from '../fit.ts';
import { type LabelledMessage, labels, type MessageLimits, notice } from '../labels.ts';
import type { Block, Button } from '../message.ts';
import type { Figure, Section } from './figure.ts';

/** A figure on one line: what it is, what was found, what that means, what to do. */
const describeFigure = ({ name, value, meaning, advice }: Figure): string => {
  const found = /[.!?]$/.test(value) ? value : `${value}.`;
  return `${name}: ${found} ${meaning}${advice === 'Nothing to do.' ? '' : ` What to do: ${advice}`}`;
};

const blocksOf = ({ title, figures, charts }: Section): readonly Block[] => [
  { type: 'heading', text: title },
  ...charts.map(chartBlock),
  ...figures.map((figure) => ({ type: 'text', text: describeFigure(figure) }) as const),
];

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
  for (const section of sections) add(blocksOf(section));
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
  pack(sections, limits.bodyUnits - labels.notice.length - units([byline])).map((blocks, at) =>
    notice(
      {
        summary: at === 0 ? (sections[0]?.figures[0]?.value ?? '') : 'The report goes on.',
        blocks: [...blocks, byline],
        buttons: at === 0 ? buttons : [],
      },
      limits,
    ),
  );
