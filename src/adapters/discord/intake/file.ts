import type { AttachedFile } from '../../../ports/command.ts';
import type { Attachment } from './payloads.ts';

/** Most bytes of a file that is read, whatever Discord says about it; uploads there have 10 MiB, more with a subscription. */
const mostBytes = 25 * 1024 * 1024;
const openMs = 60_000;

async function* download({ url, bytes }: Attachment): AsyncGenerator<Uint8Array> {
  const most = Math.min(bytes, mostBytes);
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(openMs) });
  if (!response.ok || !response.body) throw new Error(`the attached file could not be read: ${response.status}`);
  let read = 0;
  for await (const chunk of response.body) {
    read += chunk.byteLength;
    if (read > most) throw new Error('the attached file is longer than was said');
    yield chunk;
  }
  if (read < bytes) throw new Error('the attached file is shorter than was said');
}

/** The file as commands read it: streamed from Discord each time, never kept, and never longer than was announced. `undefined` when it is too big. */
export const openAttachment = (attachment: Attachment): AttachedFile | undefined =>
  attachment.bytes > mostBytes ? undefined : { name: attachment.name, bytes: attachment.bytes, open: () => download(attachment) };
