import type { Press } from '../../../core/message.ts';
import type {
  BacktestAnswer,
  InvokeRequest,
  InvokeResponse,
  PressedIn,
  StateResponse,
  WireEntry,
  WireForecasts,
  WireImports,
  WirePage,
} from '../wire.ts';

/** A request that the server refused as a whole. The message is the server's own sentence. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
}

/** What is said when the server does not answer. */
const unreachable = 'The playground did not answer. Check that it is still running, then try again.';

/** The server's own sentence when it gave one. */
export const sentenceOf = (cause: unknown): string => (cause instanceof RequestRefused && cause.message ? cause.message : unreachable);

/** A fresh id for one request. Repeating the request with the same id changes nothing. */
export const newKey = (): string => crypto.randomUUID();

const readAnswer = async (response: Response): Promise<InvokeResponse> => {
  if (!response.ok) throw new RequestRefused(await response.text());
  return (await response.json()) as InvokeResponse;
};

const post = async (request: InvokeRequest): Promise<InvokeResponse> =>
  readAnswer(
    await fetch('/api/invoke', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) }),
  );

const get = async (path: string): Promise<unknown> => {
  const response = await fetch(path, { cache: 'no-store' });
  if (!response.ok) throw new RequestRefused(await response.text());
  return response.json();
};

/** Everything that a fresh page needs. */
export const fetchState = async (): Promise<StateResponse> => (await get('/api/state')) as StateResponse;

/** The part of the chat before a `seq`. */
export const fetchEarlier = async (before: number): Promise<WirePage> => (await get(`/api/earlier?before=${before}`)) as WirePage;

/** One thread with its opening message; nothing when there is none. */
export const fetchThread = async (id: string): Promise<readonly WireEntry[]> =>
  ((await get(`/api/thread?id=${encodeURIComponent(id)}`)) as WirePage).entries;

/** One page of the record: the newest forecasts, or those before a row. */
export const fetchForecasts = async (before: number | undefined): Promise<WireForecasts> =>
  (await get(`/api/forecasts${before === undefined ? '' : `?before=${before}`}`)) as WireForecasts;

/** Sends a typed line. */
export const sendLine = (line: string, deliveryKey: string): Promise<InvokeResponse> => post({ deliveryKey, line });

/** Where a button stands: in the thread of a panel, in an entry of the chat, or in neither. */
export type Stands = Readonly<{ thread?: string; from?: PressedIn }>;

/** Presses a button of a message. */
export const sendPress = (press: Press, stands: Stands, deliveryKey = newKey()): Promise<InvokeResponse> =>
  post({ deliveryKey, press, ...stands });

/** What a file is imported with. */
export type ImportOrder = Readonly<{
  file: File;
  command: string;
  action: readonly string[];
  options: Readonly<Record<string, string>>;
}>;

/** Sends a file as it is; the server writes it straight to disk. */
export const sendImport = async ({ file, command, action, options }: ImportOrder): Promise<InvokeResponse> => {
  const query = new URLSearchParams({ key: newKey(), command, action: action.join(' '), name: file.name.slice(0, 255) });
  for (const [name, value] of Object.entries(options)) query.set(`option.${name}`, value);
  return readAnswer(
    await fetch(`/api/import?${query}`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: file }),
  );
};

/** Imports of quotes that are under way. */
export const fetchImports = async (): Promise<WireImports> => (await get('/api/imports')) as WireImports;

/** How the backtest stands. */
export const fetchBacktest = async (): Promise<BacktestAnswer> => (await get('/api/backtest')) as BacktestAnswer;

const postBacktest = async (path: string, type: string, body: BodyInit): Promise<BacktestAnswer> => {
  const response = await fetch(`/api/backtest/${path}`, { method: 'POST', headers: { 'content-type': type }, body });
  if (!response.ok) throw new RequestRefused(await response.text());
  return (await response.json()) as BacktestAnswer;
};

/** Starts a backtest or goes on with it, stops it, or discards it. */
export const sendBacktest = (what: 'start' | 'stop' | 'drop'): Promise<BacktestAnswer> => postBacktest(what, 'application/json', '{}');

/** Sends a file of past tests, to learn what a run would take. */
export const sendBacktestFile = (file: File, { set, limit }: Readonly<{ set: string; limit: string }>): Promise<BacktestAnswer> =>
  postBacktest(`file?${new URLSearchParams({ name: file.name.slice(0, 200), set, limit })}`, 'application/octet-stream', file);
