/*
 * What the local Slack takes: its own table, written from Slack's pages and from measurements, and never imported from src, so that a
 * wrong number there is found here. Lengths are UTF-16 units. Looked up 2026-11-21.
 */

/** The limits. The comment says where a number comes from; "ours" where nothing is documented and the strict side is taken. */
export const rules = {
  /* docs.slack.dev/reference/block-kit/blocks */
  blocksPerMessage: 50,
  blocksPerView: 100,
  /** Undocumented: 9,597 accepted, 11,341 refused (github.com/slackapi/bolt-js/issues/2867). Ours: the lower round figure. */
  blockText: 9_000,
  /** Truncated beyond (api.slack.com/changelog/2018-04-truncating-really-long-messages). */
  text: 40_000,
  markdownText: 12_000,
  sectionText: 3_000,
  sectionFields: 10,
  sectionField: 2_000,
  header: 150,
  contextElements: 10,
  /** Ours: 3,000 by the page on text objects, but only 2,000 are known to pass. */
  contextText: 2_000,
  actionsElements: 25,
  contextActionsElements: 5,
  imageAlt: 2_000,
  imageTitle: 2_000,
  url: 3_000,
  buttonText: 75,
  buttonValue: 2_000,
  accessibilityLabel: 75,
  id: 255,
  inputLabel: 2_000,
  inputHint: 2_000,
  plainTextInput: 3_000,
  placeholder: 150,
  selectOptions: 100,
  shortOptions: 10,
  overflowOptions: 5,
  optionText: 75,
  optionValue: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  tableRows: 100,
  tableColumns: 20,
  containerChildren: 10,
  cardBody: 200,
  cardTitle: 150,
  carouselCards: 10,
  /** Ours: an upload of a bot is small. Slack itself takes 1 GB. */
  fileBytes: 20 * 1_024 * 1_024,
  fileName: 255,
  /* docs.slack.dev/reference/views/modal-views */
  viewTitle: 24,
  privateMetadata: 3_000,
  callbackId: 255,
  viewStack: 3,
  viewBytes: 250_000,
  /** Ours: undocumented; small is safe. */
  metadataBytes: 1_024,
  username: 200,
  /** A post in a channel must be this much later than the one before. 1 per second, less what timers and the network blur. */
  paceMs: 950,
  triggerMs: 3_000,
  ackMs: 3_000,
  responseUrlUses: 5,
  responseUrlMs: 30 * 60_000,
  codeMs: 10 * 60_000,
  sockets: 10,
  linkMs: 30_000,
  suggestedPrompts: 4,
} as const;

const message = ['channel', 'text', 'blocks', 'attachments', 'markdown_text', 'as_user', 'link_names', 'parse'];
const author = ['username', 'icon_emoji', 'icon_url'];
const page = ['cursor', 'limit', 'latest', 'oldest', 'inclusive', 'include_all_metadata'];

/** A method: the scopes of which one is needed, and the arguments that exist beside `token` and `team_id` (types of @slack/web-api 8.2.0). */
export type MethodRule = Readonly<{ scopes: readonly string[]; args: readonly string[]; token?: 'app' | 'none' }>;

const readScopes = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const historyScopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];

/** All methods that exist here. Any other is `unknown_method`. */
export const methodRules: Readonly<Record<string, MethodRule>> = {
  'api.test': { scopes: [], args: ['error', 'foo'], token: 'none' },
  'auth.test': { scopes: [], args: [] },
  'apps.connections.open': { scopes: ['connections:write'], args: [], token: 'app' },
  'oauth.v2.access': { scopes: [], args: ['client_id', 'client_secret', 'code', 'redirect_uri', 'grant_type'], token: 'none' },
  'chat.postMessage': {
    scopes: ['chat:write'],
    args: [...message, ...author, 'thread_ts', 'reply_broadcast', 'metadata', 'unfurl_links', 'unfurl_media', 'mrkdwn'],
  },
  'chat.update': { scopes: ['chat:write'], args: [...message, 'ts', 'metadata', 'reply_broadcast', 'file_ids'] },
  'chat.postEphemeral': { scopes: ['chat:write'], args: [...message, ...author, 'user', 'thread_ts'] },
  'chat.delete': { scopes: ['chat:write'], args: ['channel', 'ts', 'as_user'] },
  'chat.getPermalink': { scopes: [], args: ['channel', 'message_ts'] },
  'conversations.info': { scopes: readScopes, args: ['channel', 'include_locale', 'include_num_members'] },
  'conversations.replies': { scopes: historyScopes, args: ['channel', 'ts', ...page] },
  'conversations.history': { scopes: historyScopes, args: ['channel', ...page] },
  'conversations.open': { scopes: ['im:write', 'mpim:write'], args: ['channel', 'users', 'return_im', 'prevent_creation'] },
  'users.list': { scopes: ['users:read'], args: ['cursor', 'limit', 'include_locale'] },
  'users.info': { scopes: ['users:read'], args: ['user', 'include_locale'] },
  'bots.info': { scopes: ['users:read'], args: ['bot'] },
  'team.info': { scopes: ['team:read'], args: ['team', 'domain'] },
  'files.info': { scopes: ['files:read'], args: ['file', 'count', 'cursor', 'limit', 'page'] },
  'files.getUploadURLExternal': { scopes: ['files:write'], args: ['filename', 'length', 'alt_txt', 'snippet_type'] },
  'files.completeUploadExternal': { scopes: ['files:write'], args: ['files', 'channel_id', 'thread_ts', 'initial_comment', 'blocks'] },
  'reactions.add': { scopes: ['reactions:write'], args: ['channel', 'timestamp', 'name'] },
  'views.open': { scopes: [], args: ['trigger_id', 'interactivity_pointer', 'view'] },
  'views.push': { scopes: [], args: ['trigger_id', 'interactivity_pointer', 'view'] },
  'views.update': { scopes: [], args: ['view_id', 'external_id', 'view', 'hash'] },
  'views.publish': { scopes: [], args: ['user_id', 'view', 'hash'] },
  'assistant.threads.setSuggestedPrompts': { scopes: ['assistant:write'], args: ['channel_id', 'thread_ts', 'prompts', 'title'] },
  'assistant.threads.setStatus': {
    scopes: ['assistant:write', 'chat:write'],
    args: ['channel_id', 'thread_ts', 'status', 'loading_messages', ...author],
  },
  'assistant.threads.setTitle': { scopes: ['assistant:write'], args: ['channel_id', 'thread_ts', 'title'] },
  'agents.sessions.setStatus': {
    scopes: ['assistant:write', 'chat:write'],
    args: ['channel_id', 'status', 'thread_ts', 'title', 'initiator_user_id', ...author],
  },
};

/** What a `response_url` and the body of an acknowledged command take. Slack ignores other members in silence; here they are a violation. */
export const answerArgs: readonly string[] = [
  'text',
  'blocks',
  'attachments',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'metadata',
  'mrkdwn',
  'parse',
  'link_names',
  'unfurl_links',
  'unfurl_media',
];
