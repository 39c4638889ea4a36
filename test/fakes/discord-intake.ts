import { wordCatalogue } from '../../commands/words/catalogue.ts';
import { createDiscordApp, type DiscordApp, type DiscordParts } from '../../src/adapters/discord/app.ts';
import { type CarriedPress, type KeptPresses, nameOfPress } from '../../src/adapters/discord/intake/press.ts';
import { discordMessageLimits } from '../../src/adapters/discord/limits.ts';
import { createPostingClient } from '../../src/adapters/discord/sending/posting-client.ts';
import { createMemoryDeliveries } from '../../src/adapters/memory/deliveries.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { type Refusal, refuse } from '../../src/core/errors.ts';
import { notice } from '../../src/core/labels.ts';
import type { Command, CommandAction, Invocation, Reply } from '../../src/ports/command.ts';
import type { Log } from '../../src/ports/log.ts';
import type { FakeDiscord } from './discord/discord.ts';
import { theApp } from './discord/world.ts';
import { aPersona, aSet } from './personas.ts';
import { openSetDesk } from './set-desk.ts';

/*
 * The Discord intake with the real discord.js, in front of a dispatch that only notes what it gets.
 */

const action = (path: readonly string[], more: Partial<CommandAction> = {}): CommandAction => ({
  path,
  about: `Does ${path.join(' ') || 'it'}.`,
  who: 'member',
  options: {},
  run: async () => refuse('fault'),
  ...more,
});

/** Commands of every shape: free text, choices, lists to complete from, a file, a form, hidden ones. */
export const someCommands: readonly Command[] = [
  {
    name: 'panel',
    about: 'Asks a panel.',
    actions: [
      action([], {
        takes: { name: 'stimulus', about: 'The headline', example: 'Tea' },
        options: { set: { about: 'Which set', choices: 'sets' }, rounds: { about: 'How often', choices: ['1', '2'] } },
      }),
      ...['stop', 'ask', 'whose', 'report'].map((name) => action([name], { hidden: true })),
    ],
  },
  {
    name: 'personas',
    about: 'The sets.',
    actions: [
      action(['show'], {
        takes: { name: 'set', about: 'The set', example: 'x' },
        options: { persona: { about: 'One', choices: 'personas' } },
      }),
      action(['edit'], { who: 'moderator', opensForm: true, options: { set: { about: 'The set', choices: 'sets' } } }),
      action(['save'], { who: 'moderator', hidden: true }),
      action(['next'], { who: 'moderator', opensForm: true, hidden: true }),
    ],
  },
  {
    name: 'panel-admin',
    about: 'For moderators.',
    actions: [action(['quotes', 'import'], { who: 'moderator', file: 'A CSV file', options: { source: { about: 'Where from' } } })],
  },
];

const goals = [{ text: 'I want a quiet morning.' }, { text: 'I want to be on time.' }];
const set = aSet([aPersona('ana', 'Ana', goals), aPersona('ben', 'Ben', goals)]);

/** What an app under test is made of. What is left out is a working default; `answer` decides what the dispatch says. */
export type IntakeOptions = Readonly<
  Partial<DiscordParts> & { answer?: (invocation: Invocation) => Promise<Reply | Refusal> | Reply | Refusal }
>;

/** Presses that are kept in memory, each space apart. */
export const createMemoryPresses = (): KeptPresses => {
  const presses = new Map<string, CarriedPress>();
  return {
    keep: async (space, press) => {
      presses.set(`${space} ${nameOfPress(press)}`, press);
      return nameOfPress(press);
    },
    read: async (space, name) => presses.get(`${space} ${name}`),
  };
};

/** One sentence of the bot. */
export const sayNotice = (text: string, more: Partial<Reply> & Pick<Parameters<typeof notice>[0], 'buttons'> = {}): Reply => {
  const { buttons = [], ...reply } = more;
  return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }], buttons }, discordMessageLimits)], ...reply };
};

/** Makes an app in front of the local Discord. `stop` it before the local Discord closes. */
export const createIntakeApp = (discord: FakeDiscord, options: IntakeOptions = {}) => {
  const lines: string[] = [];
  const write = (level: string) => (event: string, fields?: object) => void lines.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
  const log: Log = {
    info: write('info'),
    warn: write('warn'),
    error: (event, cause, fields) => write('error')(`${event} ${cause instanceof Error ? cause.name : ''}`, fields),
  };
  const invocations: Invocation[] = [];
  const fatal: string[] = [];
  const wiped: string[] = [];
  const { answer = () => sayNotice('Accepted'), ...parts } = options;
  const app: DiscordApp = createDiscordApp({
    dispatch: async (invocation) => {
      invocations.push(invocation);
      return answer(invocation);
    },
    deliveries: createMemoryDeliveries({ clock: systemClock }),
    commands: someCommands,
    catalogue: wordCatalogue,
    sets: openSetDesk([set]),
    findObjection: async () => undefined,
    client: createPostingClient({ token: theApp.token, apiUrl: discord.apiUrl, clock: systemClock }),
    kept: createMemoryPresses(),
    limits: discordMessageLimits,
    token: theApp.token,
    applicationId: discord.applicationId,
    apiUrl: discord.apiUrl,
    shards: 'auto',
    wipe: async (space) => void wiped.push(space),
    onFatal: (sentence) => void fatal.push(sentence),
    clock: systemClock,
    log,
    ...parts,
  });
  return { ...app, invocations, lines, fatal, wiped };
};
