import { join } from 'node:path';
import { commands } from '../commands/index.ts';
import { createPinoLog } from './adapters/pino/log.ts';
import { systemClock, systemRandom } from './adapters/system/system.ts';
import { UsageError } from './adapters/terminal/arguments.ts';
import { TerminalCall } from './adapters/terminal/run.ts';
import { createTerminalSurface } from './adapters/terminal/surface.ts';
import { closeAbandoned } from './app/abandoned.ts';
import { type Config, ConfigError, readConfig } from './config.ts';
import { localSpace } from './core/ids.ts';
import { isOver } from './core/panel-machine.ts';
import { type House, openHouse, version } from './house.ts';
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
  const surface = createTerminalSurface(`terminal-${systemRandom.id()}`, call.show);
  house.surfaces.set(surface.name, surface);
  await closeAbandoned(house.journal, { space: localSpace, surfaces: 'terminal-', olderThanMs: 60_000, clock: systemClock });
  const parts = {
    space: localSpace,
    surface: surface.name,
    dispatch: house.dispatch,
    untilOver: (id: string) => untilOver(house, id),
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

const serve = async (config: Config, house: House, log: Log): Promise<void> => {
  const { createPlayground } = await import('./adapters/web/playground.ts');
  const playground = createPlayground({
    ...house,
    commands,
    space: localSpace,
    version,
    health: house.journal.check,
    clock: systemClock,
    random: systemRandom,
    log,
    paceMs: config.playgroundPaceMs,
    spoolDir: join(config.dataDir, 'spool'),
    host: config.host,
    port: config.port,
  });
  house.surfaces.set('web', playground.surface);
  onSignals(async () => {
    await Promise.all([playground.close(), house.runner.drain(graceMs)]);
    await house.close();
    log.info('stopped');
  });
  for (const name of config.ignored) log.warn(`${name} is set, but this version does not use it yet`);
  const { url } = await playground.listen();
  house.runner.start();
  process.stdout.write(`Sounding Board is ready at ${url}\n`);
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
