import { z } from 'zod';
import { codeOf } from '../adapters/discord/error-code.ts';
import { isUpToDate, registerCommands } from '../adapters/discord/install/registered.ts';
import { openDiscordRest, runTool } from './discord-rest.ts';

/** `npm run discord:register`: says what differs between the declared commands and the registered ones, and registers them when something does. */
await runTool(async () => {
  const { rest, wanted } = openDiscordRest();
  try {
    const { id } = z.object({ id: z.string() }).parse(await rest.get('/applications/@me'));
    const difference = await registerCommands(rest, id, wanted);
    for (const [what, names] of Object.entries(difference)) for (const name of names) process.stdout.write(`${what.padEnd(8)} ${name}\n`);
    process.stdout.write(isUpToDate(difference) ? 'Nothing to do: all commands are registered as declared.\n' : 'Registered.\n');
    return true;
  } catch (error) {
    process.stderr.write(`Discord did not take the commands: ${codeOf(error)}. npm run discord:doctor says more.\n`);
    return false;
  }
});
