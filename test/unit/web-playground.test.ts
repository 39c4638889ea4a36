import { afterEach, describe, expect, test } from 'vitest';
import { toWire, toWireEntry } from '../../src/adapters/web/content.ts';
import { createHub } from '../../src/adapters/web/hub.ts';
import { createWebSurface } from '../../src/adapters/web/surface.ts';
import { AppError, refuse } from '../../src/core/errors.ts';
import { localSpace } from '../../src/core/ids.ts';
import { type LabelledMessage, notice } from '../../src/core/labels.ts';
import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { invoke, openEvents, send } from '../fakes/playground-http.ts';
import { createMemoryTranscript } from '../fakes/playground-transcript.ts';

let app: Awaited<ReturnType<typeof startScriptedPlayground>> | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

const limits = { nameUnits: 80, bodyUnits: 2000, notificationUnits: 200 };
const say = (text: string): LabelledMessage => notice({ summary: text, blocks: [{ type: 'text', text }] }, limits);
const place = { surface: 'web', channel: 'panels' };
const { signal } = new AbortController();
const stateOf = async (url: string) => JSON.parse((await send(url, { path: '/api/state' })).text);

describe('the surface', () => {
  const make = () => {
    const transcript = createMemoryTranscript();
    const hub = createHub();
    return { transcript, hub, surface: createWebSurface({ transcript, hub, paceMs: 0, onPosted: () => undefined }) };
  };

  test('posts once for one key, and finds it', async () => {
    const { surface, transcript } = make();
    const first = await surface.post({ space: localSpace, place, key: 'k', message: say('one'), signal });
    expect(await surface.post({ space: localSpace, place, key: 'k', message: say('two'), signal })).toEqual(first);
    expect(await transcript.since(localSpace, 0, 10)).toHaveLength(1);
    expect(await surface.find({ space: localSpace, place, key: 'k' })).toEqual({ found: first.outcome === 'sent' ? first.ref : '' });
    expect(await surface.find({ space: localSpace, place, key: 'other' })).toBe('absent');
  });

  test('an edited message keeps its place, however often it is edited', async () => {
    const { surface, transcript } = make();
    const posted = await surface.post({ space: localSpace, place, key: 'k', message: say('one'), signal });
    await surface.post({ space: localSpace, place, key: 'later', message: say('later'), signal });
    const ref = posted.outcome === 'sent' ? posted.ref : '';
    for (const text of ['two', 'three']) expect(await surface.edit({ space: localSpace, place, ref, message: say(text) })).toBe(true);
    const entries = (await transcript.since(localSpace, 0, 10)).flatMap((entry) => toWireEntry(entry) ?? []);
    expect(entries.map(({ order, seq }) => [order, seq])).toEqual([
      [2, 2],
      [1, 4],
    ]);
    expect(await surface.edit({ space: localSpace, place, ref: 'nowhere', message: say('x') })).toBe(false);
    expect(await surface.remove({ space: localSpace, place, ref })).toBe(true);
    expect(JSON.stringify(await transcript.get(localSpace, ref))).toContain('This message was deleted');
    expect(JSON.stringify(await transcript.get(localSpace, ref))).not.toContain('three');
  });

  test('takes no look-alike of a labelled message', async () => {
    const { surface } = make();
    const forged = { ...toWire(say('one')), label: 'A real person.' } as unknown as LabelledMessage;
    await expect(surface.post({ space: localSpace, place, key: 'k', message: forged, signal })).rejects.toThrow('only labelled messages');
  });

  test('does not know what became of a message when the store fails, and does not send after an abort', async () => {
    const broken = { ...createMemoryTranscript(), append: () => Promise.reject(new Error('disk')) };
    const surface = createWebSurface({ transcript: broken, hub: createHub(), paceMs: 0, onPosted: () => undefined });
    expect(await surface.post({ space: localSpace, place, key: 'k', message: say('x'), signal })).toEqual({ outcome: 'unknown' });
    const aborted = AbortSignal.abort();
    expect(await surface.post({ space: localSpace, place, key: 'k', message: say('x'), signal: aborted })).toEqual({
      outcome: 'unsent',
      retryAfterMs: 0,
    });
  });
});

describe('the commands', () => {
  test.each([
    ['de-CH,de;q=0.9,en;q=0.8', 'de', 'Listet die Persona-Sets auf.'],
    ['en-GB,de;q=0.9', 'en', 'List the persona sets.'],
    ['pt-BR,es-419;q=0.9', 'es-ES', 'Muestra la lista de conjuntos de personas.'],
    ['en;q=0.3,ja;q=0.7', 'ja', 'ペルソナのセットを一覧表示します。'],
    ['fr;q=0, pt', 'en', 'List the persona sets.'],
    [';;=,,q', 'en', 'List the persona sets.'],
    [undefined, 'en', 'List the persona sets.'],
  ])('are described in the first language of the browser that there are words in: %s', async (header, language, about) => {
    app = await startScriptedPlayground();
    const headers = header === undefined ? {} : { 'accept-language': header };
    const state = JSON.parse((await send(app.url, { path: '/api/state', headers })).text);
    expect(state.language).toBe(language);
    const personas = state.commands.find(({ name }: { name: string }) => name === 'personas');
    // Names stay as they are typed.
    expect(personas.actions.find(({ path }: { path: string[] }) => path.join() === 'list')).toMatchObject({ about, options: [] });
  });

  test('keep the names of their options in every language', async () => {
    app = await startScriptedPlayground();
    const english = await stateOf(app.url);
    const german = JSON.parse((await send(app.url, { path: '/api/state', headers: { 'accept-language': 'de' } })).text);
    const panelOf = ({ commands }: { commands: { name: string; about: string; actions: { options: object[] }[] }[] }) => commands[0];
    expect(panelOf(english)?.about).toContain('Named AI personas');
    expect(panelOf(english)?.actions[0]?.options[0]).toMatchObject({ name: 'set', about: 'Which persona set answers' });
    expect(panelOf(german)?.about).toContain('KI-Personas reagieren');
    expect(panelOf(german)?.actions[0]?.options[0]).toMatchObject({ name: 'set', about: 'Welches Persona-Set antwortet' });
  });
});

