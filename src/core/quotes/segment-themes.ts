import { foldedWords } from '../honesty/speech-text.ts';
import type { PersonaSet } from '../personas/persona-set.ts';
import { contentWords } from '../query.ts';
import { onOneLine } from '../text.ts';
import type { Quote } from './quotes.ts';

/*
 * What one group of real people speaks of more often than the others, by counting words. A help for somebody who writes a persona by hand: it proposes
 * what to look at, with the quotes, and writes no sentence of its own.
 */

/** One theme: the words that occur together, how many quotes hold one of them, the newest of their days, and some of the quotes, those first that show it best. */
export type SegmentTheme = Readonly<{ words: readonly string[]; n: number; date: string; quotes: readonly Quote[] }>;

/** The themes of a group. `of` counts its quotes and `against` those of everybody else; `source` is there when all come from one. */
export type SegmentThemes = Readonly<{ of: number; against: number; source: string; themes: readonly SegmentTheme[] }>;

/** A segment of the quotes: its size, and the persona of a set that shares most of its typical words, when any does. */
export type SegmentVoice = Readonly<{ segment: string; quotes: number; nearest?: string; shared: readonly string[] }>;

const most = { themes: 8, words: 4, quotes: 10, typical: 12 } as const;

/** A word of fewer quotes than this is an anecdote. */
const fewest = 3;

/** Two standard deviations: below it a difference may be chance. */
const least = 1.96;

/** The strength of the prior, in quotes. */
const priorQuotes = 10;

type Counts = ReadonlyMap<string, number>;

/** In how many quotes each content word stands. Quotes, not occurrences, because one angry person repeats a word. */
const countWords = (quotes: readonly Quote[]): Counts => {
  const counts = new Map<string, number>();
  for (const { text } of quotes)
    for (const word of contentWords(text)) if (word.length > 2 && !/^\p{N}+$/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
};

/**
 * The z-score of the log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words", equations 16, 18 and 22), over
 * quotes that hold a word against those that do not. The prior is the word's share among all quotes. Above 0: more typical of the group.
 */
export const logOddsZ = (request: Readonly<{ inGroup: number; group: number; inRest: number; rest: number }>): number => {
  const { inGroup, group, inRest, rest } = request;
  const share = (inGroup + inRest) / (group + rest);
  const [a, b] = [priorQuotes * share, priorQuotes * (1 - share)];
  const logit = (hits: number, all: number) => Math.log((hits + a) / (all - hits + b));
  const variance = 1 / (inGroup + a) + 1 / (inRest + a);
  return (logit(inGroup, group) - logit(inRest, rest)) / Math.sqrt(variance);
};

type Scored = Readonly<{ word: string; z: number; count: number }>;

/** The words that a group uses more than others, most typical first. Without others, its most frequent words. */
const typicalWords = (group: readonly Quote[], rest: readonly Quote[]): readonly Scored[] => {
  const [own, other] = [countWords(group), countWords(rest)];
  const scored = [...own].map(([word, count]) => ({
    word,
    count,
    z: rest.length === 0 ? count : logOddsZ({ inGroup: count, group: group.length, inRest: other.get(word) ?? 0, rest: rest.length }),
  }));
  return scored.filter(({ count, z }) => count >= fewest && z >= least).toSorted((a, b) => b.z - a.z || (a.word < b.word ? -1 : 1));
};

const holders = (quotes: readonly Quote[], words: readonly string[]): readonly Quote[] =>
  quotes.filter(({ text }) => contentWords(text).some((word) => words.includes(word)));

/** Words whose quotes are mostly those of a stronger word belong to its theme. */
const joinWords = (words: readonly Scored[], group: readonly Quote[]): ReadonlyArray<readonly string[]> => {
  const themes: string[][] = [];
  for (const { word, count } of words) {
    const home = themes.find((theme) => holders(holders(group, [word]), theme.slice(0, 1)).length * 2 > count);
    if (!home) themes.push([word]);
    else if (home.length < most.words) home.push(word);
  }
  return themes.slice(0, most.themes);
};

/** Short quotes that hold several words of the theme show it best. */
const showBest = (quotes: readonly Quote[], words: readonly string[]): readonly Quote[] => {
  const hits = ({ text }: Quote): number => contentWords(text).filter((word) => words.includes(word)).length;
  return quotes.toSorted((a, b) => hits(b) - hits(a) || a.text.length - b.text.length || (a.id < b.id ? -1 : 1)).slice(0, most.quotes);
};

/** Up to three sources in one line, as a basis names them. A bar would end its part of the line. */
export const nameSources = (sources: readonly string[]): string =>
  onOneLine([...new Set(sources)].slice(0, 3).join(', ').replaceAll('|', '/')).slice(0, 120);

/** Finds the themes of a group beside everybody else's quotes. */
export const findSegmentThemes = (group: readonly Quote[], rest: readonly Quote[]): SegmentThemes => {
  const themes = joinWords(typicalWords(group, rest).slice(0, 60), group).map((words) => {
    const found = holders(group, words);
    return {
      words,
      n: found.length,
      date:
        found
          .map(({ date }) => date)
          .toSorted()
          .at(-1) ?? '',
      quotes: showBest(found, words),
    };
  });
  return { of: group.length, against: rest.length, source: nameSources(group.map(({ source }) => source)), themes };
};

const wordsOf = (set: PersonaSet['personas'][number]): ReadonlySet<string> =>
  new Set(set.traits.flatMap(({ text, words }) => [...contentWords(text), ...words.flatMap(contentWords)]));

/** A persona that shares fewer of a segment's typical words than this does not speak of what that segment speaks of. */
const leastShared = 2;

/**
 * Which persona of a set is nearest to each segment, by the words that are typical of the segment. Words only: a persona that means the same in other words
 * counts as far, so this is a hint where to look, and says nothing about who is represented.
 */
export const findVoices = (
  set: PersonaSet,
  segments: ReadonlyArray<Readonly<{ segment: string; quotes: number }>>,
  quotes: readonly Quote[],
): readonly SegmentVoice[] => {
  const personas = set.personas.map((persona) => ({ id: persona.id, words: wordsOf(persona) }));
  return segments.map(({ segment, quotes: count }) => {
    const [group, rest] = [quotes.filter((quote) => quote.segment === segment), quotes.filter((quote) => quote.segment !== segment)];
    const typical = typicalWords(group, rest)
      .slice(0, most.typical)
      .map(({ word }) => word);
    const shares = personas.map(({ id, words }) => ({ id, shared: typical.filter((word) => words.has(word)) }));
    const [nearest] = shares.toSorted((a, b) => b.shared.length - a.shared.length);
    return nearest && nearest.shared.length >= leastShared
      ? { segment, quotes: count, nearest: nearest.id, shared: nearest.shared }
      : { segment, quotes: count, shared: nearest?.shared ?? [] };
  });
};

/** A run of as many words as this is somebody's own; the same as in what a persona may say on a panel. */
const verbatimWords = 6;

/** True when a sentence holds a run of words of a quote, or the whole of a short one: a persona never speaks a quote as its own. */
export const repeatsQuote = (sentence: string, quotes: readonly Quote[]): boolean => {
  const said = foldedWords(sentence);
  return quotes.some(({ text }) => {
    const words = foldedWords(text).trim().split(' ');
    if (words.length < 3) return false;
    const length = Math.min(verbatimWords, words.length);
    return words.some((_, at) => at + length <= words.length && said.includes(` ${words.slice(at, at + length).join(' ')} `));
  });
};
