import type { WebAPICallResult, WebClient } from '@slack/web-api';
import { z } from 'zod';
import { isSlackAddress } from '../slack-address.ts';
import { describeFault, type Fault } from './fault.ts';

/** The methods that an upload needs. */
export type UploadMethod = 'conversations.open' | 'files.getUploadURLExternal' | 'files.completeUploadExternal' | 'files.info';

/** The way to Slack for an upload. `call` never throws. */
export type UploadWay = Readonly<{
  apiUrl: string;
  call: (method: UploadMethod, request: Readonly<Record<string, unknown>>) => Promise<WebAPICallResult | Fault>;
}>;

/** What is uploaded. Without `share` nobody sees it until a message of the bot shows it. */
export type Upload = Readonly<{ name: string; bytes: Uint8Array; share?: Readonly<{ channel: string; thread?: string | undefined }> }>;

/** The file as Slack knows it, or a code for why there is none. */
export type Uploaded = Readonly<{ id: string }> | Readonly<{ problem: string }>;

/** How long Slack may take to receive the bytes, in milliseconds. */
const receiveMs = 8_000;

const ticketSchema = z.object({ upload_url: z.string(), file_id: z.string().regex(/^F[A-Z0-9]{4,}$/) });

/** Reads a fault's code; anything that is no fault is `undefined`. */
export const problemOf = (result: object): string | undefined => {
  if (!('fault' in result)) return undefined;
  return 'error' in result && typeof result.error === 'string' ? result.error : String(result.fault);
};

/** The client that Bolt gives a listener, as a way for uploads. */
export const wayOfClient = (client: WebClient, apiUrl: string): UploadWay => ({
  apiUrl,
  call: async (method, request) => {
    try {
      return await client.apiCall(method, { ...request });
    } catch (error) {
      return describeFault(error);
    }
  },
});

/** The address is a secret of its own and needs no token, so none goes along. */
const send = async (address: string, bytes: Uint8Array): Promise<boolean> => {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(bytes),
      redirect: 'error',
      signal: AbortSignal.timeout(receiveMs),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
};

/**
 * Uploads a file in Slack's three steps (docs.slack.dev/messaging/working-with-files, read 2026-11-21): an address, the bytes, the end, which may share it. The bytes go to
 * Slack's own host only. Never throws, and sends nothing twice.
 */
export const uploadFile = async ({ call, apiUrl }: UploadWay, { name, bytes, share }: Upload): Promise<Uploaded> => {
  const ticket = await call('files.getUploadURLExternal', { filename: name, length: bytes.byteLength });
  const refused = problemOf(ticket);
  if (refused !== undefined) return { problem: refused };
  const { data } = ticketSchema.safeParse(ticket);
  if (!data || !isSlackAddress(data.upload_url, apiUrl, 'files')) return { problem: 'foreign_address' };
  if (!(await send(data.upload_url, bytes))) return { problem: 'not_received' };
  const place = share ? { channel_id: share.channel, ...(share.thread === undefined ? {} : { thread_ts: share.thread }) } : {};
  const problem = problemOf(await call('files.completeUploadExternal', { files: [{ id: data.file_id, title: name }], ...place }));
  return problem === undefined ? { id: data.file_id } : { problem };
};
