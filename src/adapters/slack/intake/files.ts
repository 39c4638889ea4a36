import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { AttachedFile } from '../../../ports/command.ts';
import { codeOf } from '../api-error.ts';
import { isSlackAddress } from '../slack-address.ts';
import { words } from '../words.ts';

/** Most bytes of one file. Ours; Slack itself takes up to 1 GB. */
const maxFileBytes = 512 * 1_024 * 1_024;

/** How long Slack may take to begin a download, and between two pieces of it, in milliseconds. */
const patienceMs = 30_000;

/** What `files.info` says of a file (docs.slack.dev/reference/objects/file-object). */
const fileSchema = z.object({
  file: z.object({
    name: z.string().nullish(),
    size: z.int().nonnegative(),
    mimetype: z.string().nullish(),
    mode: z.string().nullish(),
    is_external: z.boolean().nullish(),
    user: z.string().nullish(),
    user_team: z.string().nullish(),
    url_private_download: z.string().nullish(),
  }),
});

/** The file could not be had to its end. Holds no address and no name. */
class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

type Source = Readonly<{ address: string; token: string; bytes: number; isPage: boolean }>;

/**
 * Reads a file from Slack with the bot's token. Redirects are not followed, because the token would go with them; a page of HTML is Slack's log-in page, which it shows with
 * status 200 in place of an error. Ends with `DownloadError` when more bytes come than were announced, or fewer.
 */
async function* download({ address, token, bytes, isPage }: Source): AsyncGenerator<Uint8Array> {
  const stop = new AbortController();
  let timer = setTimeout(() => stop.abort(), patienceMs);
  try {
    const response = await fetch(address, { headers: { authorization: `Bearer ${token}` }, redirect: 'error', signal: stop.signal });
    if (!response.ok || !response.body) throw new DownloadError(`slack answered ${response.status}`);
    if (!isPage && /^text\/html\b/i.test(response.headers.get('content-type') ?? '')) throw new DownloadError('slack answered a page');
    let read = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      read += chunk.byteLength;
      if (read > bytes) throw new DownloadError('the file is longer than announced');
      yield chunk;
      timer = setTimeout(() => stop.abort(), patienceMs);
    }
    if (read < bytes) throw new DownloadError('the file is shorter than announced');
  } finally {
    clearTimeout(timer);
    // Whoever stops reading early leaves the connection behind.
    stop.abort();
  }
}

/** Which file, and on whose behalf. `team` and `enterprise` are those of the install. */
type FileRequest = Readonly<{
  id: string;
  user: string;
  bot: Readonly<{ token: string; team?: string; enterprise?: string }>;
  apiUrl: string;
  client: WebClient;
}>;

const askForFile = async ({ id, client }: FileRequest): Promise<z.infer<typeof fileSchema>['file'] | string> => {
  try {
    return fileSchema.safeParse(await client.files.info({ file: id })).data?.file ?? words.fileUnreadable;
  } catch (error) {
    return codeOf(error) === 'missing_scope' ? words.fileScope : words.fileUnreadable;
  }
};

/**
 * The file of a sent form, or the sentence with which it is refused. What is known of it is asked of Slack anew and never taken from the form. Refused are files of other
 * people and other organisations, files that lie elsewhere, and what is too large.
 */
export const findFile = async (request: FileRequest): Promise<AttachedFile | string> => {
  const file = await askForFile(request);
  if (typeof file === 'string') return file;
  const { bot, apiUrl, user } = request;
  const { size, url_private_download: address } = file;
  const isOwnTeam = file.user_team == null || file.user_team === (bot.team ?? file.user_team) || file.user_team === bot.enterprise;
  if (file.is_external === true || (file.mode != null && !['hosted', 'snippet'].includes(file.mode)) || !isOwnTeam || file.user !== user)
    return words.fileForeign;
  if (size > maxFileBytes) return words.fileLarge(maxFileBytes / 1_024 / 1_024);
  if (address == null || !isSlackAddress(address, apiUrl, 'files')) return words.fileUnreadable;
  const source = { address, token: bot.token, bytes: size, isPage: /^text\/html\b/i.test(file.mimetype ?? '') };
  return { name: file.name ?? 'file', bytes: size, open: () => download(source) };
};
