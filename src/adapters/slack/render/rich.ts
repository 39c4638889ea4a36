import type {
  ContextBlock,
  PlainTextElement,
  RichTextBlock,
  RichTextBlockElement,
  RichTextList,
  RichTextQuote,
  RichTextSection,
  RichTextText,
} from '@slack/types';
import { defuse } from './defuse.ts';

/*
 * The few shapes that our messages are built of. Text gets into a block through this file only, and here every text is defused. There are
 * `text` elements and `plain_text` and nothing else: no `mrkdwn` is ever read, and no link, mention, channel or emoji element exists, so
 * none can be forged. Slack refuses empty texts and empty sections, so each helper gives a list that is empty when there is nothing to say.
 */

/** A run of text in one style. */
export type Run = string | Readonly<{ text: string; style: 'bold' | 'italic' }>;

const elementsOf = (runs: readonly Run[]): RichTextText[] =>
  runs.flatMap((run): RichTextText[] => {
    const text = defuse(typeof run === 'string' ? run : run.text);
    if (text === '') return [];
    return [typeof run === 'string' ? { type: 'text', text } : { type: 'text', text, style: { [run.style]: true } }];
  });

const isBlank = (elements: readonly RichTextText[]): boolean => elements.every(({ text }) => text.trim() === '');

/** One paragraph. */
export const section = (...runs: readonly Run[]): readonly RichTextSection[] => {
  const elements = elementsOf(runs);
  return isBlank(elements) ? [] : [{ type: 'rich_text_section', elements }];
};

/** Bullets, one for each item. `indent` 1 stands below an item of indent 0. */
export const bullets = (items: ReadonlyArray<readonly Run[]>, indent: 0 | 1 = 0): readonly RichTextList[] => {
  const elements = items.flatMap((item) => section(...item));
  return elements.length === 0 ? [] : [{ type: 'rich_text_list', style: 'bullet', indent, elements }];
};

/** Text behind a bar. For words of others, never for a persona. */
export const barred = (text: string): readonly RichTextQuote[] => {
  const elements = elementsOf([text]);
  return isBlank(elements) ? [] : [{ type: 'rich_text_quote', elements }];
};

/** A block of paragraphs, lists and quotes. */
export const richText = (...elements: readonly RichTextBlockElement[]): readonly RichTextBlock[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text', elements: [...elements] }];

/** A text object in which nothing is read: no markup, and no `:emoji:`. */
export const plain = (text: string): PlainTextElement => ({ type: 'plain_text', text: defuse(text), emoji: false });

/** Small grey print. */
export const context = (text: string): readonly ContextBlock[] => {
  const element = plain(text);
  return element.text.trim() === '' ? [] : [{ type: 'context', elements: [element] }];
};
