import { isUnspaced, languageOf } from '../language.ts';
import { contentWords, findWords, foldWord } from '../query.ts';

/*
 * Texts in languages whose words the stemmer does not know, or that have no spaces between them, cut into pieces that an index can find: two letters in a row
 * where there are no spaces, three elsewhere. `Batterien` and `Batterie` share six of seven, `電池が` holds `電池`.
 */

/** Runs of a script without spaces, which `findWords` takes for one word. */
const unspacedRun =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu;

const runsOf = (letters: string, length: number): readonly string[] => {
  const all = Array.from(letters);
  if (all.length <= length) return [letters];
  return all.slice(length - 1).map((_, at) => all.slice(at, at + length).join(''));
};

/** One word of a query as typed, with its pieces. A quote holds the word when it holds most of them. */
export type PieceWord = Readonly<{ word: string; pieces: readonly string[] }>;

const cutWord = (word: string): readonly PieceWord[] => {
  const rest = word.replaceAll(unspacedRun, ' ').split(' ').filter(Boolean);
  const runs = word.match(unspacedRun) ?? [];
  return [
    ...runs.map((run) => ({ word: run, pieces: runsOf(foldWord(run), 2) })),
    ...rest.map((one) => ({ word: one, pieces: runsOf(foldWord(one), 3) })),
  ];
};

/** What of a text is cut: all of its words, or only those in a script without spaces, because the stemmer knows the others. */
export type Cut = 'all' | 'unspaced';

/** The pieces of a text in order, for an index. */
export const piecesOf = (text: string, cut: Cut): readonly string[] =>
  findWords(text)
    .flatMap(({ written }) => cutWord(written))
    .filter(({ word }) => cut === 'all' || isUnspaced(word))
    .flatMap(({ pieces }) => pieces);

/** The words of a query with their pieces, each word once. */
export const pieceWords = (query: string): readonly PieceWord[] => {
  const wanted = new Set(contentWords(query));
  const typed = findWords(query).map(({ written }) => written.replace(/['’]s$/i, ''));
  const words = new Map(typed.filter((word) => wanted.has(foldWord(word))).map((word) => [foldWord(word), word]));
  return [...words.values()].flatMap(cutWord);
};

/** The share of a word's pieces from which on a text counts as holding it. An ending of two letters leaves that much of most words. */
const mostPieces = 0.6;

/** One letter of a script without spaces is a word, and in an index the beginning of a piece. */
const isInOne = (piece: string, held: ReadonlySet<string>): boolean => isOneLetter(piece) && [...held].some((one) => one.startsWith(piece));

/** True for a piece of one letter that stands for all that begin with it. */
export const isOneLetter = (piece: string): boolean => Array.from(piece).length === 1 && isUnspaced(piece);

/** The words of a query that a text holds, and the words of the text that were meant, as written, each once. */
export const seePieces = (
  words: readonly PieceWord[],
  text: string,
): Readonly<{ found: readonly PieceWord[]; written: readonly string[] }> => {
  const own = findWords(text).map(({ written }) => ({ written, pieces: new Set(cutWord(written).flatMap(({ pieces }) => pieces)) }));
  const hold = ({ pieces }: PieceWord, held: ReadonlySet<string>): boolean =>
    pieces.filter((piece) => held.has(piece) || isInOne(piece, held)).length >= pieces.length * mostPieces;
  const found = words.filter((word) => own.some(({ pieces }) => hold(word, pieces)));
  const written = own.filter(({ pieces }) => found.some((word) => hold(word, pieces))).map((one) => one.written);
  return { found, written: [...new Set(written)] };
};

/** Texts looked at to tell in which language a table is written, and the share of them that says so. */
const sample = { every: 10, share: 0.2 } as const;

/**
 * Says of each text what of it needs pieces. Languages are told by small words, which short texts do not have; they go by the rest of their table, of which
 * every tenth is looked at first.
 */
export const cutsOf = (texts: readonly string[]): readonly (Cut | undefined)[] => {
  const isForeign = (text: string): boolean => (languageOf(text) ?? 'en') !== 'en';
  const some = texts.filter((_, at) => at % sample.every === 0);
  const isMixed = some.filter(isForeign).length >= Math.max(1, some.length * sample.share);
  return texts.map((text) => {
    if (isMixed && languageOf(text) !== 'en') return 'all';
    return isUnspaced(text) ? 'unspaced' : undefined;
  });
};
