import { anything, bool, both, type Check, demand, int, list, object, oneOf, Refusal, snowflake, text, url, where } from './checks.ts';
import { allComponents, legacyComponents, newComponents } from './components.ts';
import { flag, rules } from './rules.ts';
import { type Fields, isFields, listOf, type Pings, textOf } from './types.ts';

const image = object({
  url: url(2_048, ['http:', 'https:', 'attachment:']),
  'height?': anything,
  'width?': anything,
  'proxy_url?': anything,
});
const embed = object({
  'type?': anything,
  'title?': text(rules.embedTitle),
  'description?': text(rules.embedDescription),
  'url?': url(2_048),
  'timestamp?': anything,
  'color?': int(0, 0xff_ff_ff),
  'footer?': object({ text: text(rules.embedFooter, 1), 'icon_url?': anything }),
  'image?': image,
  'thumbnail?': image,
  'author?': object({ name: text(rules.embedAuthor, 1), 'url?': anything, 'icon_url?': anything }),
  'fields?': list(
    object({ name: text(rules.embedFieldName, 1), value: text(rules.embedFieldValue, 1), 'inline?': bool }),
    rules.embedFields,
  ),
});

const lengthOf = (one: Fields): number => {
  const inner = (name: string, member: string): number => (isFields(one[name]) ? textOf(one[name][member]).length : 0);
  const fields = listOf(one['fields']).reduce((sum, { name, value }) => sum + textOf(name).length + textOf(value).length, 0);
  return textOf(one['title']).length + textOf(one['description']).length + inner('footer', 'text') + inner('author', 'name') + fields;
};
const embeds: Check = both(list(embed, rules.embeds), (value, path, { add }) => {
  const total = listOf(value).reduce((sum, one) => sum + lengthOf(one), 0);
  if (total > rules.embedsTotal) add(path, 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${rules.embedsTotal}`);
});

const hasAny = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
const parses = (value: Fields, kind: string): boolean => Array.isArray(value['parse']) && value['parse'].includes(kind);
const allowedMentions: Check = both(
  object({
    'parse?': list(oneOf('roles', 'users', 'everyone'), 3),
    'users?': list(snowflake, rules.mentionIds),
    'roles?': list(snowflake, rules.mentionIds),
    'replied_user?': bool,
  }),
  ...(['users', 'roles'] as const).map((kind) =>
    where('', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`, (value) => {
      return !(parses(value, kind) && hasAny(value[kind]));
    }),
  ),
);

const media = object({ 'text?': text(rules.pollQuestion), 'emoji?': anything });
const poll = object({
  question: object({ text: text(rules.pollQuestion, 1) }),
  answers: list(object({ poll_media: both(media, object({ 'text?': text(rules.pollAnswer), 'emoji?': anything })) }), rules.pollAnswers, 1),
  'duration?': int(1, rules.pollHours),
  'allow_multiselect?': bool,
  'layout_type?': oneOf(1),
});

const nonce: Check = (value, path, problems) => {
  if (typeof value === 'number' && Number.isInteger(value)) return;
  text(rules.nonce)(value, path, problems);
};

/** The name that a webhook shows (resources/user.mdx: "Usernames and Nicknames"). */
export const webhookName: Check = (value, path, problems) => {
  text(rules.webhookName, 1)(value, path, problems);
  const given = textOf(value).toLowerCase();
  for (const word of ['clyde', 'discord']) {
    if (given.includes(word)) problems.add(path, 'USERNAME_INVALID_CONTAINS', `Username cannot contain "${word}"`);
  }
};

const attachments = list(
  object({
    id: anything,
    'filename?': text(1_024),
    'description?': text(rules.altText),
    'title?': anything,
    'duration_secs?': anything,
    'waveform?': anything,
    'is_spoiler?': bool,
  }),
  rules.files,
);
const common = {
  'content?': text(rules.content),
  'embeds?': embeds,
  'allowed_mentions?': allowedMentions,
  'components?': anything,
  'flags?': int(0, 2 ** 31 - 1),
  'attachments?': attachments,
};
// discord.js puts all members that any endpoint takes into its bodies; those that are not read here do nothing on Discord either.
const unread = {
  'nonce?': anything,
  'enforce_nonce?': anything,
  'tts?': anything,
  'username?': anything,
  'avatar_url?': anything,
};

