import { z } from 'zod';
import { fileInWords, mostFileBytes, safeFileName, sayFile } from '../../../core/file-in-words.ts';
import type { LabelledMessage, MessageLimits } from '../../../core/labels.ts';
import type { Place } from '../../../core/panel/panel.ts';
import type { Reply } from '../../../ports/command.ts';
import type { Log } from '../../../ports/log.ts';
import { words } from '../words.ts';
import { problemOf, type UploadWay, uploadFile } from './upload.ts';

const openedSchema = z.object({ channel: z.object({ id: z.string().min(1) }) });

type Share = Readonly<{ channel: string; thread?: string | undefined }>;

/** The direct conversation with a person: where they asked, if that is it, else opened. A code when Slack does not open it. */
const findPrivate = async (way: UploadWay, user: string, { channel, thread }: Place): Promise<Share | string> => {
  if (channel.startsWith('D')) return { channel, thread };
  const opened = await way.call('conversations.open', { users: user });
  const { data } = openedSchema.safeParse(opened);
  return data ? { channel: data.channel.id } : (problemOf(opened) ?? 'no_conversation');
};

const reasonFor = (problem: string): string => {
  if (problem === 'missing_scope') return words.uploadScope;
  return problem === 'too_large' ? words.uploadLarge : words.uploadRefused;
};

/**
 * Hands a file to one person, in their direct conversation with the bot: Slack shows no file in a message that only one person of a channel sees. Answers what to tell them:
 * where it is, or, when Slack did not take it, why and the text itself.
 */
export const handOver = async (
  { limits, log }: Readonly<{ limits: MessageLimits; log: Log }>,
  { way, user, place }: Readonly<{ way: UploadWay; user: string; place: Place }>,
  file: NonNullable<Reply['file']>,
): Promise<readonly LabelledMessage[]> => {
  const bytes = new TextEncoder().encode(file.text);
  const name = safeFileName(file.name);
  const send = async (): Promise<string | undefined> => {
    if (bytes.byteLength > mostFileBytes) return 'too_large';
    if (bytes.byteLength === 0) return 'empty';
    const share = await findPrivate(way, user, place);
    if (typeof share === 'string') return share;
    const uploaded = await uploadFile(way, { name, bytes, share });
    return 'problem' in uploaded ? uploaded.problem : undefined;
  };
  const problem = await send();
  if (problem === undefined) return [sayFile(words.fileSent, limits)];
  log.warn('slack did not take a file', { error: problem });
  return fileInWords({ name, text: file.text }, reasonFor(problem), limits);
};
