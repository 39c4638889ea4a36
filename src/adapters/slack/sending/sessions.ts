import type { SpaceId } from '../../../core/ids.ts';
import type { LabelledMessage } from '../../../core/labels.ts';
import type { ProgressBlock } from '../../../core/message.ts';
import { Recent } from '../../../core/recent.ts';
import type { Clock } from '../../../ports/clock.ts';
import { isFault, type PostingClient } from './posting-client.ts';

/** How long a conversation in which Slack knows no sessions is not asked again. */
const forgetMs = 3_600_000;

/** Threads that are remembered with what Slack was told last. */
const mostThreads = 1_000;

/** A thread in which a panel is. */
type Thread = Readonly<{ space: SpaceId; channel: string; root: string; client: PostingClient }>;

type Status = Readonly<{ method: 'agents.sessions.setStatus' | 'assistant.threads.setStatus'; status: string }>;

const runs: ReadonlySet<ProgressBlock['status']> = new Set(['open', 'stopping', 'expiring']);

/** What Slack is told of a panel. The words of its progress go into the conversation with the bot itself, where Slack shows them beside its name. */
const statusesOf = ({ status, text }: ProgressBlock, channel: string): readonly Status[] => {
  const isRunning = runs.has(status);
  const session: Status = { method: 'agents.sessions.setStatus', status: isRunning ? 'processing' : 'active' };
  if (!channel.startsWith('D')) return [session];
  return [session, { method: 'assistant.threads.setStatus', status: isRunning ? text : '' }];
};

/**
 * Tells Slack that a panel runs in a thread, so that it shows its own Stop button there, and when it is over (docs.slack.dev/ai/agent-sessions). It follows a panel by its
 * first message, which says how far it is. Where Slack does not know of this, nothing happens: the panel's own Stop button is always there. Never throws.
 */
export const createSessions = (clock: Clock) => {
  const told = new Recent<string>(mostThreads);
  const silentUntil = new Recent<number>(mostThreads);
  const tails = new Recent<Promise<void>>(mostThreads);
  const tell = async ({ space, channel, root, client }: Thread, { method, status }: Status): Promise<void> => {
    const [where, thread] = [`${space} ${channel} ${method}`, `${space} ${channel} ${root} ${method}`];
    if (told.get(thread) === status || (silentUntil.get(where) ?? 0) > clock.monotonicMs()) return;
    told.set(thread, status);
    const result = await client.call(method, { channel_id: channel, thread_ts: root, status });
    if (!isFault(result)) return;
    told.delete(thread);
    if (result.fault === 'refused') silentUntil.set(where, clock.monotonicMs() + forgetMs);
  };
  return {
    /** Resolves when Slack was told. One after the other in a thread, so that the last word is the last. */
    follow: (thread: Thread, message: LabelledMessage): Promise<void> => {
      const progress = message.blocks.find((block) => block.type === 'progress');
      if (!progress) return Promise.resolve();
      const name = `${thread.space} ${thread.channel} ${thread.root}`;
      const next = (tails.get(name) ?? Promise.resolve()).then(async () => {
        for (const status of statusesOf(progress, thread.channel)) await tell(thread, status);
      });
      tails.set(name, next);
      return next;
    },
  };
};

export type Sessions = ReturnType<typeof createSessions>;
