import { examineDiscord } from '../adapters/discord/install/doctor.ts';
import { openDiscordRest, runTool } from './discord-rest.ts';

/** `npm run discord:doctor -- [CHANNEL]`: checks the token, the connection, the commands and a channel, names what is missing, and prints the invite link. */
await runTool(async () => {
  const [channel] = process.argv.slice(2);
  const findings = await examineDiscord({ ...openDiscordRest(), ...(channel === undefined ? {} : { channel }) });
  for (const { isWell, text } of findings) process.stdout.write(`${isWell ? 'ok      ' : 'PROBLEM '} ${text}\n`);
  return findings.every(({ isWell }) => isWell);
});
