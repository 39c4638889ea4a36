import { commands } from '../commands/index.ts';
import { wordCatalogue } from '../commands/words/catalogue.ts';
import { createDiscordApp, type DiscordApp } from './adapters/discord/app.ts';
import { readIdentity } from './adapters/discord/install/identity.ts';
import { createKeptPresses } from './adapters/discord/intake/kept-presses.ts';
import { discordMessageLimits } from './adapters/discord/limits.ts';
import { createMemberNames } from './adapters/discord/member-names.ts';
import { createPostingClient } from './adapters/discord/sending/posting-client.ts';
import { createDiscordSurface } from './adapters/discord/surface.ts';
import { systemClock } from './adapters/system/system.ts';
import { ConfigError, type DiscordSettings } from './config.ts';
import type { House } from './house.ts';
import type { Log } from './ports/log.ts';

/**
 * Puts Discord together over the house: its surface is added to the surfaces at once, its intake opens with `start`. Throws `ConfigError` when Discord does not know the
 * token. `onFatal` gets one sentence when that happens later.
 */
export const openDiscord = async (
  settings: DiscordSettings,
  house: House,
  log: Log,
  onFatal: (sentence: string) => void,
): Promise<DiscordApp> => {
  const client = createPostingClient({ ...settings, clock: systemClock });
  const identity = await readIdentity(client, settings.token);
  if (!identity) throw new ConfigError('DISCORD_TOKEN is not accepted by Discord. Copy it again from the developer portal, under Bot.');
  const kept = createKeptPresses(house.documents, systemClock);
  const surface = createDiscordSurface({ client, ...identity, kept, drawCharts: house.drawCharts, clock: systemClock, log });
  house.surfaces.set(surface.name, surface);
  const { names, meet } = createMemberNames();
  house.memberNames.set('discord', names);
  return createDiscordApp({
    ...house,
    ...settings,
    applicationId: identity.applicationId,
    commands,
    catalogue: wordCatalogue,
    findObjection: surface.findObjection,
    meet,
    client,
    kept,
    limits: discordMessageLimits,
    onFatal,
    clock: systemClock,
    log,
  });
};
