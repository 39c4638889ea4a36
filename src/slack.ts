import { commands } from '../commands/index.ts';
import { createSlackApp, type SlackApp } from './adapters/slack/app.ts';
import { createInstallations, type Installations } from './adapters/slack/install/installations.ts';
import { scopes } from './adapters/slack/install/manifest.ts';
import { createSingleInstallation } from './adapters/slack/install/single-installation.ts';
import { slackMessageLimits } from './adapters/slack/limits.ts';
import { createMemberNames } from './adapters/slack/member-names.ts';
import { renderMessage } from './adapters/slack/render/render.ts';
import { createSlackPictures } from './adapters/slack/sending/pictures.ts';
import { createPostingClient } from './adapters/slack/sending/posting-client.ts';
import { createSlackSurface } from './adapters/slack/surface.ts';
import { systemClock } from './adapters/system/system.ts';
import { parseArguments } from './app/arguments.ts';
import type { SlackSettings } from './config.ts';
import type { SpaceId } from './core/ids.ts';
import type { House } from './house.ts';
import type { Log } from './ports/log.ts';

const openInstallations = ({ botToken, oauth, apiUrl }: SlackSettings, { documents }: House, log: Log) => {
  if (oauth) return createInstallations({ documents, secret: oauth.stateSecret, clock: systemClock });
  return createSingleInstallation({ token: botToken ?? '', apiUrl, clock: systemClock, log });
};

/** The way to post into a space. */
const clientsOf = (installations: Installations, apiUrl: string, log: Log) => async (space: SpaceId) => {
  const bot = await installations.find(space).catch((error: unknown) => {
    // Stored with another SLACK_STATE_SECRET: for posting it is as good as not installed.
    log.error('slack installation cannot be read', error, { space });
    return undefined;
  });
  return bot && createPostingClient({ ...bot, apiUrl });
};

/**
 * Puts Slack together over the house: its surface is added to the surfaces at once, its intake opens with `start`. `onFatal` gets a code when Slack no longer knows
 * a token.
 */
export const openSlack = (settings: SlackSettings, house: House, log: Log, onFatal: (reason: string) => void): SlackApp => {
  const { apiUrl, appToken, signingSecret, oauth, moderators } = settings;
  const pictures = createSlackPictures({ drawCharts: house.drawCharts, clock: systemClock, log });
  const installations = openInstallations(settings, house, log);
  const surface = createSlackSurface({ clientOf: clientsOf(installations, apiUrl, log), pictures, clock: systemClock, log });
  house.surfaces.set(surface.name, surface);
  house.memberNames.set('slack', createMemberNames({ find: installations.find, apiUrl, cache: house.cache, log }));
  return createSlackApp({
    ...house,
    commands,
    readTyped: parseArguments,
    limits: slackMessageLimits,
    toPrivate: (message, shown) => renderMessage(message, { customize: false, pictures: shown }),
    pictures,
    installations,
    // A token that was revoked may be a token that is being renewed; only an uninstall says that the workspace is done with us.
    wipe: async (space, reason) => {
      if (reason === 'uninstalled') await house.wipe(space);
    },
    members: { cache: house.cache, moderators },
    onFatal,
    clock: systemClock,
    log,
    config: {
      apiUrl,
      ...(appToken === undefined ? {} : { appToken }),
      ...(signingSecret === undefined ? {} : { signingSecret }),
      ...(oauth ? { oauth: { ...oauth, scopes: Object.keys(scopes) } } : {}),
    },
  });
};
