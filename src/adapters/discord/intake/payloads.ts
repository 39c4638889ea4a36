import { z } from 'zod';

/*
 * What Discord sends for an interaction, as one of a few requests. Pure: nothing is looked up. Of each payload only the fields that are used are read
 * (discord-api-docs, developers/interactions/receiving-and-responding.mdx, read 2026-11-21).
 */

/** The numbers of interactions/receiving-and-responding.mdx and interactions/application-commands.mdx. */
const interactionTypes = { command: 2, component: 3, complete: 4, submit: 5 } as const;
const commandTypes = { slash: 1, message: 3 } as const;
const optionTypes = { subcommand: 1, group: 2, attachment: 11 } as const;
const componentTypes = { label: 18, textInput: 4, fileUpload: 19 } as const;

/** A file that came with an interaction. `url` is signed and runs out after a day. */
export type Attachment = Readonly<{ id: string; name: string; bytes: number; url: string }>;

/** The channel of an interaction. A thread names its channel as `parent`. */
export type Channel = Readonly<{ id: string; type: number; parent?: string; isAgeRestricted: boolean; isLocked: boolean }>;

/** Where an interaction comes from. `foreign`: a server in which the app is not installed; the person brought it along. */
export type Origin =
  | Readonly<{ kind: 'direct' | 'foreign' }>
  | Readonly<{ kind: 'guild'; guild: string; channel: Channel; appPermissions: bigint }>;

/** What all interactions share. `permissions` are the person's in that channel. The token is a secret for 15 minutes. */
export type Envelope = Readonly<{
  id: string;
  applicationId: string;
  token: string;
  locale: string;
  person: Readonly<{ id: string; name: string }>;
  permissions: bigint;
  /** A modal may be the answer. Discord shows none in answer to a modal. */
  takesModal: boolean;
  origin: Origin;
}>;

/** A typed command. `path` are its groups and subcommands. */
type SlashRequest = Readonly<{
  kind: 'slash';
  command: string;
  path: readonly string[];
  options: Readonly<Record<string, string>>;
  file?: Attachment;
}>;

/** What a person wants. `fields` and `options` are by name; the values of several choices are joined by commas. */
export type Ask =
  | SlashRequest
  | Readonly<{ kind: 'complete'; command: string; path: readonly string[]; options: Readonly<Record<string, string>>; focused: string }>
  | Readonly<{ kind: 'menu'; name: string; message: Readonly<{ id: string; content: string; thread?: string }> }>
  | Readonly<{ kind: 'press'; customId: string }>
  | Readonly<{ kind: 'submit'; customId: string; fields: Readonly<Record<string, string>>; typed: readonly string[]; file?: Attachment }>;

/** An interaction, read. */
export type Received = Readonly<{ envelope: Envelope; ask: Ask }>;

const someId = z.string().regex(/^\d{1,20}$/);
const bits = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => BigInt(text));
const userSchema = z.object({ id: someId, username: z.string().default(''), global_name: z.string().nullish() });

const channelSchema = z.object({
  id: someId,
  type: z.int(),
  parent_id: someId.nullish(),
  nsfw: z.boolean().nullish(),
  thread_metadata: z.object({ locked: z.boolean().nullish() }).nullish(),
});

const envelopeSchema = z.object({
  id: someId,
  application_id: someId,
  token: z.string().min(1),
  type: z.int(),
  guild_id: someId.nullish(),
  channel: channelSchema.nullish(),
  member: z.object({ user: userSchema, nick: z.string().nullish(), permissions: bits }).nullish(),
  user: userSchema.nullish(),
  app_permissions: bits.nullish(),
  locale: z.string().nullish(),
  authorizing_integration_owners: z.record(z.string(), z.string()).nullish(),
  data: z.unknown().optional(),
});

const fileSchema = z.object({ id: someId, filename: z.string(), size: z.int().nonnegative(), url: z.url() });
const resolvedSchema = z.object({
  attachments: z.record(z.string(), fileSchema).nullish(),
  messages: z
    .record(z.string(), z.object({ id: someId, content: z.string().default(''), thread: z.object({ id: someId }).nullish() }))
    .nullish(),
});

type Option = Readonly<{ name: string; type: number; value?: string | number | boolean; options?: readonly Option[]; focused?: boolean }>;
const optionSchema: z.ZodType<Option> = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.int(),
    value: z.union([z.string(), z.number(), z.boolean()]).exactOptional(),
    options: z.array(optionSchema).exactOptional(),
    focused: z.boolean().exactOptional(),
  }),
);

const commandSchema = z.object({
  name: z.string(),
  type: z.int(),
  options: z.array(optionSchema).default([]),
  target_id: someId.nullish(),
  resolved: resolvedSchema.nullish(),
});

const pressSchema = z.object({ custom_id: z.string() });

const fieldSchema = z.object({
  type: z.int(),
  custom_id: z.string(),
  value: z.union([z.string(), z.boolean()]).nullish(),
  values: z.array(z.string()).nullish(),
});
const submitSchema = z.object({
  custom_id: z.string(),
  components: z.array(z.object({ type: z.int(), component: z.unknown().optional() })),
  resolved: resolvedSchema.nullish(),
});

type Raw = z.infer<typeof envelopeSchema>;
type Files = z.infer<typeof resolvedSchema>['attachments'];

