import type { CarriedPress, KeptPresses } from '../../src/adapters/discord/intake/press.ts';
import { nameOfPress } from '../../src/adapters/discord/intake/press.ts';
import { createPostingClient } from '../../src/adapters/discord/sending/posting-client.ts';
import { createDiscordSurface } from '../../src/adapters/discord/surface.ts';
import { spaceId } from '../../src/core/ids.ts';
import { aiSpeech, notice } from '../../src/core/labels.ts';
import type { Block, Button } from '../../src/core/message.ts';
import type { Place } from '../../src/core/panel/panel.ts';
import type { FakeDiscord } from '../fakes/discord/discord.ts';
import { acme } from '../fakes/discord/world.ts';
import { createLeapingClock, createMemoryLog } from '../fakes/open-models.ts';

/* The Discord surface in front of the local Discord, and messages to post. */

export const space = spaceId('discord', acme.guild);
export const never = new AbortController().signal;

const limits = { nameUnits: 80, bodyUnits: 7_000, notificationUnits: 200 };
const mark = { panel: 12, set: 's', setVersion: 1, engine: 'm', round: 1, seed: 7, generatedAt: '' };
const who: Button = {
  label: 'Who is this?',
  style: 'plain',
  press: { command: 'panel', action: ['who'], options: { panel: '12', persona: 'maya' } },
};
const stop: Button = { label: 'Stop', style: 'danger', press: { command: 'panel', action: ['stop'], options: { panel: '12' } } };

/** A persona's message. */
export const speechOf = (name: string, text: string, buttons: readonly Button[] = [who]) =>
  aiSpeech(
    { id: name.toLowerCase(), name, bases: { data: 0, assumption: 2, invention: 1 } },
    mark,
    { summary: text, blocks: [{ type: 'text', text }], buttons },
    limits,
  );

/** The first message of a panel. */
export const rootOf = (words = 'Save money with one tap') => {
  const blocks: readonly Block[] = [
    { type: 'heading', text: words },
    { type: 'progress', done: 0, total: 5, status: 'open', text: '0 of 5 personas have answered.' },
  ];
  return notice({ summary: 'Panel 12', blocks, buttons: [stop] }, limits, mark);
};

/** Presses that are kept in memory, each space apart. */
export const createMemoryPresses = () => {
  const presses = new Map<string, CarriedPress>();
  const kept: KeptPresses = {
    keep: async (one, press) => {
      const name = nameOfPress(press);
      presses.set(`${one} ${name}`, press);
      return name;
    },
    read: async (one, name) => presses.get(`${one} ${name}`),
  };
  return { kept, presses };
};

/** A surface as one process has it: several are several processes. `kept` may be made to fail. */
export const openSurface = (
  discord: FakeDiscord,
  change: { kept?: KeptPresses; timeoutMs?: number; apiUrl?: string; fetch?: typeof fetch } = {},
) => {
  const { clock, leap } = createLeapingClock();
  const { log, lines } = createMemoryLog();
  const { token, apiUrl, applicationId, botUserId } = discord;
  const client = createPostingClient({
    token,
    apiUrl: change.apiUrl ?? apiUrl,
    clock,
    ...(change.timeoutMs === undefined ? {} : { timeoutMs: change.timeoutMs }),
    ...(change.fetch ? { fetch: change.fetch } : {}),
  });
  const surface = createDiscordSurface({ client, applicationId, botUserId, kept: change.kept ?? createMemoryPresses().kept, clock, log });
  const place = (channel: string, thread?: string): Place => ({ surface: 'discord', channel, ...(thread === undefined ? {} : { thread }) });
  const post = (request: Partial<Parameters<typeof surface.post>[0]> = {}) =>
    surface.post({ space, place: place(acme.general), key: 'p1/root', message: rootOf(), signal: never, ...request });
  const speak = (thread: string, name = 'Maya', channel: string = acme.general, key = `p1/turn/1/${name}`) =>
    surface.post({ space, place: place(channel, thread), key, message: speechOf(name, `I am ${name}.`), signal: never });
  const find = (where: Place, key: string) => surface.find({ space, place: where, key });
  /** Posts a root and answers its id, which is that of its thread. */
  const begin = async (channel: string = acme.general): Promise<string> => {
    const outcome = await post({ place: place(channel) });
    if (outcome.outcome !== 'sent') throw new Error(`the root was ${JSON.stringify(outcome)}`);
    return outcome.ref;
  };
  return { surface, client, post, speak, find, begin, place, leap, lines };
};

/** A fetch that refuses the form of the first request that posts to an address like this, naming the field. */
export const refuseOnce = (address: RegExp, field: string): typeof fetch => {
  let isDone = false;
  return (input, init) => {
    if (isDone || init?.method === 'GET' || typeof input !== 'string' || !address.test(input)) return fetch(input, init);
    isDone = true;
    const errors = { [field]: { _errors: [{ code: 'X', message: 'no' }] } };
    return Promise.resolve(Response.json({ code: 50035, message: 'Invalid Form Body', errors }, { status: 400 }));
  };
};
