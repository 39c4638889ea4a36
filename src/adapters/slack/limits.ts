import type { MessageLimits } from '../../core/labels.ts';

/*
 * What Slack takes, in UTF-16 units unless said otherwise. One file, so that no number hides in a renderer. Looked up 2026-11-21; the
 * limits that are not documented say where they were measured.
 */

/** The limits of Slack's platform that this adapter meets. */
export const slackLimits = {
  /** Blocks in one message. docs.slack.dev/reference/block-kit/blocks */
  blocks: 50,
  /** Blocks in a modal or in the Home tab. Same page. */
  viewBlocks: 100,
  /**
   * Text of all blocks together. Not documented: 9,597 were accepted and 11,341 refused with `msg_blocks_too_long`
   * (github.com/slackapi/bolt-js/issues/2867, /issues/2509). This is our budget, below both.
   */
  blockText: 9_000,
  /** The budget for a second try, when Slack found the first too long. Ours: Slack also counts the containers, and does not say how. */
  blockTextSecondTry: 5_000,
  /** docs.slack.dev/reference/block-kit/blocks/header-block */
  header: 150,
  /**
   * A `plain_text` object. Documented as 3,000 (docs.slack.dev/reference/block-kit/composition-objects/text-object); in a context block
   * 2,000 is known to pass.
   */
  contextText: 2_000,
  /** Elements of an actions block. @slack/types 3.2.0 */
  actions: 25,
  /** Button: text, value. python-slack-sdk, models/blocks/block_elements.py */
  buttonText: 75,
  buttonValue: 2_000,
  /** What is said in place of an image. docs.slack.dev/reference/block-kit/blocks/image-block */
  imageAlt: 2_000,
  /** Table: rows with the header, columns; one table in a message. docs.slack.dev/reference/block-kit/blocks/table-block */
  tableRows: 100,
  tableColumns: 20,
  /** A cell. Not documented; the budget of CopilotKit's renderer (docs.copilotkit.ai/reference/bot/components/Table). */
  tableCell: 2_000,
  /** A value in message metadata. Ours: the size of metadata is not documented, so all of it is kept below about 1 KB. */
  metadataValue: 100,
  /**
   * The name above a message. A bot's display name has 80 (manifest types of @slack/web-api 8.2.0); for `username` no limit is documented.
   */
  username: 80,
  /** Modal: title and buttons, private_metadata. docs.slack.dev/reference/views/modal-views */
  viewTitle: 24,
  privateMetadata: 3_000,
  /** Input block: placeholder of an element, initial and longest value of a text input. @slack/types 3.2.0, python-slack-sdk */
  placeholder: 150,
  plainTextInput: 3_000,
  /** What we fill of a label and a hint, of 2,000: more is not read above a field. */
  formLabel: 150,
  formHint: 300,
  /** Select: options, an option's text and value; boxes to tick in one group. python-slack-sdk, models/blocks */
  selectOptions: 100,
  optionText: 75,
  optionValue: 150,
  checkboxes: 10,
} as const;

/**
 * What the core may fill. The top-level `text` of a message is cut by Slack at 40,000
 * (api.slack.com/changelog/2018-04-truncating-really-long-messages), but may be split or refused from about 4,000 on. The body leaves room
 * for what the renderer adds: words before a ground, bars, the marks that break a link, buttons. The notification leaves room for escaping,
 * which makes one character five at worst: 700 become 3,500.
 */
export const slackMessageLimits: MessageLimits = { nameUnits: slackLimits.username, bodyUnits: 7_000, notificationUnits: 700 };