const attachmentOf = (files: Files, id: string): Attachment | undefined => {
  const file = files?.[id];
  return file && { id: file.id, name: file.filename, bytes: file.size, url: file.url };
};

const readChannel = ({ id, type, parent_id: parent, nsfw, thread_metadata: thread }: z.infer<typeof channelSchema>): Channel => ({
  id,
  type,
  ...(parent == null ? {} : { parent }),
  isAgeRestricted: nsfw === true,
  isLocked: thread?.locked === true,
});

/** Key `0` of the owners is the server in which the app is installed (receiving-and-responding.mdx, authorizing integration owners). */
const readOrigin = (raw: Raw): Origin => {
  const { guild_id: guild, channel, member, app_permissions: appPermissions, authorizing_integration_owners: owners } = raw;
  if (guild == null || !member) return { kind: 'direct' };
  const isInstalled = owners == null || Object.keys(owners).length === 0 || owners['0'] === guild;
  if (!isInstalled || !channel) return { kind: 'foreign' };
  return { kind: 'guild', guild, channel: readChannel(channel), appPermissions: appPermissions ?? 0n };
};

const readEnvelope = (raw: Raw): Envelope | undefined => {
  const user = raw.member?.user ?? raw.user;
  if (!user) return undefined;
  return {
    id: raw.id,
    applicationId: raw.application_id,
    token: raw.token,
    locale: raw.locale ?? 'en-US',
    person: { id: user.id, name: raw.member?.nick || user.global_name || user.username || user.id },
    permissions: raw.member?.permissions ?? 0n,
    takesModal: raw.type !== interactionTypes.submit,
    origin: readOrigin(raw),
  };
};

/** Steps down into groups and subcommands. */
const walk = (options: readonly Option[], path: readonly string[] = []): { path: readonly string[]; options: readonly Option[] } => {
  const [first] = options;
  const isBranch = first?.type === optionTypes.subcommand || first?.type === optionTypes.group;
  return first && isBranch ? walk(first.options ?? [], [...path, first.name]) : { path, options };
};

const readCommand = (data: unknown): Ask | undefined => {
  const one = commandSchema.safeParse(data).data;
  if (!one) return undefined;
  const { name, type, target_id: target, resolved } = one;
  if (type === commandTypes.message) {
    const message = target == null ? undefined : resolved?.messages?.[target];
    const thread = message?.thread == null ? {} : { thread: message.thread.id };
    return message && { kind: 'menu', name, message: { id: message.id, content: message.content, ...thread } };
  }
  if (type !== commandTypes.slash) return undefined;
  const { path, options } = walk(one.options);
  const attached = options.find((option) => option.type === optionTypes.attachment);
  const file = attached && attachmentOf(resolved?.attachments, String(attached.value));
  const typed = options.filter((option) => option !== attached && option.value !== undefined);
  return {
    kind: 'slash',
    command: name,
    path,
    options: Object.fromEntries(typed.map((option) => [option.name, String(option.value)])),
    ...(file ? { file } : {}),
  };
};

const readCompletion = (data: unknown): Ask | undefined => {
  const one = commandSchema.safeParse(data).data;
  if (!one) return undefined;
  const { path, options } = walk(one.options);
  const focused = options.find((option) => option.focused === true);
  const values = Object.fromEntries(options.map((option) => [option.name, String(option.value ?? '')]));
  return focused && { kind: 'complete', command: one.name, path, options: values, focused: focused.name };
};

const readSubmission = (data: unknown): Ask | undefined => {
  const one = submitSchema.safeParse(data).data;
  if (!one) return undefined;
  const labels = one.components.filter(({ type }) => type === componentTypes.label);
  const fields = labels.flatMap(({ component }) => fieldSchema.safeParse(component).data ?? []);
  const uploads = fields.filter(({ type }) => type === componentTypes.fileUpload);
  const files = uploads.flatMap(({ values }) => (values ?? []).flatMap((id) => attachmentOf(one.resolved?.attachments, id) ?? []));
  const [file] = files;
  const values = fields
    .filter((field) => !uploads.includes(field))
    .map(({ custom_id: name, value, values: chosen }) => [name, chosen ? chosen.join(',') : String(value ?? '')] as const);
  const typed = fields.flatMap(({ type, value }) =>
    type === componentTypes.textInput && typeof value === 'string' && value ? [value] : [],
  );
  const given = Object.fromEntries(values.filter(([, value]) => value !== ''));
  return { kind: 'submit', customId: one.custom_id, fields: given, typed, ...(file ? { file } : {}) };
};

const readAsk = ({ type, data }: Raw): Ask | undefined => {
  if (type === interactionTypes.command) return readCommand(data);
  if (type === interactionTypes.complete) return readCompletion(data);
  if (type === interactionTypes.submit) return readSubmission(data);
  const press = type === interactionTypes.component ? pressSchema.safeParse(data).data : undefined;
  return press && { kind: 'press', customId: press.custom_id };
};

/** Reads an interaction. `undefined` for what is none, or none that this app offers. Pure and quick, because Discord waits for it. */
export const readInteraction = (payload: unknown): Received | undefined => {
  const raw = envelopeSchema.safeParse(payload).data;
  const envelope = raw && readEnvelope(raw);
  const ask = raw && readAsk(raw);
  return envelope && ask && { envelope, ask };
};
