import { withoutHiddenCharacters } from '../../../core/text.ts';

/*
 * Breaks whatever Slack, or a client of it, might turn into a link or a mention. It is done even in fields where Slack reads no markup:
 * `chat.update` has no switch against previews, people copy text elsewhere, and a link that a model was talked into carries data out.
 *
 * The break is seen and can be read, the way security people write addresses: `https[:]//example[.]com`, `ana[at]example[.]com`,
 * `[at]channel`. It only inserts, never removes, so no broken piece can close up into a live one, and doing it twice changes nothing more.
 */

/** What a domain's dot may look like. The last three count as dots in internationalized names (UTS 46), the second in NFKC. */
const dots = '.\u2024\uFF0E\u3002\uFF61';
/** Marks and joiners that may stand between a dot and the letters, unseen. */
const unseen = '[\\p{M}\\p{Cf}]*';

const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';

const rules: ReadonlyArray<readonly [pattern: RegExp, broken: string]> = [
  // `scheme://`, with any scheme, and with backslashes, which browsers take for slashes.
  [/([:：])(?=[/\\／]{2})/gu, '[$1]'],
  // Schemes that work without slashes.
  [
    /(?<![a-z0-9])(https?|ftp|mailto|tel|sms|javascript|data|vbscript|file|blob|slack|discord|intent|facetime|skype|magnet)([:：])(?=[^\s\]])/giu,
    '$1[$2]',
  ],
  [new RegExp(`(?<![a-z0-9])(www)([${dots}])`, 'giu'), '$1[$2]'],
  /*
   * Bare domains: a dot between a character of a word (a letter, a digit, an emoji) and two letters. There are more than 1,400 top-level
   * domains, so no list is kept: "report.pdf" and "shop.Great" are broken too. A full stop before a space, "e.g." and "3.14" stay.
   */
  [new RegExp(`(?<=[^\\s\\p{P}]|[_-])([.\u2024\uFF0E])(?=${unseen}\\p{L}${unseen}\\p{L})`, 'gu'), '[$1]'],
  // The ideographic full stop ends sentences without a space, so here both sides have to be Latin.
  [new RegExp(`(?<=[\\p{Script=Latin}\\p{N}-])([\u3002\uFF61])(?=${unseen}\\p{Script=Latin})`, 'gu'), '[$1]'],
  // IPv4 addresses. Dates, sums of money and most version numbers look different.
  [new RegExp(`${octet}\\.${octet}\\.${octet}\\.(?=\\d)`, 'gu'), '$1[.]$2[.]$3[.]'],
  // E-mail addresses, and mentions of everybody or of an id. A handle such as "@brand" stays: without `link_names` Slack leaves it alone.
  [/(?<=[^\s])[@＠](?=[\p{L}\p{N}])/gu, '[at]'],
  [/[@＠](?=(?:here|channel|everyone|group)(?![\p{L}\p{N}]))/giu, '[at]'],
  [/[@＠](?=[UWSB][A-Z0-9]{4,})/gu, '[at]'],
  // Slack's own control sequences, also behind an entity.
  [/(<|&lt;|&#0*60;|&#x0*3c;)(?=[!@#])/giu, '$1 '],
  // Markdown links and images. Last, because a break before a bracket would look like one.
  [/\](?=\()/gu, '] '],
];

/** The text with every link, address and mention broken visibly, and without hidden characters. Keeps line feeds and tabs. */
export const defuse = (text: string): string =>
  rules.reduce((broken, [pattern, replacement]) => broken.replace(pattern, replacement), withoutHiddenCharacters(text));

/** True when a text holds something that `defuse` breaks, besides hidden characters. */
export const needsDefusing = (text: string): boolean => defuse(text) !== withoutHiddenCharacters(text);
