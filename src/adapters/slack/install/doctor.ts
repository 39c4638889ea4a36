import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { codeOf } from '../api-error.ts';
import { clientOptions } from '../quiet.ts';
import { scopes } from './manifest.ts';

/** One thing that was looked at: in order or not, with what to do when it is not. */
export type Finding = Readonly<{ isWell: boolean; text: string }>;

/** What is looked at. `channel` is the id of one channel, when the person asks about one. */
export type Examination = Readonly<{ botToken?: string; appToken?: string; apiUrl: string; channel?: string }>;

const well = (text: string): Finding => ({ isWell: true, text });
const ill = (text: string): Finding => ({ isWell: false, text });

const identitySchema = z.object({
  team: z.string(),
  user: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

const checkScopes = (granted: readonly string[] | undefined): readonly Finding[] => {
  if (!granted) return [ill('Slack did not say what the bot token may do; the rights were not checked.')];
  const missing = Object.entries(scopes).filter(([scope]) => !granted.includes(scope));
  if (missing.length === 0) return [well(`The bot token has all ${Object.keys(scopes).length} rights.`)];
  return missing.map(([scope, reason]) =>
    ill(`The right ${scope} is missing (${reason}). Add it under OAuth & Permissions and install the app again.`),
  );
};

const checkBot = async ({ botToken, apiUrl }: Examination): Promise<readonly Finding[]> => {
  if (botToken === undefined) return [ill('SLACK_BOT_TOKEN is not set: take it from OAuth & Permissions.')];
  try {
    const identity = identitySchema.parse(await new WebClient(botToken, clientOptions(apiUrl)).auth.test());
    return [well(`The bot token works: it is ${identity.user} in ${identity.team}.`), ...checkScopes(identity.response_metadata?.scopes)];
  } catch (error) {
    return [ill(`Slack did not take the bot token: ${codeOf(error)}. Copy it again from OAuth & Permissions.`)];
  }
};

const checkSockets = async ({ appToken, apiUrl }: Examination): Promise<readonly Finding[]> => {
  if (appToken === undefined) return [well('SLACK_APP_TOKEN is not set: Slack has to call this bot over HTTP.')];
  try {
    await new WebClient(appToken, clientOptions(apiUrl)).apps.connections.open({});
    return [well('Socket Mode works: Slack opens a connection.')];
  } catch (error) {
    const what = 'Socket Mode has to be on in the app’s settings, and the app-level token needs connections:write.';
    return [ill(`Slack did not open a connection: ${codeOf(error)}. ${what}`)];
  }
};

const channelSchema = z.object({
  channel: z.object({
    name: z.string().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_ext_shared: z.boolean().optional(),
  }),
});

const checkChannel = async ({ botToken, apiUrl, channel }: Examination): Promise<readonly Finding[]> => {
  if (channel === undefined || botToken === undefined) return [];
  try {
    const { channel: found } = channelSchema.parse(await new WebClient(botToken, clientOptions(apiUrl)).conversations.info({ channel }));
    const name = `#${found.name ?? channel}`;
    if (found.is_archived) return [ill(`${name} is archived. Choose another channel.`)];
    if (found.is_ext_shared) return [ill(`${name} is shared with another organisation, and panels are off there.`)];
    return [found.is_member ? well(`The bot is in ${name}.`) : ill(`The bot is not in ${name}. Type /invite @Sounding Board there.`)];
  } catch (error) {
    return [ill(`Slack did not show the channel: ${codeOf(error)}. It takes the channel’s id, such as C0123456789.`)];
  }
};

/** Looks at tokens, rights, the socket and one channel, and says what is missing. Names no token. Posts nothing. */
export const examineSlack = async (examination: Examination): Promise<readonly Finding[]> => {
  const findings = await Promise.all([checkBot(examination), checkSockets(examination), checkChannel(examination)]);
  return findings.flat();
};
