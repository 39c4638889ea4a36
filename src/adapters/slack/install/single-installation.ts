import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { spaceId } from '../../../core/ids.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Log } from '../../../ports/log.ts';
import { codeOf } from '../api-error.ts';
import { clientOptions } from '../quiet.ts';
import type { Bot, Installations } from './installations.ts';

/** Answers after which a token will not work again (docs.slack.dev/reference/methods/auth.test). */
const finalCodes: ReadonlySet<string> = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'user_removed_from_team',
  'team_disabled',
]);

/** True for an error after which trying again is of no use. */
export const isFinal = (code: string): boolean => finalCodes.has(code);

const answerSchema = z.object({
  team_id: z.string(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
  user_id: z.string(),
  bot_id: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

const readBot = (token: string, answer: z.infer<typeof answerSchema>): Bot => {
  const isOrg = answer.is_enterprise_install === true;
  return {
    token,
    botId: answer.bot_id,
    botUserId: answer.user_id,
    scopes: answer.response_metadata?.scopes,
    ...(isOrg ? {} : { team: answer.team_id }),
    ...(answer.enterprise_id ? { enterprise: answer.enterprise_id } : {}),
  };
};

/** Shortest and longest wait between two tries, in milliseconds. */
const waits = { first: 500, most: 30_000 };

/**
 * One installation, with the bot token of the settings. `open` asks Slack once whose token it is, and again while Slack cannot be reached; the token is never
 * stored. It serves its own workspace, or organisation, and nobody else.
 */
export const createSingleInstallation = (parts: { token: string; apiUrl: string; clock: Clock; log: Log }): Installations => {
  const { token, apiUrl, clock, log } = parts;
  let bot: Bot | undefined;
  const ask = async (): Promise<string | undefined> => {
    try {
      const answer = answerSchema.safeParse(await new WebClient(token, clientOptions(apiUrl)).auth.test());
      if (!answer.success) return 'no_bot_token';
      bot = readBot(token, answer.data);
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  };
  return {
    open: async (signal) => {
      for (let wait = waits.first; !bot && !signal.aborted; wait = Math.min(wait * 2, waits.most)) {
        const problem = await ask();
        if (problem === undefined) break;
        if (isFinal(problem) || problem === 'no_bot_token') return problem;
        log.warn('slack cannot be asked whose token this is', { error: problem, waitMs: wait });
        await clock.sleep(wait, signal);
      }
      return undefined;
    },
    find: async (space) => {
      const own = bot && (bot.team ?? bot.enterprise);
      return own !== undefined && space === spaceId('slack', own) ? bot : undefined;
    },
    // The token of the settings cannot be forgotten here; it simply works no longer.
    forget: async () => true,
  };
};
