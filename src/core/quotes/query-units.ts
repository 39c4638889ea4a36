import { contentWords, findWords, foldWord } from '../query.ts';

/** A word of a text: as written, and as an index knows it. `start` and `end` are its places in the text, in UTF-16 units. */
export type Token = Readonly<{ written: string; stem: string; start: number; end: number }>;

/** Cuts a text into words and stems them, in order. */
export type Tokenize = (text: string) => readonly Token[];

/** One thing a query asks for: one stem, or several that must follow each other ("can't" is two). */
export type Unit = readonly string[];

/** The units of a text that carry meaning, those with equal stems once, in order. */
export const unitsOf = (text: string, tokenize: Tokenize): readonly Unit[] => {
  const wanted = new Set(contentWords(text));
  const units = new Map<string, Unit>();
  for (const { written } of findWords(text)) {
    const word = written.replace(/['’]s$/i, '');
    const unit = tokenize(word).map(({ stem }) => stem);
    const key = unit.join(' ');
    if (wanted.has(foldWord(word)) && unit.length > 0 && !units.has(key)) units.set(key, unit);
  }
  return [...units.values()];
};

/** The places at which a unit begins among the stems of a text. */
export const placesOf = (unit: Unit, stems: readonly string[]): readonly number[] =>
  stems.flatMap((_, place) => (unit.every((stem, offset) => stems[place + offset] === stem) ? [place] : []));

/** The words of a text that are meant by any of the units, as written, each once. */
export const matchedWords = (text: string, tokens: readonly Token[], units: readonly Unit[]): readonly string[] => {
  const stems = tokens.map(({ stem }) => stem);
  const spans = units.flatMap((unit) => placesOf(unit, stems).map((place) => ({ place, last: place + unit.length - 1 })));
  const found = new Map<string, string>();
  for (const { place, last } of spans.toSorted((one, other) => one.place - other.place)) {
    const written = text.slice(tokens[place]?.start, tokens[last]?.end);
    if (!found.has(foldWord(written))) found.set(foldWord(written), written);
  }
  return [...found.values()];
};
