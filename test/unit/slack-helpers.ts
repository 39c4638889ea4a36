import type { SlackMessage } from '../../src/adapters/slack/render/render.ts';
import { countText, findBlockProblems } from '../fakes/slack/blocks.ts';

/*
 * What Slack would say of a message, from a table of its own: the limits here are typed again from the documents, so that a wrong number in the
 * adapter does not excuse itself. The local Slack's own table (test/fakes/slack/) is asked too.
 */

type Json = null | boolean | number | string | readonly Json[] | Readonly<{ [name: string]: Json }>;
type Item = Readonly<{ [name: string]: Json }>;

const isItem = (value: Json | undefined): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);
const itemsOf = (value: Json | undefined): readonly Item[] => (Array.isArray(value) ? value.filter(isItem) : []);
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** A message as it goes over the wire. */
export const onTheWire = (message: unknown): Item => JSON.parse(JSON.stringify(message)) as Item;

/** Every string in a value, with the path that leads to it. */
export const stringsOf = (value: Json, path = ''): ReadonlyArray<readonly [path: string, text: string]> => {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((one: Json, index) => stringsOf(one, `${path}/${index}`));
  return isItem(value) ? Object.entries(value).flatMap(([name, one]) => stringsOf(one, `${path}/${name}`)) : [];
};

/** What people read in the blocks, in order. */
export const readOf = ({ blocks }: SlackMessage): readonly string[] =>
  stringsOf(onTheWire({ blocks }))
    .filter(([path]) => path.endsWith('/text'))
    .map(([, text]) => text);

const plainProblems = (where: string, text: Json | undefined, most: number): readonly string[] => {
  if (!isItem(text) || text['type'] !== 'plain_text' || text['emoji'] !== false) return [`${where}: not plain text without emoji`];
  const { length } = textOf(text['text']);
  return length >= 1 && length <= most ? [] : [`${where}: ${length} characters`];
};

const elementProblems = (element: Item): readonly string[] => {
  const members = itemsOf(element['elements']);
  switch (textOf(element['type'])) {
    case 'rich_text_section':
    case 'rich_text_quote':
      return [
        ...(members.length === 0 ? ['an empty paragraph'] : []),
        ...members.flatMap((one) => (one['type'] === 'text' && textOf(one['text']) !== '' ? [] : [`not text but ${textOf(one['type'])}`])),
      ];
    case 'rich_text_list':
      return [...(members.length === 0 ? ['an empty list'] : []), ...members.flatMap(elementProblems)];
    default:
      return [`an element ${textOf(element['type'])}`];
  }
};

const actionProblems = (button: Item): readonly string[] => [
  ...(button['type'] === 'button' && !('url' in button) ? [] : ['an action that is no plain button']),
  ...plainProblems('button', button['text'], 75),
  ...(textOf(button['value']).length > 2_000 ? ['button value'] : []),
  ...(textOf(button['action_id']).length > 255 ? ['action_id'] : []),
];

const feedbackProblems = (element: Item): readonly string[] => {
  const verdicts = [element['positive_button'], element['negative_button']].filter(isItem);
  return [
    ...(element['type'] === 'feedback_buttons' && verdicts.length === 2 ? [] : ['no feedback buttons']),
    ...verdicts.flatMap((one) => [
      ...plainProblems('feedback', one['text'], 75),
      ...(textOf(one['value']).length >= 1 && textOf(one['value']).length <= 2_000 ? [] : ['feedback value']),
    ]),
  ];
};

const blockProblems = (block: Item): readonly string[] => {
  const elements = itemsOf(block['elements']);
  switch (textOf(block['type'])) {
    case 'header':
      return plainProblems('header', block['text'], 150);
    case 'context':
      return [
        ...(elements.length >= 1 && elements.length <= 10 ? [] : ['context elements']),
        ...elements.flatMap((one) => plainProblems('context', one, 2_000)),
      ];
    case 'rich_text':
      return [...(elements.length === 0 ? ['an empty rich text'] : []), ...elements.flatMap(elementProblems)];
    case 'actions': {
      const ids = elements.map((one) => one['action_id']);
      return [
        ...(elements.length >= 1 && elements.length <= 25 ? [] : ['actions']),
        ...(new Set(ids).size === ids.length ? [] : ['the same action_id twice']),
        ...elements.flatMap(actionProblems),
      ];
    }
    case 'context_actions':
      return elements.length >= 1 && elements.length <= 5 ? elements.flatMap(feedbackProblems) : ['context actions'];
    case 'table': {
      const rows = Array.isArray(block['rows']) ? block['rows'].map((row: Json) => itemsOf(row)) : [];
      return [
        ...(rows.length > 100 || rows.some((row) => row.length === 0 || row.length > 20) ? ['table size'] : []),
        ...rows.flat().flatMap((cell) => (cell['type'] === 'raw_text' && textOf(cell['text']) !== '' ? [] : ['table cell'])),
      ];
    }
    default:
      return [`a block ${textOf(block['type'])}`];
  }
};

/** Everything that Slack would refuse a message for, as sentences. */
export const problemsOf = (message: SlackMessage): readonly string[] => {
  const wire = onTheWire(message);
  const blocks = itemsOf(wire['blocks']);
  const ids = stringsOf(wire['metadata'] ?? null).map(([, text]) => text);
  const units = readOf(message).reduce((total, text) => total + text.length, 0);
  return [
    ...(blocks.length >= 1 && blocks.length <= 50 ? [] : [`${blocks.length} blocks`]),
    ...(units <= 9_000 ? [] : [`${units} characters in all blocks`]),
    ...(textOf(wire['text']).length >= 1 && textOf(wire['text']).length < 4_000 ? [] : ['text']),
    ...(blocks.filter(({ type }) => type === 'table').length <= 1 ? [] : ['two tables']),
    ...(textOf(wire['username']).length <= 80 ? [] : ['username']),
    ...(ids.join('').length < 1_000 ? [] : ['metadata size']),
    ...blocks.flatMap(blockProblems),
    ...findBlockProblems(blocks, 'message'),
    ...(countText(blocks) <= 9_000 ? [] : ['text of all blocks']),
  ];
};

