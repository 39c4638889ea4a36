import type { InstallationStore } from '@slack/bolt';
import { z } from 'zod';
import { type SpaceId, spaceId } from '../../../core/ids.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Documents } from '../../../ports/documents.ts';
import { createTokenBox, sealedSchema } from './token-box.ts';

/** The kind under which a space keeps its installation. There is one, so its id is fixed. */
const kind = 'slack-installation';
const documentId = 'bot';

/** The bot as installed in one space. `botId` (`B…`) and `botUserId` (`U…`) tell its own messages from those of others. `team` is absent for an org-wide install. */
export type Bot = Readonly<{
  token: string;
  botId: string;
  botUserId: string;
  scopes: readonly string[] | undefined;
  team?: string;
  enterprise?: string;
}>;

/**
 * Where the bot is installed. `open` gets ready and answers the code of a reason for which it never will be, or `undefined`. `forget` removes an installation that was made
 * before `eventMs` (wall clock): news of an uninstall may come late, after the app was installed again. It answers whether it is gone.
 */
export type Installations = Readonly<{
  open: (signal: AbortSignal) => Promise<string | undefined>;
  find: (space: SpaceId) => Promise<Bot | undefined>;
  forget: (space: SpaceId, eventMs: number) => Promise<boolean>;
}>;

const storedSchema = z.object({
  token: sealedSchema,
  botId: z.string(),
  botUserId: z.string(),
  scopes: z.array(z.string()),
  team: z.string().optional(),
  enterprise: z.string().optional(),
  isOrg: z.boolean(),
  appId: z.string().optional(),
  installedMs: z.number(),
});
type Stored = z.infer<typeof storedSchema>;

type Query = Parameters<InstallationStore['fetchInstallation']>[0];
type Installation = Awaited<ReturnType<InstallationStore['fetchInstallation']>>;

const spaceOfQuery = ({ isEnterpriseInstall, enterpriseId, teamId }: Query): SpaceId => {
  const id = isEnterpriseInstall ? enterpriseId : teamId;
  if (!id) throw new Error('a Slack installation has the id of a workspace or of an organisation');
  return spaceId('slack', id);
};

const toInstallation = (stored: Stored, token: string): Installation => ({
  team: stored.team === undefined ? undefined : { id: stored.team },
  enterprise: stored.enterprise === undefined ? undefined : { id: stored.enterprise },
  // Whoever installed the app is of no use here, and is not kept.
  user: { id: '', token: undefined, scopes: undefined },
  bot: { token, id: stored.botId, userId: stored.botUserId, scopes: stored.scopes },
  tokenType: 'bot',
  isEnterpriseInstall: stored.isOrg,
  authVersion: 'v2',
  ...(stored.appId === undefined ? {} : { appId: stored.appId }),
});

/** Only the bot's token is kept: no user token, no webhook, no name. */
const toStored = (installation: Installation, seal: (token: string, space: SpaceId) => Stored['token'], installedMs: number) => {
  const { bot, team, enterprise, isEnterpriseInstall: isOrg = false, appId } = installation;
  if (!bot) throw new Error('the Slack installation has no bot');
  if (bot.refreshToken !== undefined) throw new Error('Token rotation is on for this Slack app, and it is not supported: turn it off.');
  const space = spaceOfQuery({ isEnterpriseInstall: isOrg, enterpriseId: enterprise?.id, teamId: team?.id });
  const stored: Stored = {
    token: seal(bot.token, space),
    botId: bot.id,
    botUserId: bot.userId,
    scopes: [...bot.scopes],
    ...(team ? { team: team.id } : {}),
    ...(enterprise ? { enterprise: enterprise.id } : {}),
    isOrg,
    ...(appId === undefined ? {} : { appId }),
    installedMs,
  };
  return { space, stored };
};

type Parts = Readonly<{ documents: Documents; secret: string; clock: Clock }>;

/** The document of a space, with its token sealed and opened. */
const createVault = ({ documents, secret, clock }: Parts) => {
  const box = createTokenBox(secret);
  return {
    read: async (space: SpaceId): Promise<{ stored: Stored; token: string } | undefined> => {
      const document = await documents.get(space, kind, documentId);
      if (!document) return undefined;
      const stored = storedSchema.parse(document.value);
      return { stored, token: box.open(stored.token, space) };
    },
    write: async (installation: Installation): Promise<void> => {
      const { space, stored } = toStored(installation, box.seal, clock.now().getTime());
      for (;;) {
        const expectedVersion = (await documents.get(space, kind, documentId))?.version ?? 0;
        if (await documents.put(space, { kind, id: documentId, value: stored, author: 'slack', expectedVersion, keeps: 1 })) return;
      }
    },
    remove: (space: SpaceId): Promise<void> => documents.remove(space, kind, documentId),
    /** When it was made, in whole seconds, as Slack gives the time of an event; 0 when there is none. */
    madeMs: async (space: SpaceId): Promise<number> => {
      const document = await documents.get(space, kind, documentId);
      const installedMs = storedSchema.safeParse(document?.value).data?.installedMs ?? 0;
      return Math.floor(installedMs / 1_000) * 1_000;
    },
  };
};

/**
 * Installations by OAuth, one document in each space, the token encrypted at rest with a key from `secret`. `store` is what Bolt's installer takes. `find` throws
 * `SealError` when the secret is another than the one that the token was stored with.
 */
export const createInstallations = (parts: Parts): Installations & { readonly store: Required<InstallationStore> } => {
  const vault = createVault(parts);
  return {
    open: async () => undefined,
    find: async (space) => {
      const found = await vault.read(space);
      if (!found) return undefined;
      const { botId, botUserId, scopes, team, enterprise } = found.stored;
      return { token: found.token, botId, botUserId, scopes, ...(team ? { team } : {}), ...(enterprise ? { enterprise } : {}) };
    },
    forget: async (space, eventMs) => {
      if ((await vault.madeMs(space)) > eventMs) return false;
      await vault.remove(space);
      return true;
    },
    store: {
      storeInstallation: (installation) => vault.write(installation),
      fetchInstallation: async (query) => {
        const found = await vault.read(spaceOfQuery(query));
        if (!found) throw new Error('the Slack app is not installed there');
        return toInstallation(found.stored, found.token);
      },
      deleteInstallation: (query) => vault.remove(spaceOfQuery(query)),
    },
  };
};
