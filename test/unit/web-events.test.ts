import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/system/system.ts';
import { encodeContent } from '../../src/adapters/web/content.ts';
import { EventStream, resumePoint } from '../../src/adapters/web/event-stream.ts';
import { createHub } from '../../src/adapters/web/hub.ts';
import { createShownQuotes } from '../../src/adapters/web/shown-quotes.ts';
import { localSpace } from '../../src/core/ids.ts';
import type { Transcript } from '../../src/ports/transcript.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { openEvents, send } from '../fakes/playground-http.ts';
import { createMemoryTranscript } from '../fakes/playground-transcript.ts';

let app: Awaited<ReturnType<typeof startScriptedPlayground>> | undefined;
afterEach(() => app?.close());

const fill = async (transcript: ReturnType<typeof createMemoryTranscript>, from: number, to: number) => {
  for (let n = from; n <= to; n += 1) {
    await transcript.append(localSpace, { key: `k${n}`, channel: 'panels', content: encodeContent({ type: 'typed', text: `line ${n}` }) });
  }
};

describe('a quote that is withdrawn', () => {
  test('leaves an open page at once, whoever forgot it', { timeout: 10_000 }, async () => {
    const hub = createHub();
    const kept = createMemoryTranscript();
    const caughtUp = Promise.withResolvers<void>();
    // Once a read finds nothing new, the stream sleeps until it is woken.
    const transcript: Transcript = {
      ...kept,
      since: async (...page) => {
        const entries = await kept.since(...page);
        if (entries.length === 0) caughtUp.resolve();
        return entries;
      },
    };
    // Nothing but a wake-up ends the sleep.
    const clock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms * 1_000, signal) };
    app = await startScriptedPlayground({ hub, transcript, clock });
    const quote = { type: 'quote', id: 'q1', text: 'Gone soon' };
    const content = JSON.stringify({ type: 'private', messages: [{ blocks: [quote] }] });
    await transcript.append(localSpace, { key: 'k', channel: 'panels', content });
    const events = await openEvents(app.url, '/api/events');
    expect((await events.next())?.data).toContain('Gone soon');
    const next = events.next();
    await caughtUp.promise;
    await createShownQuotes({ transcript, wake: hub.wake }).withdraw(localSpace, new Set(['q1']));
    expect((await next)?.data).not.toContain('Gone soon');
    events.close();
  });
});

describe('where a reader resumes', () => {
  test.each([
    ['17', '3', 17],
    [undefined, '3', 3],
    ['not a number', '3', 3],
    [undefined, undefined, 0],
    ['-4', undefined, 0],
    ['99999999999999999999', '2', 2],
  ])('Last-Event-ID %s and after=%s', (lastEventId, after, point) => {
    expect(resumePoint(lastEventId, after)).toBe(point);
  });
});

describe('the event stream', () => {
  test('sends what was missed, in order, with its seq as the id, and goes on with what is new', async () => {
    const transcript = createMemoryTranscript();
    await fill(transcript, 1, 45);
    app = await startScriptedPlayground({ transcript });
    const events = await openEvents(app.url, '/api/events?after=40');
    const missed = [];
    for (let n = 0; n < 5; n += 1) missed.push((await events.next())?.id);
    expect(missed).toEqual(['41', '42', '43', '44', '45']);
    await send(app.url, {
      path: '/api/invoke',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ deliveryKey: 'delivery-key', line: '/nowhere' }),
    });
    const typed = await events.next();
    expect(typed?.id).toBe('46');
    expect(JSON.parse(typed?.data ?? '')).toMatchObject({ seq: 46, content: { type: 'typed', text: '/nowhere' } });
    events.close();
  });

  test('prefers the browser’s Last-Event-ID after a drop', async () => {
    const transcript = createMemoryTranscript();
    await fill(transcript, 1, 9);
    app = await startScriptedPlayground({ transcript });
    const events = await openEvents(app.url, '/api/events?after=2', { 'last-event-id': '8' });
    expect((await events.next())?.id).toBe('9');
    events.close();
  });

  test('skips what it cannot read, and still moves on', async () => {
    const transcript = createMemoryTranscript();
    await transcript.append(localSpace, { key: 'bad', channel: 'panels', content: '{broken' });
    await fill(transcript, 2, 2);
    app = await startScriptedPlayground({ transcript });
    const events = await openEvents(app.url, '/api/events');
    expect(await events.next()).toEqual({ id: '1', data: '' });
    expect((await events.next())?.id).toBe('2');
    events.close();
  });

  test('reads from the transcript only what its reader asks for', async () => {
    const transcript = createMemoryTranscript();
    await fill(transcript, 1, 500);
    let reads = 0;
    const counted = {
      ...transcript,
      since: (...request: Parameters<typeof transcript.since>) => {
        reads += 1;
        return transcript.since(...request);
      },
    };
    const hub = createHub();
    const stream = new EventStream({
      transcript: counted,
      space: localSpace,
      after: 0,
      hub,
      clock: systemClock,
      onStuck: () => {},
      onClose: () => {},
    });
    const reader = stream.body.getReader();
    await reader.read();
    await reader.read();
    for (let n = 0; n < 100; n += 1) hub.wake();
    expect(reads).toBe(1);
    await reader.cancel();
    expect(hub.count()).toBe(0);
  });

  test('tells on a reader that does not take its batch, so that it can be hung up on', async () => {
    const transcript = createMemoryTranscript();
    await fill(transcript, 1, 1);
    let stuck = 0;
    const impatient = { ...systemClock, sleep: async () => undefined };
    const stream = new EventStream({
      transcript,
      space: localSpace,
      after: 0,
      hub: createHub(),
      clock: impatient,
      onStuck: () => (stuck += 1),
      onClose: () => {},
    });
    await stream.body.getReader().read();
    await systemClock.sleep(5);
    expect(stuck).toBe(1);
    stream.close();
  });

  test('ends with the playground, within a second', async () => {
    app = await startScriptedPlayground();
    const events = await openEvents(app.url, '/api/events');
    const from = performance.now();
    await app.close();
    expect(performance.now() - from).toBeLessThan(3_000);
    expect(await events.next().catch(() => undefined)).toBeUndefined();
    app = undefined;
  });
});
