import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AttachedFile } from '../../ports/command.ts';
import type { Cells, RowReader } from '../../ports/row-reader.ts';
import type { ImportPlan } from './quote-import-columns.ts';
import { isAmbiguousDate, orderOf } from './quote-import-values.ts';

/** Rows between two turns of the event loop. */
const chunkRows = 500;

/** How the days in a column are written, where they are of numbers and one of them tells. */
const findDateOrder = async (readRows: RowReader, file: AttachedFile, plan: ImportPlan, column: string): Promise<ImportPlan> => {
  let rows = 0;
  for await (const event of readRows(file)) {
    const dateOrder = event.kind === 'row' ? orderOf(event.cells[column] ?? '') : undefined;
    if (dateOrder) return { ...plan, dateOrder };
    rows += 1;
    if (rows % chunkRows === 0) await nextTurn();
  }
  return plan;
};

/** Knows the plan of a file, and looks once at all of its days when it meets the first that can be read in two ways. */
export const createPlanner = (readRows: RowReader, file: AttachedFile) => {
  let isKnown = false;
  // No promise for the other rows: an import has a million of them.
  return (plan: ImportPlan, cells: Cells): ImportPlan | Promise<ImportPlan> => {
    const { date } = plan.columns;
    if (isKnown || date === undefined || !isAmbiguousDate(cells[date] ?? '')) return plan;
    isKnown = true;
    return findDateOrder(readRows, file, plan, date);
  };
};