const shapes = {
  bot: object({
    ...common,
    'tts?': bool,
    'nonce?': nonce,
    'enforce_nonce?': bool,
    'message_reference?': object({
      'type?': oneOf(0, 1),
      message_id: snowflake,
      'channel_id?': snowflake,
      'guild_id?': snowflake,
      'fail_if_not_exists?': bool,
    }),
    'sticker_ids?': list(snowflake, rules.stickers),
    'poll?': poll,
  }),
  starter: object({ ...common, ...unread, 'sticker_ids?': list(snowflake, rules.stickers) }),
  webhook: object({
    ...common,
    ...unread,
    'tts?': bool,
    'username?': webhookName,
    'avatar_url?': url(2_048),
    'thread_name?': text(rules.threadName, 1),
    'applied_tags?': list(snowflake, rules.appliedTags),
    'poll?': poll,
  }),
  answer: object({ ...common, ...unread, 'tts?': bool, 'poll?': poll }),
  edit: object({ ...common, ...unread, 'poll?': anything }),
} as const;

/** Who writes: decides which members are read and which flags may be set. */
export type Writer = keyof typeof shapes;

const settable: Readonly<Record<Writer, number>> = {
  bot: flag.suppressEmbeds | flag.suppressNotifications | flag.componentsV2,
  starter: flag.suppressEmbeds | flag.suppressNotifications | flag.componentsV2,
  webhook: flag.suppressEmbeds | flag.suppressNotifications | flag.componentsV2,
  answer: flag.suppressEmbeds | flag.suppressNotifications | flag.componentsV2 | flag.ephemeral,
  edit: flag.suppressEmbeds | flag.componentsV2,
};

const legacyMembers = (body: Fields): readonly string[] => [
  ...(typeof body['content'] === 'string' ? ['content'] : []),
  ...(hasAny(body['embeds']) ? ['embeds'] : []),
  ...(hasAny(body['sticker_ids']) ? ['sticker_ids'] : []),
  ...(isFields(body['poll']) ? ['poll'] : []),
];

const withFlag: Check = (value, path, problems) => {
  const body = isFields(value) ? value : {};
  for (const name of legacyMembers(body)) {
    problems.add(
      [...path, name],
      'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      `The '${name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
    );
  }
  if (body['components'] !== undefined && body['components'] !== null) newComponents(body['components'], [...path, 'components'], problems);
};
const withoutFlag: Check = (value, path, problems) => {
  const components = isFields(value) ? value['components'] : undefined;
  if (components !== undefined && components !== null) legacyComponents(components, [...path, 'components'], problems);
};

/** The flags of a body. */
export const flagsOf = (body: Fields): number => (typeof body['flags'] === 'number' ? body['flags'] : 0);

/** Refuses a message body. `isNew` is true when the message has the components flag already. `onUnknown` hears of what is not read. */
export const checkMessage = (writer: Writer, body: Fields, files: number, onUnknown: (path: string) => void, hasFlag = false): void => {
  const isNew = hasFlag || (flagsOf(body) & flag.componentsV2) !== 0;
  demand(both(shapes[writer], isNew ? withFlag : withoutFlag), body, onUnknown);
  const idle = flagsOf(body) & ~settable[writer];
  if (idle !== 0 && writer !== 'edit') onUnknown(`flags (${idle} cannot be set here)`);
  if (writer === 'edit') return;
  const isEmpty =
    textOf(body['content']).trim() === '' &&
    files === 0 &&
    !isFields(body['poll']) &&
    !['embeds', 'components', 'sticker_ids'].some((name) => hasAny(body[name]));
  if (isEmpty) throw new Refusal(50006);
};

const idsIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

/** Whom a body calls. Where `allowed_mentions` is missing a bot's own message calls all, a webhook's or an answer only people (message.mdx). */
export const pingsOf = (body: Fields, writer: Writer, repliedTo: string | undefined): Pings => {
  const shown = [
    textOf(body['content']),
    ...allComponents(body['components']).map((one) => (one['type'] === 10 ? textOf(one['content']) : '')),
  ];
  const written = shown.join('\n');
  const standard =
    writer === 'bot' || writer === 'starter' ? { parse: ['users', 'roles', 'everyone'], replied_user: true } : { parse: ['users'] };
  const allowed: Fields = isFields(body['allowed_mentions']) ? body['allowed_mentions'] : standard;
  const mentioned = (pattern: RegExp): readonly string[] =>
    Array.from(new Set(Array.from(written.matchAll(pattern), (found) => found[1] ?? '')));
  const pick = (kind: string, found: readonly string[]): readonly string[] =>
    parses(allowed, kind) ? found : found.filter((one) => idsIn(allowed[kind]).includes(one));
  const users = pick('users', mentioned(/<@!?(\d{17,20})>/g));
  const isReply = repliedTo !== undefined && allowed['replied_user'] === true;
  return {
    everyone: parses(allowed, 'everyone') && /@(?:everyone|here)/.test(written),
    users: isReply ? [...users, repliedTo] : users,
    roles: pick('roles', mentioned(/<@&(\d{17,20})>/g)),
  };
};
