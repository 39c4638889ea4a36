import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import { cacheKeysOf } from '../../src/adapters/slack/cache-keys.ts';
import { createForgetSpace } from '../../src/app/forget-space.ts';
import { attached } from '../fakes/attached.ts';
import { answerOf, type Chat, openChat } from '../fakes/chat.ts';

/* What a bot leaves behind that is at work in a space while the operator wipes it. */

let folder: string;
let chat: Chat;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wipe-running-'));
  chat = await openChat({ path: join(folder, 'store.sqlite') });
});
afterEach(async () => {
  await chat.close();
  rmSync(folder, { recursive: true });
});

const bytes = (): string =>
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('');

it('ends a panel that runs there, which leaves nothing behind, and lets the space begin again', async () => {
  const options = { source: 'Spring words', date: '2026-04-30', permission: 'consent' };
  await chat.invoke({
    command: 'panel-admin',
    action: ['quotes', 'import'],
    options,
    file: attached('text\n"One tap is all the zanzibar time that I have."\n'),
  });
  const release = chat.platform.holdAfter(1);
  await chat.say('/panel Save money with one tap in mauritius');
  const [panel] = await chat.journal.list(chat.space, { limit: 1 });
  await expect.poll(async () => (await chat.journal.answers(chat.space, panel?.ref.id ?? '')).size).toBe(3);
  const forget = createForgetSpace({
    store: chat.store,
    files: { drop: async () => {} },
    cache: createCache({ log: { info: () => {}, warn: () => {}, error: () => {} } }),
    cacheKeysOf,
  });
  await forget(chat.space);
  release();
  await chat.runner.idle();
  await chat.chores.runOnce();
  expect((await chat.store.spaces()).filter(({ space }) => space === chat.space)).toEqual([]);
  await chat.store.settle();
  for (const word of ['zanzibar', 'mauritius']) expect([word, bytes().includes(word)]).toEqual([word, false]);
  expect(chat.logged.filter((line) => line.includes('failed'))).toEqual([]);
  await chat.say('/panel Save money with one tap');
  expect((await chat.settled()).state.status).toBe('closed');
  expect(answerOf(await chat.say('/quotes zanzibar'))).toContain('No real user said this');
});
