import type { IncomingMessage, ServerResponse } from 'node:http';
import { find, type Method, storeOwn } from './methods-chat.ts';
import { rules } from './rules.ts';
import { reaches, type State } from './state.ts';
import { listOf, refuse, type StoredFile, textOf } from './types.ts';

/*
 * Files: what people uploaded, and the three steps of an upload by the app (docs.slack.dev/messaging/working-with-files, and the pages on the methods, read 2026-11-21).
 */

const info: (origin: () => string) => Method =
  (origin) =>
  ({ state, args, token }) => {
    const file = state.files.get(textOf(args['file']));
    if (!file || !reaches(state, token, file.team)) return refuse('file_not_found');
    const address = `${origin()}/files-pri/${file.team}-${file.id}/download/${encodeURIComponent(file.name)}`;
    const isSeen = (file.seenAtMs ?? 0) <= state.nowMs();
    return {
      ok: true,
      file: {
        id: file.id,
        name: file.name,
        title: file.name,
        // Slack looks at an upload after it has taken it; until then the type is empty (github.com/slackapi/java-slack-sdk/issues/1349).
        mimetype: isSeen ? file.mimetype : '',
        filetype: isSeen ? file.name.split('.').at(-1) : '',
        size: file.content.length,
        user: file.user,
        user_team: file.team,
        mode: 'hosted',
        is_external: false,
        url_private: address,
        url_private_download: address,
        ...file.described,
      },
    };
  };

const getUploadUrl: (origin: () => string) => Method =
  (origin) =>
  ({ state, args, token }) => {
    const [name, length] = [textOf(args['filename']), Number(args['length'])];
    if (name === '' || !Number.isInteger(length) || length <= 0) return refuse('missing_argument');
    if (name.length > rules.fileName) return refuse('invalid_arguments');
    if (length > rules.fileBytes) return refuse('file_upload_size_restricted');
    const id = state.nextId('F');
    state.uploads.set(id, { id, name, length, team: token.team ?? '', user: token.botUser });
    return { ok: true, upload_url: `${origin()}/upload/v1/${id}`, file_id: id };
  };

const typeOf = (name: string): string =>
  ({ png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', md: 'text/markdown' })[name.split('.').at(-1) ?? ''] ?? 'text/plain';

const finish = (state: State, id: string): StoredFile | undefined => {
  const upload = state.uploads.get(id);
  if (upload?.content === undefined) return undefined;
  const { name, team, user, content } = upload;
  const file = { id, name, team, user, content, mimetype: typeOf(name), seenAtMs: state.nowMs() + state.manners.lookMs };
  state.uploads.delete(id);
  state.files.set(id, file);
  return file;
};

const completeUpload: Method = (call) => {
  const { state, args, token } = call;
  const wanted = listOf(args['files']).map(({ id }) => textOf(id));
  if (wanted.length === 0) return refuse('invalid_arguments');
  const shares = textOf(args['channel_id']);
  // Only the id of a conversation is taken, never that of a person.
  if (shares !== '' && !/^[CDG]/.test(shares)) return refuse('invalid_channel');
  const place = shares === '' ? undefined : find(state, token, { channel: shares });
  if (place && 'refusal' in place) return place.refusal;
  if (wanted.some((id) => state.uploads.get(id)?.content === undefined)) return refuse('file_not_found');
  const files = wanted.flatMap((id) => finish(state, id) ?? []);
  if (place) {
    const thread = textOf(args['thread_ts']);
    const shared = thread ? { thread_ts: thread } : {};
    const said = { text: textOf(args['initial_comment']), blocks: [], files: files.map(({ id }) => id), warnings: [] };
    storeOwn({ state, args: shared, token }, place.channel, said);
  }
  return { ok: true, files: files.map(({ id, name }) => ({ id, title: name })) };
};

/** Takes the bytes of an upload. The address is all the right that is needed; a token that comes along is a mistake of the app. */
export const receiveUpload = (state: State, request: IncomingMessage, response: ServerResponse, content: Buffer): void => {
  const upload = state.uploads.get((request.url ?? '').split('/').at(-1) ?? '');
  if (request.headers.authorization !== undefined) state.violate('http_shape', '/upload/v1', 'a token came along');
  if (request.method !== 'POST' || !upload || upload.content !== undefined) return void response.writeHead(404).end();
  // Ours: what Slack does with fewer or more bytes than were announced is not documented.
  if (content.length !== upload.length) return void response.writeHead(400).end('length');
  upload.content = content;
  response.writeHead(200).end(`OK - ${content.length}`);
};

/** The methods about files. `origin` is the server's own address. */
export const fileMethods = (origin: () => string): Readonly<Record<string, Method>> => ({
  'files.info': info(origin),
  'files.getUploadURLExternal': getUploadUrl(origin),
  'files.completeUploadExternal': completeUpload,
});