const live: readonly RegExp[] = [
  /[:：][/\\]{2}/u,
  /\b(?:https?|mailto|tel|sms|javascript|data|slack):\S/i,
  /\bwww\s*[.．。]/iu,
  // A list that is not the adapter's, which keeps none.
  /[\p{L}\p{N}\p{So}_-][.．](?:\p{M}|\p{Cf})*(?:com|org|net|io|dev|ai|co|ru|cn|to|ly|me|zip|app|evil|рф|中国|xn--\w+|test|example)/iu,
  /[a-z0-9]。(?:com|org|cn)/iu,
  /\S@[\p{L}\p{N}]/u,
  /[@＠](?:here|channel|everyone)(?![\p{L}\p{N}])/iu,
  /@[UW][A-Z0-9]{5,}/,
  /(?:<|&lt;|&#60;|&#x3c;)[!@#]/i,
  /\]\(/,
  /(?<!\d)(?:(?:[1-9]?\d|1\d\d|2[0-4]\d|25[0-5])\.){3}\d/,
];

/** What in a text Slack, or somebody's client, might make a link or a mention of. */
export const liveParts = (text: string): readonly string[] => live.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);

/** Every live part in any string of a message, with its path. The IPTC address of our own metadata is a constant and is shown to nobody. */
export const livePartsOf = (message: SlackMessage): readonly string[] =>
  stringsOf(onTheWire(message))
    .filter(([path]) => path !== '/metadata/event_payload/digitalSourceType')
    .flatMap(([path, text]) => (path.endsWith('/value') ? stringsOf(JSON.parse(text) as Json, path) : [[path, text] as const]))
    .flatMap(([path, text]) => liveParts(text).map((part) => `${path}: ${part}`));

/** What people have tried, or might: whole, split, nested, encoded, disguised. */
export const hostileStrings: readonly string[] = [
  'https://evil.com/?q=secret',
  'HTTPS://EVIL.COM',
  'http://evil.com',
  'hTTp://127.0.0.1:8080/admin',
  'ftp://evil.com/x',
  'slack://user?team=T1&id=U1',
  'javascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'vbscript:msgbox(1)',
  'mailto:ana@evil.com?subject=hi',
  'tel:+4930123456',
  'sms:+4930123456&body=x',
  'ana@evil.com',
  'ana.b+tag@mail.evil.co',
  '<ana@evil.com>',
  'www.evil.com',
  'WWW.EVIL.COM/x',
  'www.x.co',
  'evil.com',
  'evil.com.',
  'see evil.com, now',
  '(evil.com)',
  '“evil.com”',
  'evil.com/path?a=b&c=d#e',
  'evil.com:8443/x',
  't.co/AbC',
  'a-b-.com',
  'x_y.dev',
  '💩.la and ❤.to',
  'пример.рф',
  '例え.中国',
  'xn--e1afmkfd.xn--p1ai',
  'ｅｖｉｌ．ｃｏｍ',
  'evil。com',
  'evil\u2024com',
  'evil.\u0301com',
  'evil\u200B.\u200Bcom',
  'evil\u200D.\u200Dcom',
  'evil.c\u00ADom',
  'e\u202Evil.com\u202C',
  'ht\u200Btps://evil.com',
  'https:\u2060//evil.com',
  'https:/\u200B/evil.com',
  'https:\\\\evil.com',
  'https：//evil.com',
  '1.2.3.4',
  'http://[::1]/x',
  '//evil.com/x',
  '[bank](https://evil.com)',
  '[bank](evil)',
  '![x](https://evil.com/p.png)',
  '[![x](u)](https://evil.com)',
  '[a][1]\n\n[1]: https://evil.com',
  '<https://evil.com|bank>',
  '<https://evil.com>',
  '<mailto:ana@evil.com|Ana>',
  '<a href="https://evil.com">bank</a>',
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '<!here|here>',
  '<!subteam^S0123ABCD|team>',
  '<!date^1392734382^{date}^https://evil.com|x>',
  '<@U0123ABCD>',
  '<@U0123ABCD|ceo>',
  '<#C0123ABCD|general>',
  '&lt;!channel&gt;',
  '&amp;lt;!channel&amp;gt;',
  '&#60;!channel&#62;',
  '&#x3C;@U0123ABCD&#x3E;',
  '<<!channel>!channel>',
  '<\u200B!channel>',
  '<!chan\u00ADnel>',
  '<!',
  'channel>',
  '<',
  '!channel>',
  'https',
  '://evil',
  '@channel',
  '@here, look',
  '@everyone!',
  '@CHANNEL',
  '@ch\u200Bannel',
  '＠here',
  '@U0123ABCD',
  '(@here)',
  'x@here',
  ':smile: :skin-tone-2: :evil:',
  '*bold* _it_ ~no~ `code` ```pre```',
  '> quoted',
  '\u202Egnp.exe',
  '\uD800.com',
  '\u0000',
  '\u001B[31mred',
  'Maya · AI persona',
  'AI-generated. Not a real person.',
  '“A real quote” — Real quote · review',
];
