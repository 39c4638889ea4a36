import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { labels } from '../../src/core/labels.ts';
import { type Chat, openChat, textOf } from '../fakes/chat.ts';
import { reactionText } from '../fakes/language-model.ts';
import { type ModelServer, type Step, startModelServer } from '../fakes/model-server.ts';
import { changed, cut, drip, hang, hangInBody, huge, json, reset, resetInBody, status, text } from '../fakes/model-steps.ts';
import { openModels } from '../fakes/open-models.ts';

/* A panel over the real client and an endpoint that misbehaves: whatever it does, the panel closes and no message is a half answer. */

const words = 'I would wait and see what it leaves out.';
const good = reactionText({ text: words, claims: [{ text: 'I look for the price first.' }] });

let chat: Chat | undefined;
let server: ModelServer | undefined;
afterEach(async () => {
  await chat?.close();
  await server?.close();
  chat = undefined;
  server = undefined;
});

const open = async () => {
  server = await startModelServer({ answer: () => good });
  const { models } = openModels({ baseUrl: server.url });
  chat = await openChat({ languageModels: [models.languageModel('m')] });
  return { chat, server };
};

/** The first panel of a process loads the client and compiles the patterns, which must not count towards a model's time. */
beforeAll(async () => {
  const one = await open();
  await one.chat.say('/panel Save money with one tap');
  await one.chat.settled();
  await one.chat.close();
  await one.server.close();
});

const personas = (one: Chat) => one.platform.shown.map(({ message }) => message).filter(({ sender }) => sender.persona);

/** What an endpoint does, and what then answers: the persona's file, or nothing, in one neutral line. */
const faults: Readonly<Record<string, readonly [Step, 'file' | 'note']>> = {
  'hangs before the headers': [hang, 'file'],
  'hangs in the body': [hangInBody, 'file'],
  drips: [drip(1, 50), 'file'],
  'resets the connection': [reset, 'file'],
  'resets it in the body': [resetInBody, 'file'],
  'cuts the body short': [cut(true), 'file'],
  'cuts a body of unknown length': [cut(false), 'note'],
  'sends HTML': [text('<html>Sign in</html>', 'text/html'), 'note'],
  'sends nothing': [text(''), 'note'],
  'sends no choices': [json({ choices: [] }), 'note'],
  'sends half a JSON object and says that it is all': [changed({}, good.slice(0, good.length / 2)), 'note'],
  'sends half and says that it was cut': [changed({ finish: 'length' }, good.slice(0, good.length / 2)), 'note'],
  'sends a whole answer and says that it was cut': [changed({ finish: 'length' }), 'note'],
  'sends a refusal': [changed({ refusal: 'I cannot.' }), 'note'],
  'sends another shape': [changed({}, '{"said":"yes"}'), 'note'],
  'sends 10 MB': [huge(10_000_000, false), 'note'],
  'has no credit': [status(429, { code: 'insufficient_quota' }), 'file'],
  'asks for a rest of two minutes': [status(429, {}, { 'retry-after': '120' }), 'file'],
  'refuses the key': [status(401), 'file'],
  'does not know the model': [status(404), 'file'],
  'is overloaded': [status(503), 'file'],
  'filters the prompt': [status(400, { code: 'content_filter' }), 'note'],
};

describe('an endpoint that', () => {
  it.each(Object.entries(faults))('%s', async (_, [step, expected]) => {
    const one = await open();
    one.server.always(step);
    await one.chat.say('/panel Save money with one tap');
    const panel = await one.chat.settled();
    expect(panel.state.status).toBe('closed');
    const messages = personas(one.chat);
    expect(messages.length).toBe(3);
    for (const message of messages) {
      const said = textOf(message);
      expect(said).not.toContain(words);
      if (expected === 'file') {
        expect(message.label).toBe(labels['evidence-speech']);
        expect(said).toContain('This comes from the persona’s file, because the ');
      } else {
        expect(message.label).toBe(labels['ai-speech']);
        expect(said).toMatch(/No answer from \w+\. [A-Z][^.]+\./);
      }
    }
  });

  it('fails once and then answers is asked again, and nobody notices', async () => {
    const one = await open();
    one.server.next(status(500), reset, status(503));
    await one.chat.say('/panel Save money with one tap');
    await one.chat.settled();
    expect(personas(one.chat).filter((message) => textOf(message).includes(words)).length).toBe(3);
  });

  it('is gone when a panel is stopped costs no wait, and no message comes after the stop', async () => {
    const one = await open();
    one.server.always(hang);
    await one.chat.say('/panel Save money with one tap');
    while (one.server.calls.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    await one.chat.invoke({ command: 'panel', action: ['stop'], options: { panel: '1' } });
    const panel = await one.chat.settled();
    expect(panel.state.status).toBe('stopped');
    expect(personas(one.chat)).toEqual([]);
  });
});
