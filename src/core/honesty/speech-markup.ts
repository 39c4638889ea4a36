import { plainText } from './speech-text.ts';

/*
 * What a platform or a browser would turn into something else than words. Adapters escape all of it as well; here it costs the answer,
 * because a persona that posts links or mentions is not talking.
 */

/** Endings of domains that chat platforms turn into links. Lower case only: "the price.It" is a slip of the keyboard. */
const domains =
  'com|org|net|info|biz|io|dev|app|ai|co|xyz|shop|store|site|online|club|live|link|page|cloud|tech|news|blog|media|agency|academy|gov|edu|mil|me|tv|ly|gg|gl|cc|ws|to|uk|us|eu|de|fr|es|nl|pl|ch|at|be|se|dk|fi|cz|ru|ua|cn|jp|kr|in|br|mx|ca|au|nz|ie|pt|gr|tr|za|it|zip|mov|example|test|onion';

const marks: readonly RegExp[] = [
  // Links.
  /[a-z][a-z0-9+.-]{0,20}:\/\//iu,
  /\b(?:mailto|tel|sms|javascript|data|vbscript|file|slack|discord):(?=\S)/iu,
  /\bwww\./iu,
  new RegExp(`[\\p{L}\\p{N}-]\\.(?:${domains})(?![\\p{L}\\p{N}'’-])`, 'u'),
  // Mentions and e-mail addresses, channels, platform tokens, HTML.
  /@[\p{L}\p{N}_]/u,
  /(?<![\p{L}\p{N}&])#[\p{L}_]/u,
  /<[!@#/a-z?:&|]/iu,
  /&(?:#\w{1,8}|[a-z]{2,8});/iu,
  /(?<![\p{L}\p{N}]):[a-z][a-z0-9_+-]*:/iu,
  // Markdown, JSON, escapes.
  /\*\*|__|~~|`|\||\\|[{}•]/u,
  /(?<![\p{L}\p{N}*])\*[^\s*][^*]*\*/u,
  /(?<![\p{L}\p{N}_])_[^\s_][^_]*_(?![\p{L}\p{N}_])/u,
  /\]\(|\[\d{1,3}\]|\[\d{1,3}(?:;\d{1,3})*m|!\[/u,
  /^\s*(?:#{1,6}\s|>|[-*+–]\s|\d{1,3}[.)]\s|-#\s|\/[a-z]|={3}|-{3})/iu,
  /\n\s*(?:#{1,6}\s|>|[-*+]\s|\d{1,3}[.)]\s)/u,
];

/** A swear word with stars in it is a word: `f***`, `sh*t`. */
const censored = /(?<![*\p{L}])\p{L}+\*+[\p{L}*]*/gu;

/** True when a text holds links, addresses, mentions, HTML, Markdown, JSON or escapes. A domain is refused even when the stimulus names it. */
export const holdsMarkup = (text: string): boolean => {
  // Line feeds are kept: a list is one only at the start of a line.
  const words = text
    .split('\n')
    .map((line) => plainText(line).replace(censored, ''))
    .join('\n');
  return marks.some((mark) => mark.test(words));
};
