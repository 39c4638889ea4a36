import { DiscordjsError, DiscordjsErrorCodes, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { codeOf } from '../error-code.ts';
import { inviteLink, missingPermissions, neededPermissions } from './permissions.ts';
import { isUpToDate, readDifference } from './registered.ts';
import type { CommandBody } from './registration.ts';

/** One thing that was looked at: in order or not, with what to do when it is not. */
export type Finding = Readonly<{ isWell: boolean; text: string }>;

/** What is looked at. `rest` carries the token. `channel` is the id of one channel, when the person asks about one. */
export type Examination = Readonly<{ rest: REST; wanted: readonly CommandBody[]; channel?: string }>;

const well = (text: string): Finding => ({ isWell: true, text });
const ill = (text: string): Finding => ({ isWell: false, text });

const applicationSchema = z.object({ id: z.string(), name: z.string().default('the app'), bot_public: z.boolean().optional() });
const gatewaySchema = z.object({
  shards: z.int().optional(),
  session_start_limit: z.object({ remaining: z.int(), total: z.int() }),
});
const memberSchema = z.object({ roles: z.array(z.string()) });
const overwriteSchema = z.object({ id: z.string(), allow: z.string(), deny: z.string() });
const channelSchema = z.object({
  guild_id: z.string(),
  name: z.string().nullish(),
  nsfw: z.boolean().nullish(),
  permission_overwrites: z.array(overwriteSchema).default([]),
});
const rolesSchema = z.array(z.object({ id: z.string(), permissions: z.string() }));

type Application = z.infer<typeof applicationSchema>;

const checkCommands = async ({ rest, wanted }: Examination, { id }: Application): Promise<Finding> => {
  try {
    const difference = await readDifference(rest, id, wanted);
    if (isUpToDate(difference)) return well(`All ${wanted.length} commands are registered as they should be.`);
    const names = [...difference.added, ...difference.changed, ...difference.removed].join(', ');
    return ill(`These commands are not registered as they should be: ${names}. Start the bot, or run npm run discord:register.`);
  } catch (error) {
    return ill(`Discord did not say which commands are registered: ${codeOf(error)}.`);
  }
};

/** Guilds is the only intent, and it needs no approval; what can be asked is whether connections may be opened. */
const checkGateway = async ({ rest }: Examination): Promise<Finding> => {
  try {
    const { shards = 1, session_start_limit: limit } = gatewaySchema.parse(await rest.get(Routes.gatewayBot()));
    if (limit.remaining === 0) return ill('Discord takes no more connections of this bot today: it was started too often. Wait a day.');
    return well(
      `The gateway is open: ${limit.remaining} of ${limit.total} connections left today, ${shards} at once. Intents: Guilds, no privileged one.`,
    );
  } catch (error) {
    return ill(`Discord did not tell its gateway: ${codeOf(error)}.`);
  }
};

/**
 * What the bot may do in a channel: its roles, then the channel's exceptions for everybody, for its roles and for itself (topics/permissions.mdx, read 2026-11-21). `@everyone` is
 * the role with the server's id.
 */
export const permissionsIn = (request: {
  guild: string;
  botUser: string;
  roles: z.infer<typeof rolesSchema>;
  held: readonly string[];
  overwrites: readonly z.infer<typeof overwriteSchema>[];
}): bigint => {
  const { guild, botUser, roles, held, overwrites } = request;
  const mine = roles.filter(({ id }) => id === guild || held.includes(id));
  const base = mine.reduce((sum, { permissions }) => sum | BigInt(permissions), 0n);
  const apply = (permissions: bigint, ids: readonly string[]): bigint => {
    const some = overwrites.filter(({ id }) => ids.includes(id));
    const [deny, allow] = [some.reduce((sum, one) => sum | BigInt(one.deny), 0n), some.reduce((sum, one) => sum | BigInt(one.allow), 0n)];
    return (permissions & ~deny) | allow;
  };
  return [[guild], held, [botUser]].reduce(apply, base);
};

const checkChannel = async ({ rest, channel: id }: Examination): Promise<readonly Finding[]> => {
  if (id === undefined) return [];
  try {
    const channel = channelSchema.parse(await rest.get(Routes.channel(id)));
    const guild = channel.guild_id;
    const { id: botUser } = z.object({ id: z.string() }).parse(await rest.get(Routes.user('@me')));
    const roles = rolesSchema.parse(await rest.get(Routes.guildRoles(guild)));
    const { roles: held } = memberSchema.parse(await rest.get(Routes.guildMember(guild, botUser)));
    const permissions = permissionsIn({ guild, botUser, roles, held, overwrites: channel.permission_overwrites });
    const name = `#${channel.name ?? id}`;
    if (channel.nsfw) return [ill(`${name} is age-restricted, and panels are off there.`)];
    const missing = missingPermissions(permissions, 'channel');
    if (missing.length === 0) return [well(`The bot may do all that it needs in ${name}.`)];
    const reasons = Object.values(neededPermissions).filter((one) => missing.includes(one.name));
    return reasons.map((one) =>
      ill(`${one.name} is missing in ${name} (${one.reason}). Allow it for the bot’s role in the channel’s settings.`),
    );
  } catch (error) {
    return [ill(`Discord did not show the channel: ${codeOf(error)}. It takes the channel’s id, and the bot has to see it.`)];
  }
};

const isTokenRefused = (error: unknown): boolean =>
  codeOf(error) === 'discord 0' || (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid);

/** Looks at the token, the connection, the commands and one channel, and says what is missing and how to invite the bot. Names no token. Changes nothing. */
export const examineDiscord = async (examination: Examination): Promise<readonly Finding[]> => {
  let application: Application;
  try {
    application = applicationSchema.parse(await examination.rest.get('/applications/@me'));
  } catch (error) {
    const why = isTokenRefused(error) ? 'it is not accepted' : codeOf(error);
    return [ill(`Discord did not take DISCORD_TOKEN: ${why}. Copy the bot’s token again from the developer portal, under Bot.`)];
  }
  const [gateway, commands, channel] = await Promise.all([
    checkGateway(examination),
    checkCommands(examination, application),
    checkChannel(examination),
  ]);
  const invite = `Add it to a server, with exactly the permissions that it needs: ${inviteLink(application.id)}`;
  return [well(`The token works: it is that of ${application.name}.`), gateway, commands, ...channel, well(invite)];
};
