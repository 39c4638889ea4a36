import { contentWords, findWords } from '../query.ts';
import type { QuoteCandidate } from './quotes.ts';

/** Quotes that share words beside those that were asked for. `word` names the theme to a button, `words` to people, as somebody wrote them. */
export type Theme = Readonly<{ word: string; words: readonly string[]; quotes: readonly QuoteCandidate[] }>;

/** A search cut into themes. `rest` are quotes that share no word with enough others. */
export type Themes = Readonly<{ themes: readonly Theme[]; rest: readonly QuoteCandidate[] }>;

/** Fewer quotes with a word are no theme, and a word that nearly all have names none. */
const themeLimits = { quotes: 3, share: 0.6, themes: 6, words: 3 } as const;

/** A word without its commonest English endings. Coarse: it only has to bring forms of one word together inside one list of quotes. */
const rootOf = (folded: string): string => {
  const root = folded
    .replace(/'s$/, '')
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ing|ed|es|s|ly)$/, '');
  return root.length >= 3 ? root : folded;
};

const rootsOf = (text: string): ReadonlySet<string> => new Set(contentWords(text).map(rootOf));

/** The form in which a root is written most often in some texts. */
const writtenAs = (root: string, quotes: readonly QuoteCandidate[]): string => {
  const forms = new Map<string, number>();
  for (const { quote } of quotes)
    for (const { folded, written } of findWords(quote.text)) {
      if (rootOf(folded) === root) forms.set(written.toLowerCase(), (forms.get(written.toLowerCase()) ?? 0) + 1);
    }
  return [...forms].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? root;
};

type Row = Readonly<{ candidate: QuoteCandidate; roots: ReadonlySet<string> }>;

const countRoots = (rows: readonly Row[], asked: ReadonlySet<string>): ReadonlyArray<readonly [root: string, rows: number]> => {
  const counts = new Map<string, number>();
  for (const { roots } of rows) for (const root of roots) if (!asked.has(root)) counts.set(root, (counts.get(root) ?? 0) + 1);
  return [...counts].toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
};

/**
 * Cuts the quotes of a search into themes by the words that they share: the word of most quotes first, then that of most of the remaining ones. Words
 * only: two themes may say the same in other words. Each quote is in one theme. The same quotes give the same themes.
 */
export const findThemes = (topic: string, candidates: readonly QuoteCandidate[]): Themes => {
  const asked = rootsOf(topic);
  let left: readonly Row[] = candidates.map((candidate) => ({ candidate, roots: rootsOf(candidate.quote.text) }));
  const themes: Theme[] = [];
  const most = Math.max(themeLimits.quotes, candidates.length * themeLimits.share);
  while (themes.length < themeLimits.themes) {
    const [best] = countRoots(left, asked).filter(([, rows]) => rows >= themeLimits.quotes && rows <= most);
    if (!best) break;
    const [word] = best;
    const own = left.filter(({ roots }) => roots.has(word));
    left = left.filter(({ roots }) => !roots.has(word));
    const also = countRoots(own, asked).filter(([root, rows]) => root !== word && rows * 2 >= own.length);
    const quotes = own.map(({ candidate }) => candidate);
    const names = [word, ...also.map(([root]) => root)].slice(0, themeLimits.words);
    themes.push({ word, words: names.map((root) => writtenAs(root, quotes)), quotes });
  }
  return { themes, rest: left.map(({ candidate }) => candidate) };
};
