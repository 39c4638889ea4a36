/*
 * What the local Discord takes: its own table, written from Discord's pages (github.com/discord/discord-api-docs c98d64bc, 2026-08-06) and
 * never imported from src, so that a wrong number there is found here. Lengths are UTF-16 units: Discord does not say what it counts, and no
 * other count gives a larger number.
 */

/** The limits. The comment names the page under developers/; "ours" where nothing is documented and the strict side is taken. */
export const rules = {
  /* resources/message.mdx */
  content: 2_000,
  embeds: 10,
  embedTitle: 256,
  embedDescription: 4_096,
  embedFields: 25,
  embedFieldName: 256,
  embedFieldValue: 1_024,
  embedFooter: 2_048,
  embedAuthor: 256,
  embedsTotal: 6_000,
  nonce: 25,
  mentionIds: 100,
  stickers: 3,
  files: 10,
  fileBytes: 10 * 1_024 * 1_024,
  requestBytes: 25 * 1_024 * 1_024,
  /** Attachment descriptions. */
  altText: 1_024,
  /** Ours: "the past few minutes". */
  nonceMs: 120_000,
  /* components/reference.mdx */
  rows: 5,
  rowButtons: 5,
  components: 40,
  displayText: 4_000,
  customId: 100,
  buttonLabel: 80,
  buttonUrl: 512,
  selectOptions: 25,
  selectOption: 100,
  placeholder: 150,
  sectionTexts: 3,
  galleryItems: 10,
  label: 45,
  labelDescription: 100,
  inputText: 4_000,
  inputPlaceholder: 100,
  radioOptions: 10,
  checkboxOptions: 10,
  uploads: 10,
  fileTypes: 10,
  /* interactions/receiving-and-responding.mdx */
  modalTitle: 45,
  modalComponents: 5,
  answerMs: 3_000,
  tokenMs: 15 * 60_000,
  userInstallFollowUps: 5,
  autocompleteChoices: 25,
  /* interactions/application-commands.mdx */
  chatCommands: 100,
  userCommands: 15,
  messageCommands: 15,
  commandName: 32,
  commandDescription: 100,
  commandOptions: 25,
  commandChoices: 25,
  commandChoice: 100,
  commandText: 8_000,
  optionLength: 6_000,
  /* resources/webhook.mdx, resources/user.mdx, topics/opcodes-and-status-codes.mdx */
  webhookName: 80,
  webhooks: 15,
  /* resources/channel.mdx */
  threadName: 100,
  slowmodeSeconds: 21_600,
  appliedTags: 5,
  /* resources/poll.mdx */
  pollQuestion: 300,
  pollAnswer: 55,
  pollAnswers: 10,
  pollHours: 768,
  /* topics/gateway.mdx */
  gatewayBytes: 4_096,
  gatewaySends: 120,
  gatewaySendsMs: 60_000,
  identifyMs: 5_000,
  /* topics/rate-limits.mdx */
  globalPerSecond: 50,
  invalidWindowMs: 600_000,
} as const;

/** Minutes after which a thread is hidden. */
export const autoArchives: readonly number[] = [60, 1_440, 4_320, 10_080];

/** How many requests fit into a bucket, and how long it takes to fill again. By the headers seen in public reports; nobody may rely on them. */
export const buckets: Readonly<Record<string, Readonly<{ limit: number; windowMs: number }>>> = {
  // Observed, unpublished: github.com/discord/discord-api-docs/issues/6753.
  'POST /webhooks/:id/:token': { limit: 5, windowMs: 2_000 },
  'POST /channels/:id/messages': { limit: 5, windowMs: 5_000 },
  'PATCH /channels/:id/messages/:message': { limit: 5, windowMs: 5_000 },
  'POST /channels/:id/threads': { limit: 50, windowMs: 300_000 },
  'POST /channels/:id/messages/:message/threads': { limit: 50, windowMs: 300_000 },
};

/** The bucket of a route that has no line of its own. Ours. */
export const otherBucket = { limit: 50, windowMs: 1_000 } as const;

/** The languages of Discord (reference.mdx). */
export const locales: readonly string[] =
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(' ');

/** Discord's own codes: the HTTP status and the sentence (topics/opcodes-and-status-codes.mdx). */
export const codes: Readonly<Record<number, readonly [status: number, message: string]>> = {
  0: [401, '401: Unauthorized'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  20028: [429, 'The channel you are writing has hit the write rate limit'],
  20029: [429, 'The write action you are performing on the server has hit the write rate limit'],
  30007: [400, 'Maximum number of webhooks reached (15)'],
  30032: [400, 'Maximum number of application commands reached (100)'],
  30033: [400, 'Max number of thread participants has been reached (1000)'],
  30046: [429, 'Maximum number of edits to messages older than 1 hour reached. Try again later'],
  30058: [400, 'Maximum number of webhooks per guild reached (1000)'],
  40005: [413, 'Request entity too large. Try sending something smaller in size'],
  40060: [400, 'Interaction has already been acknowledged.'],
  40067: [400, 'A tag is required to create a forum post in this channel'],
  40094: [403, 'This interaction has reached the maximum number of follow-up messages'],
  50001: [403, 'Missing Access'],
  50003: [403, 'Cannot execute action on a DM channel'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50024: [400, 'Cannot execute action on this channel type'],
  50027: [401, 'Invalid Webhook Token'],
  50035: [400, 'Invalid Form Body'],
  50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'],
  160004: [400, 'A thread has already been created for this message'],
  160005: [400, 'Thread is locked'],
  160006: [400, 'Maximum number of active threads reached'],
  200000: [400, 'Message was blocked by automatic moderation'],
  200001: [400, 'Title was blocked by automatic moderation'],
  220001: [400, 'Webhooks posted to forum channels must have a thread_name or thread_id'],
  220002: [400, 'Webhooks posted to forum channels cannot have both a thread_name and thread_id'],
  220003: [400, 'Webhooks can only create threads in forum channels'],
  240000: [400, 'Message blocked by harmful links filter'],
};

/** The bits of a message's flags. */
export const flag = { suppressEmbeds: 4, ephemeral: 64, loading: 128, suppressNotifications: 4_096, componentsV2: 32_768 } as const;

/** The numbers of channel types. */
export const channelTypes = {
  text: 0,
  dm: 1,
  voice: 2,
  group: 3,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
} as const;

/** The bits of gateway intents that matter here. The last three are privileged, and the app has none of them. */
export const intent = {
  guilds: 1,
  webhooks: 32,
  guildMessages: 512,
  directMessages: 4_096,
  members: 2,
  presences: 256,
  content: 32_768,
} as const;
