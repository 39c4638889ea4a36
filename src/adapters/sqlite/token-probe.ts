import { DatabaseSync } from 'node:sqlite';
import { findWords, foldWord } from '../../core/query.ts';
import { snapshot } from './transaction.ts';
import { readNumber, readText } from './values.ts';

/** How every word in this store is cut, folded and stemmed. Measured best for short English texts (bench/README.md). */
export const tokenizer = 'porter unicode61 remove_diacritics 2';

/** One thing a query asks for: the stems of one written word. Most have one stem; "can't" has two, which must follow each other. */
export type QueryUnit = Readonly<{ stems: readonly string[]; match: string }>;

/** What SQLite saw of a query in one text: which units are there, and the words of the text that were meant, as written. */
export type Sighting = Readonly<{ units: ReadonlySet<QueryUnit>; words: readonly string[] }>;

/** A word as an FTS5 string: whatever it holds, it cannot be an operator. */
const quoteWord = (word: string): string => `"${word.replaceAll('"', '""')}"`;

const open = '⟦';
const close = '⟧';
// Our marks must not be in the text, and to `MATCH` a NUL is the end. All three only ever separate words, so a space says the same.
const withoutMarks = (text: string): string => text.toWellFormed().replaceAll('\0', ' ').replaceAll(open, ' ').replaceAll(close, ' ');
const marked = /⟦([^⟧]*)⟧/g;

/** An FTS5 expression for the first words of a text, one after the other; `undefined` when there are none. Finds every text with the same words. */
export const phraseOf = (text: string): string | undefined => {
  const words = findWords(text).slice(0, 64);
  return words.length > 0 ? quoteWord(withoutMarks(words.map(({ written }) => written).join(' '))) : undefined;
};

const eachOnce = (words: readonly string[]): readonly string[] => {
  const first = new Map<string, string>();
  for (const word of words) if (!first.has(foldWord(word))) first.set(foldWord(word), word);
  return [...first.values()];
};

const openProbe = () => {
  const db = new DatabaseSync(':memory:');
  db.exec(`CREATE VIRTUAL TABLE probe USING fts5(text, tokenize = '${tokenizer}')`);
  db.exec("CREATE VIRTUAL TABLE stems USING fts5vocab(probe, 'instance')");
  return {
    db,
    put: db.prepare('INSERT INTO probe (rowid, text) VALUES (?, ?)'),
    stems: db.prepare('SELECT doc, term FROM stems ORDER BY doc, offset'),
    sightings: db.prepare('SELECT rowid AS place FROM probe WHERE probe MATCH ?'),
    highlights: db.prepare('SELECT rowid AS place, highlight(probe, 0, ?, ?) AS text FROM probe WHERE probe MATCH ?'),
  };
};

/** Words whose stems are remembered. A language has some tens of thousands in use. */
const mostKnown = 20_000;

/** Tells the stems of words. What SQLite said of a word once is remembered, because it says the same every time. */
const createStems = (sql: ReturnType<typeof openProbe>) => {
  const known = new Map<string, readonly string[]>();
  return (words: readonly string[]): ReadonlyMap<string, readonly string[]> => {
    if (known.size > mostKnown) known.clear();
    const unknown = [...new Set(words)].filter((word) => !known.has(word));
    if (unknown.length === 0) return known;
    snapshot(sql.db, () => {
      for (const [place, word] of unknown.entries()) sql.put.run(place, withoutMarks(word));
      const stems = Map.groupBy(sql.stems.all(), (row) => readNumber(row, 'doc'));
      for (const [place, word] of unknown.entries()) known.set(word, stems.get(place)?.map((row) => readText(row, 'term')) ?? []);
    });
    return known;
  };
};

/**
 * Asks SQLite's own tokenizer how it sees words and texts, in a scratch table that is never kept. A copy of the tokenizer in JavaScript
 * agrees on English, but not on every alphabet, and where the two differ a found quote would count as not matching.
 */
export const createTokenProbe = () => {
  const sql = openProbe();

  const stemsOf = createStems(sql);

  /** The units of a query, those with equal stems once, in order. Words that SQLite does not index are left out. */
  const unitsOf = (words: readonly string[]): readonly QueryUnit[] => {
    const known = stemsOf(words);
    const units = new Map<string, QueryUnit>();
    for (const word of words) {
      const own = known.get(word) ?? [];
      const key = own.join(' ');
      if (own.length > 0 && !units.has(key)) units.set(key, { stems: own, match: quoteWord(withoutMarks(word)) });
    }
    return [...units.values()];
  };

  /** What is to be seen of the units in each of the texts, in the order of the texts. */
  const look = (units: readonly QueryUnit[], texts: readonly string[]): readonly Sighting[] =>
    snapshot(sql.db, () => {
      for (const [place, text] of texts.entries()) sql.put.run(place, withoutMarks(text));
      const found = texts.map(() => new Set<QueryUnit>());
      for (const unit of units) for (const row of sql.sightings.all(unit.match)) found[readNumber(row, 'place')]?.add(unit);
      const words = new Map<number, readonly string[]>();
      for (const row of sql.highlights.all(open, close, anyOf(units)))
        words.set(readNumber(row, 'place'), eachOnce(Array.from(readText(row, 'text').matchAll(marked), ([, word]) => word ?? '')));
      return found.map((seen, place) => ({ units: seen, words: words.get(place) ?? [] }));
    });

  return { unitsOf, look, close: () => sql.db.close() };
};

export type TokenProbe = ReturnType<typeof createTokenProbe>;

/** The FTS5 expression for "any of these". */
export const anyOf = (units: readonly Pick<QueryUnit, 'match'>[]): string => units.map(({ match }) => match).join(' OR ');
