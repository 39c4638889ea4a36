import { readContent } from './content.ts';
import { removeMessage, storeOwn } from './methods-chat.ts';
import { answerArgs, rules } from './rules.ts';
import { type ResponseUrl, type State, tokenOf } from './state.ts';
import { type Fields, textOf } from './types.ts';

/** Where an answer to a person belongs. */
export type Corner = Readonly<{
  channel: string;
  team: string;
  user: string;
  threadTs?: string | undefined;
  source?: ResponseUrl['source'];
}>;

const findEphemeral = (state: State, ts: string): number => state.ephemerals.findIndex((one) => one.ts === ts);

const replaceSource = (state: State, { channel, source }: Corner, body: Fields): string | undefined => {
  if (!source) return 'there is nothing to replace';
  const isDelete = body['delete_original'] === true;
  const read = isDelete ? undefined : readContent(state, body);
  if (read && 'refusal' in read) return read.refusal.error ?? 'invalid_payload';
  const content = read && { text: read.content.text, blocks: read.content.blocks };
  if (source.isEphemeral) {
    const index = findEphemeral(state, source.ts);
    const old = state.ephemerals[index];
    if (!old) return 'message_not_found';
    state.ephemerals[index] = { ...old, ...(content ?? { isGone: true }) };
    return undefined;
  }
  const old = state.find(channel, source.ts);
  if (!old) return 'message_not_found';
  if (content) state.replace({ ...old, ...content, edits: old.edits + 1 });
  else removeMessage(state, old);
  return undefined;
};

/**
 * Carries out the answer to a command, a press or a shortcut, from the acknowledgement's body or from a `response_url`. Answers what is wrong
 * with it, `undefined` when nothing is. Ephemeral unless `response_type` says `in_channel` (docs.slack.dev/interactivity/handling-user-interaction).
 */
export const carryOut = (state: State, corner: Corner, via: 'ack' | 'response_url', body: Fields): string | undefined => {
  const unknown = Object.keys(body).filter((name) => !answerArgs.includes(name));
  if (unknown.length > 0) {
    state.violate('unknown_argument', via, unknown.join(', '));
    return 'fake_slack_unknown_argument';
  }
  if (body['replace_original'] === true || body['delete_original'] === true) return replaceSource(state, corner, body);
  const read = readContent(state, body);
  if ('refusal' in read) return read.refusal.error ?? 'invalid_payload';
  const threadTs = textOf(body['thread_ts']) || corner.threadTs;
  const { channel, team, user } = corner;
  if (body['response_type'] === 'in_channel') {
    const args = { ...body, ...(threadTs ? { thread_ts: threadTs } : {}) };
    storeOwn({ state, args, token: tokenOf(state, team) }, { id: channel, team }, read.content);
    return undefined;
  }
  const { text, blocks } = read.content;
  const ts = state.nextTs();
  state.ephemerals.push({ channel, team, user, ts, text, blocks, via, isGone: false, ...(threadTs ? { threadTs } : {}) });
  return undefined;
};

/** Makes an address to answer to. */
export const makeResponseUrl = (state: State, origin: string, corner: Corner): string => {
  const id = state.nextId('response');
  state.responseUrls.set(id, { ...corner, id, atMs: state.nowMs(), uses: 0 });
  return `${origin}/commands/${corner.team}/${id}`;
};

/** What a `response_url` answers to a body: five times within 30 minutes, then no more. */
export const answerResponseUrl = (state: State, id: string, body: Fields | undefined): Readonly<{ status: number; text: string }> => {
  const address = state.responseUrls.get(id);
  const refuse = (error: string): Readonly<{ status: number; text: string }> => ({
    status: 404,
    text: JSON.stringify({ ok: false, error }),
  });
  if (!address) return refuse('invalid_url');
  if (state.nowMs() - address.atMs > rules.responseUrlMs) return refuse('expired_url');
  if (address.uses >= rules.responseUrlUses) return refuse('used_url');
  if (!body) return { status: 400, text: JSON.stringify({ ok: false, error: 'invalid_json' }) };
  address.uses += 1;
  const error = carryOut(state, address, 'response_url', body);
  return error === undefined ? { status: 200, text: 'ok' } : { status: 400, text: JSON.stringify({ ok: false, error }) };
};
