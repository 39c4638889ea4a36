import { afterEach, describe, expect, test } from 'vitest';
import { encodeContent, toWireEntry } from '../../src/adapters/web/content.ts';
import { createShownQuotes } from '../../src/adapters/web/shown-quotes.ts';
import type { StateResponse, WireEntry, WirePage } from '../../src/adapters/web/wire.ts';
import { localSpace } from '../../src/core/ids.ts';
import type { Transcript } from '../../src/ports/transcript.ts';
import { appendPanels, lineOf } from '../fakes/long-chat.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { openEvents, send } from '../fakes/playground-http.ts';
import { createMemoryTranscript } from '../fakes/playground-transcript.ts';

let app: Awaited<ReturnType<typeof startScriptedPlayground>> | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

/** A transcript that counts the entries which it hands out. */
const counted = (transcript: Transcript) => {
  const count = { entries: 0 };
  const note = async (entries: Promise<readonly unknown[]>) => {
    count.entries += (await entries).length;
  };
  const counting: Transcript = {
    ...transcript,
    since: (...page) => {
      const entries = transcript.since(...page);
      void note(entries);
      return entries;
    },
    before: (...page) => {
      const entries = transcript.before(...page);
      void note(entries);
      return entries;
    },
    inThread: (...page) => {
      const entries = transcript.inThread(...page);
      void note(entries);
      return entries;
    },
  };
  return { counting, count };
};

const read = async <Answer>(path: string): Promise<Answer> => JSON.parse((await send(app?.url ?? '', { path })).text) as Answer;
const readState = () => read<StateResponse>('/api/state');
const readAllPages = async (state: WirePage): Promise<WirePage[]> => {
  const pages = [state];
  for (let from = state.earlier; from !== undefined; from = pages.at(-1)?.earlier)
    pages.push(await read<WirePage>(`/api/earlier?before=${from}`));
  return pages;
};

/** How many entries of each thread there are, by the id of its opening message. */
const threads = (entries: readonly WireEntry[]): Map<string, number> => {
  const found = new Map<string, number>();
  for (const { id, thread } of entries) found.set(thread ?? id, (found.get(thread ?? id) ?? 0) + 1);
  return found;
};

describe('the chat of a long-lived space', () => {
  test('comes in bounded parts of whole threads, and all of it can be reached', { timeout: 60_000 }, async () => {
    const kept = createMemoryTranscript();
    const { counting, count } = counted(kept);
    app = await startScriptedPlayground({ transcript: counting });
    await appendPanels(kept, 1, 50, 9);
    const short = (await send(app.url, { path: '/api/state' })).text.length;
    await appendPanels(kept, 51, 500, 9);
    count.entries = 0;
    const { text } = await send(app.url, { path: '/api/state' });
    const state = JSON.parse(text) as StateResponse;
    // 5,000 entries are no more to send or to read than 500.
    expect(text.length).toBeLessThan(short * 1.1);
    expect(count.entries).toBeLessThan(1_000);
    expect(state.entries).toHaveLength(200);
    expect(state.lastSeq).toBe(5_000);
    const pages = await readAllPages(state);
    expect(pages.every(({ entries }) => entries.length <= 200)).toBe(true);
    expect(pages.every(({ entries }) => [...threads(entries).values()].every((size) => size === 10))).toBe(true);
    const ids = pages.flatMap(({ entries }) => entries.map(({ id }) => id));
    expect(ids).toHaveLength(5_000);
    expect(new Set(ids).size).toBe(5_000);
  });

  test('stays bounded where one message of each of many threads changed last, and where one thread is very long', async () => {
    const transcript = createMemoryTranscript();
    app = await startScriptedPlayground({ transcript });
    const roots = await appendPanels(transcript, 1, 100, 9);
    for (const root of roots) await transcript.replace(localSpace, root, (await transcript.get(localSpace, root))?.content ?? '');
    const [long = ''] = roots;
    for (let line = 10; line < 1_000; line += 1)
      await transcript.append(localSpace, { key: `long ${line}`, channel: 'panels', thread: long, content: lineOf(1, line) });
    const state = await readState();
    expect(threads(state.entries).get(long)).toBe(201);
    expect(state.entries.length).toBeLessThanOrEqual(401);
    const pages = await readAllPages(state);
    expect(threads(pages.flatMap(({ entries }) => entries)).size).toBe(100);
    expect(await read<WirePage>(`/api/thread?id=${roots[50]}`).then(({ entries }) => entries)).toHaveLength(10);
  });

  test('loses nothing between a part and the events: what changed after a part was read comes with them', async () => {
    const transcript = createMemoryTranscript();
    app = await startScriptedPlayground({ transcript });
    const [first = ''] = await appendPanels(transcript, 1, 60, 9);
    const state = await readState();
    await transcript.append(localSpace, { key: 'new', channel: 'panels', thread: first, content: lineOf(1, 99) });
    const pages = (await readAllPages(state)).flatMap(({ entries }) => entries);
    expect(threads(pages).get(first)).toBeUndefined();
    const events = await openEvents(app.url, `/api/events?after=${state.lastSeq}`);
    expect(JSON.parse((await events.next())?.data ?? '')).toMatchObject({ thread: first });
    events.close();
    expect(threads((await read<WirePage>(`/api/thread?id=${first}`)).entries).get(first)).toBe(11);
  });

  test('goes back past what retention erased', async () => {
    const transcript = createMemoryTranscript();
    app = await startScriptedPlayground({ transcript });
    const typed = await transcript.append(localSpace, {
      key: 'typed',
      channel: 'panels',
      content: encodeContent({ type: 'typed', text: 'x' }),
    });
    await appendPanels(transcript, 1, 300, 9);
    await createShownQuotes({ transcript }).erase(localSpace, '9999');
    await transcript.replace(localSpace, typed.id, encodeContent({ type: 'typed', text: 'kept' }, 1));
    for (let n = 0; n < 2_100; n += 1) {
      const { id } = await transcript.append(localSpace, { key: `gone ${n}`, channel: 'panels', content: '{}' });
      await transcript.replace(localSpace, id, '');
    }
    const pages = await readAllPages(await readState());
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap(({ entries }) => entries.map(({ id }) => id))).toEqual([typed.id]);
    expect(toWireEntry(typed)).toBeDefined();
  });

  test.each(['', '?before=', '?before=0', '?before=-1', '?before=1.5', '?before=x', '?before=1e400'])(
    'refuses a part that is none: %s',
    async (query) => {
      app = await startScriptedPlayground();
      expect((await send(app.url, { path: `/api/earlier${query}` })).status).toBe(400);
      expect(await read<WirePage>('/api/thread?id=nowhere')).toEqual({ entries: [] });
    },
  );
});
