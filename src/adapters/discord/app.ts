import { type Client, DiscordjsError, DiscordjsErrorCodes, Events } from 'discord.js';
import { z } from 'zod';
import type { WordCatalogue } from '../../core/command-words.ts';
import { type SpaceId, spaceId } from '../../core/ids.ts';
import { createWork } from '../../core/work.ts';
import type { SetDesk } from '../../ports/desks.ts';
import { codeOf } from './error-code.ts';
import { registerCommands } from './install/registered.ts';
import { renderCommands } from './install/registration.ts';
import { countShards, createGatewayClient, type Shards } from './intake/gateway.ts';
import { createIntake, type IntakeParts } from './intake/intake.ts';
import type { Parent } from './intake/rooms.ts';
import { createSetMemory } from './intake/sets.ts';
import { isFault } from './sending/posting-client.ts';

/** Everything that the Discord app is made of. `wipe` hears that the bot was removed from a server. `onFatal` gets one sentence when Discord will not take this bot any more. */
export type DiscordParts = Omit<IntakeParts, 'setsOf' | 'findParent'> &
  Readonly<{
    token: string;
    applicationId: string;
    apiUrl: string;
    shards: Shards;
    sets: SetDesk;
    catalogue: WordCatalogue;
    wipe: (space: SpaceId) => Promise<void>;
    onFatal: (sentence: string) => void;
  }>;

/** How the intake stands. `shards` are connected of `shardsWanted`. */
type DiscordHealth = Readonly<{ isOpen: boolean; shards: number; shardsWanted: number }>;

/** The running app. `stop` answers how many requests were left unfinished after `graceMs`. */
export type DiscordApp = Readonly<{
  start: () => Promise<void>;
  stop: (graceMs: number) => Promise<number>;
  health: () => DiscordHealth;
}>;

/** How long a start waits for Discord before the bot goes on without it, and the rests between two attempts. In milliseconds. */
const startMs = 15_000;
const restsMs = [1_000, 2_000, 5_000, 10_000, 30_000] as const;

/** Close codes after which connecting again is of no use (topics/opcodes-and-status-codes.mdx, read 2026-11-21). */
const lostBecause = new Map([
  [4004, 'Discord does not accept DISCORD_TOKEN. Copy the bot’s token again from the developer portal, under Bot.'],
  [4010, 'Discord refused the shards. Set DISCORD_SHARDS to auto.'],
  [4011, 'Discord asks for more shards. Set DISCORD_SHARDS to auto.'],
  [4014, 'Discord refused the intents. This bot needs only Guilds, which needs no approval: check that the token is that of this bot.'],
]);

const guildSchema = z.object({ id: z.string().regex(/^\d+$/), unavailable: z.boolean().optional() });
const channelSchema = z.object({ nsfw: z.boolean().nullish() });

const isTokenWrong = (error: unknown): boolean => error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid;

/** A thread's channel, from what discord.js remembers of the servers, else asked for. */
const createFindParent =
  (parts: DiscordParts, clientOf: () => Client | undefined) =>
  async (id: string): Promise<Parent | undefined> => {
    const known = clientOf()?.channels.cache.get(id);
    if (known) return { isAgeRestricted: 'nsfw' in known && known.nsfw === true };
    const result = await parts.client.call({ method: 'GET', path: `/channels/${id}`, needs: 'View Channel' });
    if (isFault(result)) return undefined;
    const { data } = channelSchema.safeParse(result.said);
    return data && { isAgeRestricted: data.nsfw === true };
  };

class Connection {
  readonly #parts: DiscordParts;
  readonly #work;
  readonly #stopping = new AbortController();
  readonly #receive: (payload: unknown) => Promise<void>;
  #client: Client | undefined;
  #isReady = false;

