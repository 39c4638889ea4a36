import { REST } from 'discord.js';
import { commands } from '../../commands/index.ts';
import { wordCatalogue } from '../../commands/words/catalogue.ts';
import { renderCommands } from '../adapters/discord/install/registration.ts';
import { ConfigError, readConfig } from '../config.ts';

/** The commands as they should be registered, and a way to Discord with the configured token. Throws `ConfigError` when there is none. */
export const openDiscordRest = () => {
  const { discord } = readConfig(process.env);
  if (!discord) throw new ConfigError('DISCORD_TOKEN is not set: docs/discord.md says where to find it.');
  const rest = new REST({ api: discord.apiUrl, timeout: 10_000, retries: 1 }).setToken(discord.token);
  return { rest, wanted: renderCommands(commands, wordCatalogue) };
};

/** Carries out a tool: `work` answers whether all is well. A wrong setting is one sentence, and ends with code 1 too. */
export const runTool = async (work: () => Promise<boolean>): Promise<void> => {
  try {
    process.exitCode = (await work()) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};
