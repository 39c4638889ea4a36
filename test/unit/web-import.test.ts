import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createSpool, FileTooLarge } from '../../src/adapters/web/spool.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { invoke, send } from '../fakes/playground-http.ts';

let app: Awaited<ReturnType<typeof startScriptedPlayground>> | undefined;
const folders: string[] = [];
afterEach(async () => {
  await app?.close();
  app = undefined;
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const folder = async () => {
  const path = await mkdtemp(join(tmpdir(), 'sb-web-import-'));
  folders.push(path);
  return path;
};

const path = `/api/import?${new URLSearchParams({ key: 'import-key-1', command: 'panel-admin', action: 'quotes import', name: 'r.csv', 'option.text': 'review' }).toString()}`;
const headers = { 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin' };

const bodyOf = (chunks: readonly string[]): ReadableStream<Uint8Array> =>
  ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));

describe('an import', () => {
  test('reaches the application as a file that can be read twice, and leaves nothing in the spool', async () => {
    const seen: string[] = [];
    let spooledMeanwhile = 0;
    const spoolDir = await folder();
    app = await startScriptedPlayground({
      spoolDir,
      dispatch: async ({ file, action, options, deliveryKey }) => {
        spooledMeanwhile = (await readdir(spoolDir)).length;
        for (const _ of [1, 2]) {
          let text = '';
          for await (const chunk of file?.open() ?? []) text += new TextDecoder().decode(chunk);
          seen.push(text);
        }
        seen.push(`${file?.name} ${file?.bytes} ${action?.join('/')} ${options?.['text']} ${deliveryKey}`);
        return { messages: [] };
      },
    });
    const answer = await send(app.url, { path, method: 'POST', headers, body: 'review\nfine\n' });
    expect(answer.status).toBe(200);
    expect(seen).toEqual(['review\nfine\n', 'review\nfine\n', 'r.csv 12 quotes/import review web:import-key-1']);
    expect(spooledMeanwhile).toBe(1);
    expect(await readdir(spoolDir)).toEqual([]);
  });

  test('shows in the chat what was sent, with its name and size', async () => {
    app = await startScriptedPlayground();
    await send(app.url, { path, method: 'POST', headers, body: 'review\nfine\n' });
    const state = JSON.parse((await send(app.url, { path: '/api/state' })).text);
    expect(state.entries[0].content).toEqual({ type: 'typed', text: '/panel-admin quotes import', file: { name: 'r.csv', bytes: 12 } });
    expect(state.entries[1].content.type).toBe('private');
  });

  test('deletes the file when the application fails', async () => {
    const spoolDir = await folder();
    app = await startScriptedPlayground({ spoolDir, dispatch: () => Promise.reject(new Error('secret words')) });
    const answer = await send(app.url, { path, method: 'POST', headers, body: 'x' });
    expect(JSON.parse(answer.text).outcome).toBe('refused');
    expect(answer.text).not.toContain('secret');
    expect(await readdir(spoolDir)).toEqual([]);
  });

  test('deletes the file when the sender hangs up, and asks the application nothing', async () => {
    const spoolDir = await folder();
    app = await startScriptedPlayground({ spoolDir });
    const { hostname, port } = new URL(app.url);
    const call = request({ hostname, port, path, method: 'POST', headers: { ...headers, 'content-length': '1000000' } });
    call.on('error', () => undefined);
    call.write('review\n');
    await expect.poll(() => readdir(spoolDir)).toHaveLength(1);
    call.destroy();
    await expect.poll(() => readdir(spoolDir), { timeout: 5000 }).toEqual([]);
    expect(app.invocations).toHaveLength(0);
  });

  test('a file that says it is too large is refused with one sentence before it is read', async () => {
    app = await startScriptedPlayground();
    const answer = await send(app.url, {
      path,
      method: 'POST',
      headers: { ...headers, 'content-length': String(513 * 1024 * 1024), connection: 'close' },
      body: 'x',
    });
    expect(answer.status).toBe(413);
    expect(answer.text).toBe('The file is larger than 512 MB. Split it and import the parts one after the other.');
  });

  test('is refused for a command that takes no file', async () => {
    app = await startScriptedPlayground();
    const answer = await send(app.url, { path: path.replace('panel-admin', 'panel'), method: 'POST', headers, body: 'x' });
    expect(answer.status).toBe(400);
    expect(app.invocations).toHaveLength(0);
  });
});

describe('the spool', () => {
  test('stops at its limit and deletes what it had', async () => {
    const spoolDir = await folder();
    const spool = createSpool(spoolDir, () => 'one', 10);
    await expect(spool.hold('x', bodyOf(['12345', '67890', '1']), async () => 'used')).rejects.toBeInstanceOf(FileTooLarge);
    expect(await readdir(spoolDir)).toEqual([]);
    expect(await spool.hold('x', bodyOf(['12345', '67890']), async ({ bytes }) => bytes)).toBe(10);
  });

  test('sweeps what a killed process left, and nothing else', async () => {
    const spoolDir = await folder();
    await writeFile(join(spoolDir, 'import-old.part'), 'left over');
    await writeFile(join(spoolDir, 'notes.txt'), 'mine');
    await createSpool(spoolDir, () => 'one').sweep();
    expect(await readdir(spoolDir)).toEqual(['notes.txt']);
  });
});

describe('bodies', () => {
  test('a JSON body over 64 KB is refused with one sentence, with or without a length', async () => {
    app = await startScriptedPlayground();
    const big = { deliveryKey: 'delivery-key', line: 'x'.repeat(70_000) };
    const told = await invoke(app.url, big);
    expect([told.status, told.text]).toEqual([413, 'That is more than 64 KB. Shorten it and send it again.']);
    const chunked = await invoke(app.url, big, { 'transfer-encoding': 'chunked' });
    expect(chunked.status).toBe(413);
    expect(app.invocations).toHaveLength(0);
  });

  test('JSON that is none is refused, and nothing breaks', async () => {
    app = await startScriptedPlayground();
    const answer = await send(app.url, { path: '/api/invoke', method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
    expect(answer.status).toBe(400);
  });
});