  constructor(parts: DiscordParts) {
    this.#parts = parts;
    this.#work = createWork(parts.clock);
    const { receive } = createIntake({
      ...parts,
      setsOf: createSetMemory(parts),
      findParent: createFindParent(parts, () => this.#client),
    });
    this.#receive = receive;
  }

  readonly health = (): DiscordHealth => {
    const counts = this.#client ? countShards(this.#client) : { shards: 0, shardsWanted: 1 };
    return { isOpen: this.#isReady && !this.#stopping.signal.aborted, ...counts };
  };

  readonly start = async (): Promise<void> => {
    const connected = this.#connect();
    this.#work.begin(
      () => connected,
      () => {},
    );
    const waited = new AbortController();
    await Promise.race([connected, this.#parts.clock.sleep(startMs, AbortSignal.any([waited.signal, this.#stopping.signal]))]);
    waited.abort();
    if (!this.#isReady && !this.#stopping.signal.aborted) this.#parts.log.warn('discord does not answer yet');
  };

  readonly stop = async (graceMs: number): Promise<number> => {
    this.#stopping.abort();
    const left = await this.#work.drain(graceMs);
    this.#client?.removeAllListeners(Events.ShardReconnecting);
    await this.#client?.destroy();
    if (left > 0) this.#parts.log.warn('discord stopped with work left', { left });
    return left;
  };

  /** Tries until it stands. discord.js connects again by itself after that; a client that never stood is of no use any more. */
  async #connect(): Promise<void> {
    const { clock, log, onFatal } = this.#parts;
    for (let attempt = 0; !this.#stopping.signal.aborted; attempt += 1) {
      try {
        await this.#open();
        return;
      } catch (error) {
        if (isTokenWrong(error)) return onFatal(lostBecause.get(4004) ?? '');
        log.warn('discord cannot be reached', { error: codeOf(error) });
        await clock.sleep(restsMs[Math.min(attempt, restsMs.length - 1)] ?? 0, this.#stopping.signal);
      }
    }
  }

  async #open(): Promise<void> {
    const { token, apiUrl, shards, log } = this.#parts;
    const client = createGatewayClient(
      { apiUrl, shards, log },
      {
        interaction: (payload) => this.#hear(() => this.#receive(payload)),
        guildGone: (payload) => this.#hear(() => this.#forget(payload)),
        lost: (code) => this.#lose(code),
      },
    );
    this.#client = client;
    const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
    await client.login(token);
    const gaveUp = new Promise<void>((resolve) => this.#stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([ready, gaveUp]);
    if (this.#stopping.signal.aborted) return;
    this.#isReady = true;
    await this.#register(client);
  }

  /** After a stop was asked for, nothing more is taken. */
  #hear(job: () => Promise<void>): void {
    if (this.#stopping.signal.aborted) return;
    this.#work.begin(job, (error) => this.#parts.log.error('discord delivery failed', error));
  }

  #lose(code: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#isReady = false;
    this.#parts.onFatal(lostBecause.get(code) ?? `Discord closed the connection for good (${code}).`);
  }

  async #register(client: Client): Promise<void> {
    const { commands, catalogue, applicationId, log } = this.#parts;
    try {
      const { added, changed, removed } = await registerCommands(client.rest, applicationId, renderCommands(commands, catalogue));
      const counts = { added: added.length, changed: changed.length, removed: removed.length };
      if (counts.added + counts.changed + counts.removed > 0) log.info('discord commands registered', counts);
    } catch (error) {
      log.warn('discord commands were not registered', { error: codeOf(error) });
    }
  }

  /** `unavailable` means an outage of Discord's, and nothing is forgotten for it. */
  async #forget(payload: unknown): Promise<void> {
    const { data } = guildSchema.safeParse(payload);
    if (!data || data.unavailable !== undefined) return;
    const space = spaceId('discord', data.id);
    this.#parts.log.info('discord bot removed', { space });
    await this.#parts.wipe(space);
  }
}

/**
 * Discord's side of the house: takes what people type, press and send, hands it to `dispatch`, and answers them privately. What may not end in a form is
 * acknowledged before any network or store is asked. The space of a server is `discord:<its id>`.
 */
export const createDiscordApp = (parts: DiscordParts): DiscordApp => {
  const { start, stop, health } = new Connection(parts);
  return { start, stop, health };
};