describe('a typed line', () => {
  test('is kept with its private answer, and asking again with the same key adds nothing', async () => {
    app = await startScriptedPlayground({ dispatch: async () => ({ messages: [say('heard')] }) });
    for (const _ of [1, 2]) await invoke(app.url, { deliveryKey: 'delivery-key', line: 'Save money' });
    const { entries } = await stateOf(app.url);
    expect(entries.map(({ content }: { content: { type: string } }) => content.type)).toEqual(['typed', 'private']);
    expect(entries[1].content.messages[0].label).toBe('From the bot. Not a person.');
  });

  test('that is refused comes back whole, as the page typed it', async () => {
    app = await startScriptedPlayground({ dispatch: async () => refuse('stimulus-empty', {}, 'only the stimulus') });
    const answer = await invoke(app.url, { deliveryKey: 'delivery-key', line: '/panel only the stimulus' });
    expect(JSON.parse(answer.text)).toMatchObject({ outcome: 'refused', typed: '/panel only the stimulus' });
    const { entries } = await stateOf(app.url);
    expect(entries[1].content).toMatchObject({ type: 'refusal', typed: '/panel only the stimulus' });
  });

  test('comes back when the application or the store fails, with the sentence for people and no word of the fault', async () => {
    const secret = new AppError('store-unavailable', 'password is hunter2');
    app = await startScriptedPlayground({ dispatch: () => Promise.reject(secret) });
    const answer = await invoke(app.url, { deliveryKey: 'delivery-key', line: 'Save money' });
    expect(JSON.parse(answer.text)).toMatchObject({ outcome: 'refused', userMessage: secret.userMessage, typed: 'Save money' });
    await app.close();
    app = await startScriptedPlayground({ transcript: { ...createMemoryTranscript(), append: () => Promise.reject(new Error('disk')) } });
    const second = await invoke(app.url, { deliveryKey: 'delivery-key', line: 'Save money' });
    expect(JSON.parse(second.text)).toMatchObject({ outcome: 'refused', typed: 'Save money' });
    expect(app.invocations).toHaveLength(0);
  });

  test('never reaches the log', async () => {
    app = await startScriptedPlayground({ dispatch: () => Promise.reject(new Error('no')) });
    await invoke(app.url, { deliveryKey: 'delivery-key', line: 'a very private headline' });
    expect(app.log.lines.length).toBeGreaterThan(0);
    expect(app.log.lines.join()).not.toContain('private headline');
  });
});

describe('a button', () => {
  test('is answered to the one who pressed it, in its thread, and leaves nothing in the chat', async () => {
    app = await startScriptedPlayground();
    const press = { command: 'panel', action: ['quotes'], options: { panel: '1' } };
    const answer = await invoke(app.url, { deliveryKey: 'delivery-key', thread: 'root-1', press });
    expect(JSON.parse(answer.text)).toMatchObject({ outcome: 'done' });
    expect(app.invocations[0]).toMatchObject({
      place: { surface: 'web', channel: 'panels', thread: 'root-1' },
      action: ['quotes'],
      text: '',
    });
    expect((await stateOf(app.url)).entries).toEqual([]);
  });
});

describe('what an operator asks', () => {
  test('alive, ready, and the figures, with no typed text among the labels', async () => {
    app = await startScriptedPlayground();
    await invoke(app.url, { deliveryKey: 'delivery-key', line: '/very-secret-command x' });
    const events = await openEvents(app.url, '/api/events');
    expect((await send(app.url, { path: '/healthz' })).text).toBe('ok');
    expect((await send(app.url, { path: '/readyz' })).status).toBe(200);
    const { text } = await send(app.url, { path: '/metrics' });
    expect(text).toContain('sounding_board_invocations_total{command="unknown",outcome="command-unknown"} 1');
    expect(text).toContain('sounding_board_event_streams 1');
    expect(text).toContain('sounding_board_messages_posted_total 0');
    expect(text).toMatch(/process_resident_memory_bytes [1-9]/);
    expect(text).not.toContain('secret');
    events.close();
  });

  test.each([
    ['fails', () => Promise.reject(new Error('gone'))],
    ['does not answer', () => new Promise<void>(() => undefined)],
  ])('not ready within 0.5 s when the store %s', async (_how, health) => {
    app = await startScriptedPlayground({ health });
    const from = performance.now();
    expect((await send(app.url, { path: '/readyz' })).status).toBe(503);
    expect(performance.now() - from).toBeLessThan(3_000);
    expect((await send(app.url, { path: '/healthz' })).status).toBe(200);
  });

  test('a port that is taken is an error, not a silence', async () => {
    app = await startScriptedPlayground();
    await expect(startScriptedPlayground({ port: Number(new URL(app.url).port) })).rejects.toThrow('EADDRINUSE');
  });
});
