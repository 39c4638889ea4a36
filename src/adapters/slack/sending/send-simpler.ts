import type { SpaceId } from '../../../core/ids.ts';
import { Recent } from '../../../core/recent.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { RenderOptions } from '../render/render.ts';
import { isFault, type PostingClient } from './posting-client.ts';

const customizeScope = 'chat:write.customize';

/** How long a space that lacks the scope is not asked again. It may be installed anew at any time, with more scopes. */
const forgetMs = 3_600_000;

/** What Slack says of blocks that it does not take. */
const blockErrors: ReadonlySet<string> = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long']);

type Sent = Awaited<ReturnType<PostingClient['call']>>;

const refusalOf = (result: Sent) => (isFault(result) && result.fault === 'refused' ? result : undefined);
const lacksCustomize = (result: Sent): boolean => {
  const refusal = refusalOf(result);
  return refusal?.error === 'missing_scope' && refusal.needed.includes(customizeScope);
};

/** Messages whose blocks were refused, and which are known to need simpler ones when they are sent again. */
const mostSimple = 1_000;

/**
 * Sends a message, and once more in a simpler form after a refusal which that cures: without the persona's name above the message where the
 * scope for it is missing, in plainer blocks where Slack did not take these. After such a refusal nothing was stored, so nothing is there
 * twice. Both are remembered, so that the next try begins where this one ended: the second request may meet a rate limit. Who lacks the
 * scope is known from the token too. `name` is the message's own.
 */
export const createSimplerSending = (clock: Clock) => {
  const refusedUntil = new Map<SpaceId, number>();
  const simple = new Recent<true>(mostSimple);
  const mayCustomize = (space: SpaceId, { scopes }: PostingClient): boolean =>
    scopes?.includes(customizeScope) !== false && (refusedUntil.get(space) ?? 0) <= clock.monotonicMs();
  return async (
    target: Readonly<{ space: SpaceId; client: PostingClient; name: string }>,
    send: (options: RenderOptions) => Promise<Sent>,
  ): Promise<Sent> => {
    const { space, client } = target;
    const name = `${space} ${target.name}`;
    let options: RenderOptions = { customize: mayCustomize(space, client), secondTry: simple.has(name) };
    let result = await send(options);
    if (options.customize && lacksCustomize(result)) {
      refusedUntil.set(space, clock.monotonicMs() + forgetMs);
      options = { ...options, customize: false };
      result = await send(options);
    }
    if (options.secondTry || !blockErrors.has(refusalOf(result)?.error ?? '')) return result;
    simple.set(name, true);
    return send({ ...options, secondTry: true });
  };
};

export type SimplerSending = ReturnType<typeof createSimplerSending>;
