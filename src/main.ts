import { join } from 'node:path';
import { commands } from '../commands/index.ts';
import { wordCatalogue } from '../commands/words/catalogue.ts';
import type { DiscordApp } from './adapters/discord/app.ts';
import { createPinoLog } from './adapters/pino/log.ts';
import type { SlackApp } from './adapters/slack/app.ts';
import { systemClock, systemRandom } from './adapters/system/system.ts';
import { UsageError } from './adapters/terminal/arguments.ts';
import { TerminalCall } from './adapters/terminal/run.ts';
import { createTerminalSurface } from './adapters/terminal/surface.ts';
import { closeAbandoned } from './app/panels/abandoned.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { localSpace } from './core/ids.ts';
import { isOver } from './core/panel/panel-machine.ts';
import { type House, openHouse, version } from './house.ts';
import { passingSurface } from './ports/chat-surface.ts';
import type { Log } from './ports/log.ts';

/** Longest time that running panels get to finish when the process is asked to stop, in milliseconds. */
const graceMs = 25_000;

const untilOver = async (house: House, panelId: string): Promise<string> => {
  for (;;) {
    const panel = await house.journal.read(localSpace, panelId);
    if (!panel || isOver(panel.state)) return panel?.state.status ?? 'lost';
    await systemClock.sleep(10);
  }
};

const runTerminal = async (argv: readonly string[], house: House): Promise<number> => {
  const output = {
    out: (text: string) => process.stdout.write(`${text}\n`),
    err: (text: string) => process.stderr.write(`${text}\n`),
    colour: process.stdout.isTTY === true,
  };
  const call = new TerminalCall(output);
  const surface = createTerminalSurface(`${passingSurface}${systemRandom.id()}`, call.show);
  house.surfaces.set(surface.name, surface);
  await closeAbandoned(house.journal, { space: localSpace, surfaces: passingSurface, olderThanMs: 60_000, clock: systemClock });
  const parts = {
    space: localSpace,
    surface: surface.name,
    dispatch: house.dispatch,
    untilOver: (id: string) => untilOver(house, id),
    untilIdle: house.runner.idle,
    random: systemRandom,
  };
  const code = await call.run(argv, parts);
  await house.runner.idle();
  return code;
};

const onSignals = (stop: () => Promise<void>): void => {
  let stopping = false;
  const handle = () => {
    if (stopping) process.exit(1);
    stopping = true;
    void stop();
  };
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
};

/** Slack is loaded only when it is set: its client alone takes a third of a second. */
const startSlack = async (config: Config, house: House, log: Log, onFatal: (reason: string) => void): Promise<SlackApp | undefined> => {
  if (!config.slack) return undefined;
  const { openSlack } = await import('./slack.ts');
  return openSlack(config.slack, house, log, onFatal);
};

/** Loaded only when it is set, like Slack. */
const startDiscord = async (
  config: Config,
  house: House,
  log: Log,
  onFatal: (sentence: string) => void,
): Promise<DiscordApp | undefined> => {
  if (!config.discord) return undefined;
  const { openDiscord } = await import('./discord.ts');
  return openDiscord(config.discord, house, log, onFatal);
};

type Chats = Readonly<{ slack: SlackApp | undefined; discord: DiscordApp | undefined }>;

const isDiscordConnected = (discord: DiscordApp): boolean => {
  const { isOpen, shards, shardsWanted } = discord.health();
  return isOpen && shards === shardsWanted;
};

const isConnected = (slack: SlackApp): boolean => {
  const { isOpen, sockets, socketsWanted } = slack.health();
  return isOpen && (socketsWanted === 0 || sockets > 0);
};

const openWeb = async (config: Config, house: House, log: Log, { slack, discord }: Chats) => {
  const { createPlayground } = await import('./adapters/web/playground.ts');
  const web = createPlayground({
    ...house,
    commands,
    batches: house.desks.moderation.imports.batches,
    catalogue: wordCatalogue,
    space: localSpace,
    version,
    health: async () => {
      await house.journal.check();
      if (slack && !isConnected(slack)) throw new Error('Slack is not connected');
      if (discord && !isDiscordConnected(discord)) throw new Error('Discord is not connected');
    },
    clock: systemClock,
    random: systemRandom,
    log,
    paceMs: config.playgroundPaceMs,
    spoolDir: join(config.dataDir, 'spool'),
    host: config.host,
    port: config.port,
    isPlayground: config.isPlayground,
    ...(slack ? { before: slack.handle } : {}),
  });
  if (config.isPlayground) house.surfaces.set('web', web.surface);
  return web;
};

/** Reports a platform that will not take the bot any more, once, and ends the process with code 1. */
const createOnFatal =
  (stop: () => Promise<void>) =>
  (sentence: string): void => {
    process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
    void stop();
  };

const describeChats = ({ slack, discord }: Chats): string => [slack ? ', in Slack' : '', discord ? ', in Discord' : ''].join('');

const serve = async (config: Config, house: House, log: Log): Promise<void> => {
  let stop = async (): Promise<void> => {};
  const onFatal = createOnFatal(() => stop());
  const slack = await startSlack(config, house, log, (reason) =>
    onFatal(`Slack no longer accepts this app (${reason}). Check SLACK_BOT_TOKEN and SLACK_APP_TOKEN.`),
  );
  const discord = await startDiscord(config, house, log, onFatal);
  const web = await openWeb(config, house, log, { slack, discord });
  let isStopping = false;
  stop = async () => {
    if (isStopping) return;
    isStopping = true;
    // The intake first, so that nothing is accepted that would not be worked on.
    await Promise.all([slack?.stop(5_000), discord?.stop(5_000)]);
    await Promise.all([web.close(), house.runner.drain(graceMs)]);
    await house.close();
    log.info('stopped');
  };
  onSignals(stop);
  const { url } = await web.listen();
  house.runner.start();
  house.chores.start();
  await Promise.all([slack?.start(), discord?.start()]);
  if (isStopping) return;
  process.stdout.write(`Sounding Board is ready at ${url}${describeChats({ slack, discord })}\n`);
  await house.warm();
};

const explain = (error: unknown): string =>
  error instanceof ConfigError || error instanceof UsageError
    ? error.message
    : error instanceof Error
      ? `Sounding Board could not start: ${error.message}`
      : 'Sounding Board could not start.';

/** Starts the bot, or carries out one call of the terminal. Says in one sentence what is wrong, and ends with code 1, when it cannot. */
export const main = async (argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): Promise<void> => {
  try {
    const terminal = argv.length > 0;
    const config = readConfig(terminal ? { LOG_LEVEL: 'error', ...environment } : environment);
    const log = createPinoLog(config.logLevel);
    const house = await openHouse(config, log);
    if (!terminal) return await serve(config, house, log);
    process.exitCode = await runTerminal(argv, house);
    await house.close();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
};
