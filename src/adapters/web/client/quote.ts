import type { EvidenceBlock, QuoteBlock } from '../../../core/message.ts';
import { h, isolated } from './dom.ts';
import { icon } from './icons.ts';
import { richText } from './rich-text.ts';

const escapePattern = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The text with the words that matched marked. Whole words only, in any case. */
export const markWords = (text: string, words: readonly string[]): readonly (Node | string)[] => {
  const wanted = words.filter(Boolean).map(escapePattern);
  if (wanted.length === 0) return [text];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${wanted.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  // With one group, every second part is a match.
  return text.split(pattern).map((part, index) => (index % 2 === 1 ? h('mark', {}, part) : part));
};

/**
 * Somebody's words in the one shape that nothing else on the page has: serif, on warm paper, behind a solid rule. Sample lines are nobody's
 * words, so they get a dashed rule, no serif and the tag.
 */
export const quoteFigure = (quote: QuoteBlock): HTMLElement =>
  h(
    'figure',
    { class: quote.human ? 'quote' : 'quote sample' },
    !quote.human && h('span', { class: 'tag sample-tag' }, 'Sample line'),
    h('blockquote', { dir: 'auto' }, ...markWords(quote.text, quote.words)),
    h('figcaption', {}, isolated(quote.attribution), quote.cleaned && ' · hidden characters left out'),
  );

/** What real people said about a claim, or the plain line that nobody did. */
export const evidenceBlock = (evidence: EvidenceBlock): HTMLElement =>
  h(
    'div',
    { class: evidence.human ? 'evidence' : 'evidence silent' },
    h('p', { class: 'verdict' }, icon(evidence.human ? 'quotes' : 'nothing'), h('bdi', {}, ...richText(evidence.sentence))),
    ...evidence.quotes.map(quoteFigure),
  );
