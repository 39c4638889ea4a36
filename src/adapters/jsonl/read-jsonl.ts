import type { AttachedFile } from '../../ports/command.ts';
import type { Cells, RowEvent, RowReader } from '../../ports/row-reader.ts';

/** Longest line, in UTF-16 units. Longer ones end the reading, because nothing behind them can be trusted to be a line of its own. */
const maxLineUnits = 1_048_576;

const broken = (problem: string): RowEvent => ({ kind: 'broken', problem });

class NotText extends Error {
  override readonly name = 'NotText';
}

/** The lines of a file as UTF-8 text, with their numbers. A line that is too long comes as `undefined` and is the last. */
async function* linesOf(file: AttachedFile): AsyncGenerator<Readonly<{ line: number; text: string | undefined }>> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new NotText('the file is not UTF-8', { cause });
    }
  };
  let rest = '';
  let line = 0;
  for await (const chunk of file.open()) {
    const pieces = (rest + decode(chunk)).split('\n');
    rest = pieces.pop() ?? '';
    for (const text of pieces) {
      line += 1;
      yield { line, text };
    }
    if (rest.length > maxLineUnits) return yield { line: line + 1, text: undefined };
  }
  rest += decode();
  if (rest !== '') yield { line: line + 1, text: rest };
}

type Parsed = Readonly<{ cells: Map<string, string> } | { problem: string }>;

const toCell = (value: unknown): string | undefined => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value.isWellFormed() ? value : undefined;
  return '';
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One object as cells; an object inside it gives `author.id`. What lies deeper, and lists, are left out. */
const parseLine = (text: string): Parsed => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'that are not one JSON object each' };
  }
  if (!isObject(value)) return { problem: 'that are not one JSON object each' };
  const cells = new Map<string, string>();
  for (const [key, one] of Object.entries(value)) {
    const inner = isObject(one) ? Object.entries(one).map(([name, part]) => [`${key}.${name}`, part] as const) : [[key, one] as const];
    for (const [name, part] of inner) {
      const cell = toCell(part);
      if (cell === undefined) return { problem: 'with a number that is too large or a broken character' };
      cells.set(name.trim(), cell);
    }
  }
  return { cells };
};

/** Columns of one file at most. More is data where names should be. */
const mostColumns = 500;

const toCells = (columns: readonly string[], from: ReadonlyMap<string, string>): Cells => {
  const cells: Record<string, string> = Object.create(null);
  for (const name of columns) cells[name] = from.get(name) ?? '';
  return cells;
};

/**
 * Reads JSON Lines: UTF-8, one object on each line. The columns are the keys of the first object; keys that only later ones have are left out. Of a key that
 * stands twice in one object the last value counts. Empty lines are skipped.
 */
export const readJsonl: RowReader = async function* (file) {
  let columns: readonly string[] | undefined;
  try {
    for await (const { line, text } of linesOf(file)) {
      if (text === undefined || text.length > maxLineUnits)
        return yield broken(`Line ${line} is longer than 1 MB. Is this a JSON Lines file, with one object on each line?`);
      if (text.trim() === '') continue;
      const parsed = parseLine(text);
      if (!columns) {
        if ('problem' in parsed) return yield broken(`Line ${line} is not a JSON object. A JSON Lines file holds one on each line.`);
        columns = [...parsed.cells.keys()].filter((name) => name !== '');
        if (columns.length === 0 || columns.length > mostColumns)
          return yield broken(`Line ${line} names no columns, or more than ${mostColumns}.`);
        yield { kind: 'columns', columns };
      }
      if ('problem' in parsed) yield { kind: 'bad-row', line, problem: parsed.problem };
      else yield { kind: 'row', line, cells: toCells(columns, parsed.cells) };
    }
  } catch (error) {
    if (!(error instanceof NotText)) throw error;
    return yield broken('The file is not UTF-8 text. Unpack it, or save it as JSON Lines in UTF-8.');
  }
  if (!columns) yield broken('The file is empty. Each line must hold one JSON object.');
};
