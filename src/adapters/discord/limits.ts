import type { MessageLimits } from '../../core/labels.ts';

/*
 * What Discord takes, in UTF-16 units unless said otherwise. One file, so that no number hides in a renderer. Looked up 2026-11-21 in
 * github.com/discord/discord-api-docs (developers/…), of 2026-08-06.
 */

/** The limits of Discord's platform that this adapter meets. */
export const discordLimits = {
  /** `content` of a message. resources/message.mdx */
  content: 2_000,
  /** Components of a message, nested ones included, and the text of all its text displays together. components/reference.mdx */
  components: 40,
  componentText: 4_000,
  /** Buttons in an action row; action rows in a message without the V2 flag. components/reference.mdx */
  rowButtons: 5,
  rows: 5,
  /** Button: label, `custom_id`. components/reference.mdx */
  buttonLabel: 80,
  customId: 100,
  /** What is said in place of a picture. resources/message.mdx, attachment object */
  altText: 1_024,
  /** The name above a webhook's message. resources/webhook.mdx, resources/user.mdx */
  username: 80,
  /** Name of a thread or of a forum post. resources/channel.mdx */
  threadName: 100,
  /** `nonce` of a message. resources/message.mdx */
  nonce: 25,
  /** Messages in one page of a channel. resources/message.mdx */
  page: 100,
} as const;

/**
 * What the core may fill. The body may be larger than the 4,000 that fit: the core leaves out whole answers, and the renderer only quotes and then claims. No
 * notification text is sent: a message of components has no `content`, and the label is the first text in it.
 */
export const discordMessageLimits: MessageLimits = {
  nameUnits: discordLimits.username,
  bodyUnits: 7_000,
  notificationUnits: 200,
  // Each cell is written with the name of its column, and what would be markup with a backslash before it.
  tableUnits: 2_600,
};
