import type { App } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { SpaceId } from '../../../core/ids.ts';
import type { Command } from '../../../ports/command.ts';
import type { Log } from '../../../ports/log.ts';
import { codeOf } from '../api-error.ts';
import { readSubmission } from '../forms/submission.ts';
import { type GoneReason, type HomeDesks, homeView, readGone, readHomeFacts, readHomeOpened, suggestedPrompts } from '../home.ts';
import type { Installations } from '../install/installations.ts';
import type { createIntake } from './intake.ts';
import { findActor, type Members } from './members.ts';
import { readCommand, readPress, readShortcut, readWords } from './payloads.ts';
import { pressActionPrefix } from './press.ts';
import { readStoppedSession } from './stopped-session.ts';

/** The callback id of the message shortcut, as in the manifest. */
const shortcutId = 'ask_the_panel';

/** What the listeners need. */
export type ListenerParts = Readonly<{
  intake: ReturnType<typeof createIntake>;
  desks: HomeDesks;
  commands: readonly Command[];
  members: Members;
  installations: Installations;
  wipe: (space: SpaceId, reason: GoneReason) => Promise<void>;
  log: Log;
}>;

const listenToPeople = (app: App, intake: ListenerParts['intake']): void => {
  app.command(/./, async ({ body, client }) => {
    const received = readCommand(body);
    if (received) await intake.command({ received, client });
  });
  app.action({ type: 'block_actions', action_id: new RegExp(`^${pressActionPrefix}`) }, async ({ body, client }) => {
    const received = readPress(body);
    if (received) await intake.press(received, client);
  });
  app.view({ type: 'view_submission', callback_id: /^sb_/ }, async ({ body, client }) => {
    const received = readSubmission(body);
    if (received && 'invocation' in received) await intake.submit(received, client);
  });
  app.shortcut({ type: 'message_action', callback_id: shortcutId }, async ({ body, client }) => {
    const received = readShortcut(body);
    if (received) await intake.run({ received, client });
  });
  const readMessage = async ({ body, client }: { body: unknown; client: WebClient }): Promise<void> => {
    const received = readWords(body);
    if (received) await intake.run({ received, client });
  };
  app.event('app_mention', readMessage);
  app.event('message', readMessage);
};

const openHome = async (parts: ListenerParts, body: unknown, client: WebClient): Promise<void> => {
  const opened = readHomeOpened(body);
  if (!opened) return;
  const { space, user, channel, tab } = opened;
  try {
    if (tab === 'messages') {
      await client.assistant.threads.setSuggestedPrompts({ channel_id: channel, prompts: [...suggestedPrompts] });
      return;
    }
    const bot = await parts.installations.find(space);
    const actor = await findActor(parts.members, { space, team: bot?.team, person: { id: user, name: '' }, client });
    const facts = await readHomeFacts(parts.desks, { space, user, isModerator: actor.role === 'moderator' });
    await client.views.publish({ user_id: user, view: homeView(facts, parts.commands) });
  } catch (error) {
    parts.log.warn('slack did not take the home tab', { tab: tab === 'messages' ? 'messages' : 'home', error: codeOf(error) });
  }
};

/** Ties Bolt's events to what is done about them. What it acknowledges has been acknowledged before. */
export const addListeners = (app: App, parts: ListenerParts): void => {
  listenToPeople(app, parts.intake);
  app.event('app_home_opened', ({ body, client }) => openHome(parts, body, client));
  const forget = async ({ body }: { body: unknown }): Promise<void> => {
    const gone = readGone(body);
    if (!gone || !(await parts.installations.forget(gone.space, gone.eventMs))) return;
    parts.log.info('slack app removed', { space: gone.space, reason: gone.reason });
    await parts.wipe(gone.space, gone.reason);
  };
  app.event('agent_session_stopped', async ({ body, client }) => {
    for (const received of await readStoppedSession(body, parts.desks.panels)) await parts.intake.run({ received, client });
  });
  app.event('app_uninstalled', forget);
  app.event('tokens_revoked', forget);
};
