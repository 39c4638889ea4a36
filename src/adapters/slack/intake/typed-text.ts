/*
 * What people typed, out of the form in which Slack sends it. Slack writes `&`, `<` and `>` as entities, and mentions and links as sequences in angle brackets
 * (docs.slack.dev/messaging/formatting-message-text).
 */

const characters: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Decodes Slack's three entities, once: `&amp;lt;` was typed as `&lt;`. */
export const unescapeText = (text: string): string => text.replace(/&(?:amp|lt|gt);/g, (entity) => characters[entity] ?? entity);

/** `<http…|label>` is its label, `<#C…|general>` is `#general`; what has no words of its own is left out, a bare link stays. */
const wordsOf = (sequence: string): string => {
  const bar = sequence.indexOf('|');
  const [target, label] = bar === -1 ? [sequence, ''] : [sequence.slice(0, bar), sequence.slice(bar + 1)];
  if (target.startsWith('#')) return label === '' ? '' : `#${label}`;
  if (target.startsWith('!')) return label;
  return label === '' ? target.replace(/^(?:mailto|tel):/, '') : label;
};

/** The words of a message: mentions of people are taken out with the space behind them, links become what people read, entities are decoded. */
export const readMessageText = (text: string): string =>
  unescapeText(text.replace(/<@[^>]*>[ \t]*/g, '').replace(/<([^<>]*)>/g, (_, sequence: string) => wordsOf(sequence))).trim();
