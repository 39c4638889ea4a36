import { countText, findBlockProblems, withIds } from './blocks.ts';
import { findFileProblems } from './file-blocks.ts';
import { rules } from './rules.ts';
import type { State } from './state.ts';
import { type Answer, type Fields, isFields, listOf, refuse, type StoredMessage, textOf } from './types.ts';
import { theApp } from './world.ts';

/** What a message says, checked and cut as Slack cuts it. */
export type Content = Readonly<{
  text: string;
  blocks: readonly Fields[];
  /** Files that hang at it, by their ids. */
  files?: readonly string[];
  attachments?: readonly Fields[];
  metadata?: Fields;
  warnings: readonly string[];
}>;

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const refuseBlocks = (problems: readonly string[]): Answer =>
  refuse('invalid_blocks', {
    errors: problems.map((problem) => problem.replace('[ERROR] ', '')),
    response_metadata: { messages: problems },
  });

const checkBlocks = (state: State, blocks: unknown): Answer | undefined => {
  if (!isGiven(blocks)) return undefined;
  if (!Array.isArray(blocks) || !blocks.every(isFields)) return refuse('invalid_blocks_format');
  const problems = [...findBlockProblems(blocks, 'message'), ...findFileProblems(state, blocks)];
  if (problems.length > 0) return refuseBlocks(problems);
  return countText(blocks) > rules.blockText ? refuse('msg_blocks_too_long') : undefined;
};

const checkMetadata = (metadata: unknown): Answer | undefined => {
  if (!isGiven(metadata)) return undefined;
  if (!isFields(metadata)) return refuse('invalid_metadata_format');
  if (Object.keys(metadata).length === 0) return undefined;
  if (textOf(metadata['event_type']) === '' || !isFields(metadata['event_payload'])) return refuse('invalid_metadata_schema');
  return Buffer.byteLength(JSON.stringify(metadata)) > rules.metadataBytes ? refuse('metadata_too_large') : undefined;
};

const checkMarkdown = (args: Fields): Answer | undefined => {
  const markdown = textOf(args['markdown_text']);
  if (markdown === '') return undefined;
  if (isGiven(args['text']) || isGiven(args['blocks'])) return refuse('markdown_text_conflict');
  return markdown.length > rules.markdownText ? refuse('msg_too_long') : undefined;
};

/** Reads the content of a message from arguments. A refusal has `ok: false`. */
export const readContent = (state: State, args: Fields): Readonly<{ content: Content }> | Readonly<{ refusal: Answer }> => {
  const refusal = checkBlocks(state, args['blocks']) ?? checkMetadata(args['metadata']) ?? checkMarkdown(args);
  if (refusal) return { refusal };
  const blocks = listOf(args['blocks']);
  const attachments = listOf(args['attachments']);
  if (attachments.length > 100) return { refusal: refuse('too_many_attachments') };
  const said = textOf(args['markdown_text']) || textOf(args['text']);
  if (said.trim() === '' && blocks.length === 0 && attachments.length === 0) return { refusal: refuse('no_text') };
  const isCut = said.length > rules.text;
  return {
    content: {
      text: isCut ? said.slice(0, rules.text) : said,
      blocks: withIds(blocks, () => state.nextId('blk')),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(isFields(args['metadata']) ? { metadata: args['metadata'] } : {}),
      warnings: isCut ? ['message_truncated'] : [],
    },
  };
};

/** The message as the Web API shows it. Metadata only where it was asked for. */
export const toWire = (state: State, message: StoredMessage, shows: Readonly<{ metadata?: boolean; thread?: boolean }> = {}): Fields => {
  const { channel, ts, threadTs, username, iconEmoji, iconUrl, botId, subtype, attachments, metadata, reactions } = message;
  const replies = state.messagesOf(channel).filter((one) => one.threadTs === ts && one.ts !== ts);
  const icons = { ...(iconEmoji === undefined ? {} : { emoji: iconEmoji }), ...(iconUrl === undefined ? {} : { image_48: iconUrl }) };
  const isRoot = replies.length > 0;
  return {
    type: 'message',
    ...(subtype === undefined ? {} : { subtype }),
    ...(subtype === 'bot_message' ? {} : { user: message.author }),
    text: message.text,
    ts,
    team: message.team,
    ...(botId === undefined ? {} : { bot_id: botId, app_id: theApp.id }),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(attachments === undefined ? {} : { attachments }),
    ...(username === undefined ? {} : { username }),
    ...(Object.keys(icons).length > 0 ? { icons } : {}),
    ...(message.edits > 0 ? { edited: { user: message.author, ts: `${ts.split('.')[0]}.000000` } } : {}),
    ...(isRoot || threadTs !== undefined ? { thread_ts: threadTs ?? ts } : {}),
    ...(isRoot ? { reply_count: replies.length, latest_reply: replies.at(-1)?.ts } : {}),
    ...(threadTs !== undefined && shows.thread !== false ? { parent_user_id: state.find(channel, threadTs)?.author } : {}),
    ...(reactions.length > 0 ? { reactions: reactions.map((name) => ({ name, count: 1, users: [] })) } : {}),
    ...(shows.metadata && metadata !== undefined ? { metadata } : {}),
  };
};
