import type { Block } from './message.ts';
import { cutToUnits, withoutHiddenCharacters } from './text.ts';

/** UTF-16 units of everything that people read in a block. */
export const blockUnits = (block: Block): number => {
  switch (block.type) {
    case 'heading':
    case 'text':
    case 'note':
    case 'progress':
      return block.text.length;
    case 'list':
      return block.title.length + sum(block.items);
    case 'table':
      return block.title.length + sum(block.columns) + block.rows.reduce((total, row) => total + sum(row), 0);
    case 'quote':
      return block.text.length + block.attribution.length;
    case 'odds':
      return block.sentence.length + block.rows.reduce((total, row) => total + row.label.length + row.text.length, 0);
    case 'spread':
      return block.sentence.length + block.reference.length;
    case 'chart':
      return block.chart.title.length + block.chart.footnote.length + sum(block.words);
    case 'answer':
      return (
        (block.option?.text.length ?? 0) +
        block.stanceText.length +
        block.text.length +
        block.unmentioned.length +
        block.claims.reduce(
          (total, claim) =>
            total +
            claim.text.length +
            claim.touched.length +
            claim.ground.length +
            claim.evidence.sentence.length +
            claim.evidence.quotes.reduce((units, quote) => units + blockUnits(quote), 0),
          0,
        )
      );
  }
};

const sum = (texts: readonly string[]): number => texts.reduce((total, text) => total + text.length, 0);

const omission = 'Cut here: the rest does not fit into one message.';

const clean = (block: Block): Block => {
  switch (block.type) {
    case 'heading':
    case 'text':
    case 'note':
      return { ...block, text: withoutHiddenCharacters(block.text) };
    case 'list':
      return { ...block, items: block.items.map(withoutHiddenCharacters) };
    case 'answer':
      return {
        ...block,
        text: withoutHiddenCharacters(block.text),
        claims: block.claims.map((claim) => ({ ...claim, text: withoutHiddenCharacters(claim.text) })),
      };
    case 'chart':
    case 'odds':
    case 'progress':
    case 'quote':
    case 'spread':
    case 'table':
      return block;
  }
};

/**
 * The blocks that fit into `maxUnits`, in order. A text is cut between graphemes; any other block that does not fit is left out as a
 * whole, because half a quote is not verbatim. The last block, a message's byline, is kept. What was left out is said.
 */
export const fitBlocks = (blocks: readonly Block[], maxUnits: number): readonly Block[] => {
  const all = blocks.map(clean);
  if (all.reduce((total, block) => total + blockUnits(block), 0) <= maxUnits) return all;
  const last = all.at(-1);
  const tail: readonly Block[] = last?.type === 'note' && last.text.length + omission.length <= maxUnits ? [last] : [];
  let room = maxUnits - omission.length - tail.reduce((total, block) => total + blockUnits(block), 0);
  const kept: Block[] = [];
  // The tail cannot be reached here: then everything would have fitted.
  for (const block of all) {
    const units = blockUnits(block);
    if (units > room) {
      if (block.type === 'text' && room > 1) kept.push({ ...block, text: cutToUnits(block.text, room) });
      break;
    }
    room -= units;
    kept.push(block);
  }
  return [...kept, ...(maxUnits >= omission.length ? [{ type: 'note' as const, text: omission }] : []), ...tail];
};
