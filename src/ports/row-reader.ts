import type { AttachedFile } from './command.ts';

/** The cells of one row by the name of their column. Made without a prototype: a column called `__proto__` is a cell like any other. */
export type Cells = Readonly<Record<string, string>>;

/**
 * What a table turns out to hold, in the order of the file. `line` is the line of the file on which a row starts, from 1, counting
 * line breaks inside quoted cells. `problem` is what people read, and never holds the text of a cell.
 *
 * - `columns` comes first and once: the names as written, trimmed. Columns without a name are left out.
 * - `row` holds one cell for each named column, verbatim.
 * - `bad-row` has too few or too many cells; reading goes on behind it.
 * - `broken` is a whole sentence and the last event: the file cannot be read any further.
 */
export type RowEvent =
  | Readonly<{ kind: 'columns'; columns: readonly string[] }>
  | Readonly<{ kind: 'row'; line: number; cells: Cells }>
  | Readonly<{ kind: 'bad-row'; line: number; problem: string }>
  | Readonly<{ kind: 'broken'; problem: string }>;

/**
 * Reads an attached table as a stream. Memory stays bounded whatever the file holds, and the event loop gets its turn on the way.
 * What is wrong with the file is an event; only a fault of the stream itself is thrown. Leaving the loop early closes the file.
 */
export type RowReader = (file: AttachedFile) => AsyncGenerator<RowEvent, void>;
