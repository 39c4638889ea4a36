import { examineSlack } from '../adapters/slack/install/doctor.ts';
import { ConfigError, readConfig } from '../config.ts';

/** `npm run slack:doctor -- [CHANNEL]`: checks tokens, rights, the socket and a channel, and names what is missing. Ends with code 1 when something is. */
const examine = async (): Promise<boolean> => {
  const { slack } = readConfig(process.env);
  if (!slack) throw new ConfigError('SLACK_BOT_TOKEN is not set: docs/slack.md says where to find it.');
  const [channel] = process.argv.slice(2);
  const findings = await examineSlack({ ...slack, ...(channel === undefined ? {} : { channel }) });
  for (const { isWell, text } of findings) process.stdout.write(`${isWell ? 'ok      ' : 'PROBLEM '} ${text}\n`);
  return findings.every(({ isWell }) => isWell);
};

try {
  process.exitCode = (await examine()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
