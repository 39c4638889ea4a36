import { labels, personaSuffix } from '../../../core/labels.ts';
import { skeleton, withoutHiddenCharacters } from '../../../core/text.ts';

/*
 * Breaks whatever Discord, or a client of it, might turn into a link, an invite, a mention, a time or a picture. No ping depends on it: every request says
 * `allowed_mentions: {parse: []}`. It keeps what people see from looking live, and from being live where it is copied to.
 *
 * The break is seen and can be read, the way security people write addresses: `https[:]//example[.]com`, `[at]everyone`, `< #123>`. It only inserts, never
 * removes, so no broken piece can close up into a live one, and doing it twice changes nothing more.
 */

/** What a domain's dot may look like. The last three count as dots in internationalized names (UTS 46), the second in NFKC. */
const dots = '.\u2024\uFF0E\u3002\uFF61';
/** Marks and joiners that may stand between two characters, unseen. */
const unseen = '[\\p{M}\\p{Cf}]*';
const octet = '(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const spelled = (word: string): string => Array.from(word).join(unseen);

const rules: ReadonlyArray<readonly [pattern: RegExp, broken: string]> = [
  // `scheme://`, with any scheme, and with backslashes, which browsers take for slashes.
  [new RegExp(`([:：])(?=${unseen}[/\\\\／])`, 'gu'), '[$1]'],
  // Schemes that work without slashes. Discord makes links of `mailto:`, `tel:` and `sms:` too.
  [
    /(?<![a-z0-9])(https?|ftp|mailto|tel|sms|javascript|data|vbscript|file|blob|slack|discord|intent|facetime|skype|magnet)([:：])(?=[^\s\]])/giu,
    '$1[$2]',
  ],
  [new RegExp(`(?<![a-z0-9])(www)([${dots}])`, 'giu'), '$1[$2]'],
  /*
   * Bare domains, `discord.gg` among them: a dot between a character of a word (a letter, a digit, an emoji) and two letters. There are more than 1,400
   * top-level domains, so no list is kept: "report.pdf" and "shop.Great" are broken too. A full stop before a space, "e.g." and "3.14" stay.
   */
  [new RegExp(`(?<=[^\\s\\p{P}]|[_-])([.\u2024\uFF0E])(?=${unseen}\\p{L}${unseen}\\p{L})`, 'gu'), '[$1]'],
  // The ideographic full stop ends sentences without a space, so here both sides have to be Latin.
  [new RegExp(`(?<=[\\p{Script=Latin}\\p{N}-])([\u3002\uFF61])(?=${unseen}\\p{Script=Latin})`, 'gu'), '[$1]'],
  // IPv4 addresses. Dates, sums of money and most version numbers look different.
  [new RegExp(`${octet}\\.${octet}\\.${octet}\\.(?=\\d)`, 'gu'), '$1[.]$2[.]$3[.]'],
  // E-mail addresses, and mentions of everybody, of `@here` and of an id.
  [/(?<=[^\s])[@＠](?=[\p{L}\p{N}])/gu, '[at]'],
  [new RegExp(`[@＠](?=${unseen}(?:${spelled('here')}|${spelled('everyone')}|\\d))`, 'giu'), '[at]'],
  /*
   * Discord's sequences in angle brackets (reference.mdx, Message Formatting): people, roles, channels, commands, custom emoji, times, guild pages; and a link
   * in brackets. Also behind an entity, for whoever decodes once more.
   */
  [new RegExp(`(<|&lt;|&#0*60;|&#x0*3c;)(?=${unseen}(?:[@#:/!&]|a${unseen}:|t${unseen}:|id${unseen}:))`, 'giu'), '$1 '],
  // Masked links and images, `[words](address)` and `[words][1]`. Last, because a break before a bracket would look like one.
  [new RegExp(`\\](?=${unseen}[([])`, 'gu'), '] '],
];

/** The text with every link, address, invite and mention broken visibly, and without hidden characters. Keeps line feeds and tabs. */
export const defuse = (text: string): string =>
  rules.reduce((broken, [pattern, replacement]) => broken.replace(pattern, replacement), withoutHiddenCharacters(text));

/** True when a text holds something that `defuse` breaks, besides hidden characters. */
export const needsDefusing = (text: string): boolean => defuse(text) !== withoutHiddenCharacters(text);

/** How a line looks: only letters and digits count, so no dash, star or emoji before it makes a difference. */
const looksOf = (line: string): string => skeleton(line).replace(/[^\p{L}\p{N}]/gu, '');

const labelLooks = Object.values(labels).map(looksOf);
/** A mark and then the end of every persona's name, the way the name stands above a message. */
const nameLook = new RegExp(`[^\\p{L}\\p{N}\\s]\\s*${skeleton(personaSuffix.replace(/^\W+/u, ''))}[^\\p{L}\\p{N}]*$`, 'u');

const isLabelLike = (line: string): boolean => {
  const looks = looksOf(line);
  return labelLooks.some((label) => looks.startsWith(label)) || nameLook.test(skeleton(line));
};

/**
 * Says of each line that looks like one of our labels, or like the name above a persona's message, that it is text: a label is never part of what a model or a person wrote.
 */
export const unlikeLabels = (text: string): string =>
  text
    .split('\n')
    .map((line) => (isLabelLike(line) ? `[text] ${line.trimStart()}` : line))
    .join('\n');
