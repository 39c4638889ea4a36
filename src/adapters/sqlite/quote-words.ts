import type { DatabaseSync } from 'node:sqlite';
import { type Cut, piecesOf } from '../../core/quotes/pieces.ts';
import { indexedText } from './quote-rows.ts';
import { createSpaceWords, readCount, type SpaceWords, scopeWords } from './space-words.ts';
import { type Row, readNumber, readOptionalText, readText } from './values.ts';

/** Pages merged in one transaction. FTS5 takes a negative number for "the whole index, so much of it now". */
const mergePages = -500;

/** A quote as far as the indexes care. */
type Indexed = Readonly<{ row: number | bigint; text: string; source: string; segment?: string | undefined; cut: Cut | undefined }>;

const cuts: readonly Cut[] = ['all', 'unspaced'];

/** How a row says what of it was cut: 1 for all, 2 for the script without spaces, NULL for nothing. */
export const cutNumber = (cut: Cut | undefined): number | null => (cut ? cuts.indexOf(cut) + 1 : null);

/** What the indexes were given for a stored row: they must be given the very same to forget it. */
export const readIndexed = (row: Row): Indexed => ({
  row: readNumber(row, 'row'),
  text: readText(row, 'text'),
  source: readText(row, 'source'),
  segment: readOptionalText(row, 'segment'),
  cut: cuts.find((_, at) => row['has_pieces'] === at + 1),
});

const piecesText = (text: string, cut: Cut): string => piecesOf(indexedText(text), cut).join(' ');

/** The scope of rows as it is indexed. Rows of one call share few sources and segments; nothing of them is kept beyond it. */
const createScopeOf = () => {
  const known = new Map<string, string>();
  return ({ source, segment }: Indexed): string => {
    const key = JSON.stringify([source, segment]);
    const made = known.get(key) ?? scopeWords({ source, segment }).join(' ');
    known.set(key, made);
    return made;
  };
};

/**
 * The two indexes of a space as one: that of words, which holds every quote, and that of pieces, which is made with the first quote that needs it. Call
 * everything inside a transaction.
 */
export const createQuoteWords = (db: DatabaseSync) => {
  const tables = createSpaceWords(db, 'words');
  const pieces = createSpaceWords(db, 'pieces');
  const changes = db.prepare('SELECT total_changes() AS rows');

  /** Adds quotes. Not in turns with other writes: SQLite opens an inner savepoint for some, at which FTS5 writes out all that it has gathered. */
  const add = (space: number, quotes: readonly Indexed[]): void => {
    const words = tables.take(space);
    const scopeOf = createScopeOf();
    for (const quote of quotes) words.add.run(quote.row, indexedText(quote.text), scopeOf(quote));
    const parts = quotes.some(({ cut }) => cut) ? pieces.take(space) : undefined;
    for (const quote of quotes) if (quote.cut) parts?.add.run(quote.row, piecesText(quote.text, quote.cut), scopeOf(quote));
  };
  const remove = (space: number, quotes: readonly Indexed[]): void => {
    const [words, parts] = [tables.find(space), pieces.find(space)];
    const scopeOf = createScopeOf();
    for (const quote of quotes) words?.remove.run(quote.row, indexedText(quote.text), scopeOf(quote));
    for (const quote of quotes) if (quote.cut) parts?.remove.run(quote.row, piecesText(quote.text, quote.cut), scopeOf(quote));
  };
  const clear = (space: number): void => {
    tables.find(space)?.clear.run();
    pieces.find(space)?.clear.run();
  };
  const mergeOne = (index: SpaceWords | undefined): boolean => {
    const before = readCount(changes.get());
    index?.merge.run(mergePages);
    // A merge that found nothing to do counts as one change (https://www.sqlite.org/fts5.html#the_merge_command, read 2026-11-21).
    return readCount(changes.get()) - before >= 2;
  };
  /** Takes removed words out of the indexes, a part at a time; false when they hold no trace of them. */
  const merge = (space: number): boolean => mergeOne(tables.find(space)) || mergeOne(pieces.find(space));

  return { tables, pieces, add, remove, clear, merge };
};

/** The two indexes of a space as one. */
export type QuoteWords = ReturnType<typeof createQuoteWords>;
