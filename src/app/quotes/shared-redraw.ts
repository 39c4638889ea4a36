import { z } from 'zod';
import type { SpaceId } from '../../core/ids.ts';
import { humanQuotes, notice } from '../../core/labels.ts';
import type { Quote } from '../../core/quotes/quotes.ts';
import { showQuote } from '../../core/quotes/show-evidence.ts';
import { quoteWithdrawn } from '../../core/quotes/withdrawn.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { Documents } from '../../ports/documents.ts';
import type { QuoteIndex } from '../../ports/quote-index.ts';
import { shownQuotesKind } from '../panels/panel-words.ts';

const sharedSchema = z.object({
  place: z.object({ surface: z.string(), channel: z.string(), thread: z.string().optional() }),
  ref: z.string(),
  ids: z.array(z.string()),
});

type Parts = Readonly<{ documents: Documents; quotes: Pick<QuoteIndex, 'get'>; surfaces: ReadonlyMap<string, ChatSurface> }>;

/** Messages with quotes that somebody shared into a channel, and show some of these. What the playground keeps is cleaned where it is kept. */
const findShared = async ({ documents }: Parts, space: SpaceId, ids: ReadonlySet<string>) =>
  (await documents.list(space, shownQuotesKind)).flatMap(({ value }) => {
    const shared = sharedSchema.safeParse(value).data;
    return shared && shared.place.surface !== 'web' && shared.ids.some((id) => ids.has(id)) ? [shared] : [];
  });

const redrawOne = async (
  parts: Parts,
  space: SpaceId,
  shared: z.infer<typeof sharedSchema>,
  ids: ReadonlySet<string>,
): Promise<boolean> => {
  const { surface: name, channel, thread } = shared.place;
  const surface = parts.surfaces.get(name);
  if (!surface) return false;
  const found = await Promise.all(shared.ids.filter((id) => !ids.has(id)).map((id) => parts.quotes.get(space, id)));
  const left = found.filter((quote): quote is Quote => quote !== undefined);
  const note = { type: 'note', text: quoteWithdrawn } as const;
  const blocks = [...left.map((quote) => showQuote({ quote, words: [] })), note];
  const message = (left.length > 0 ? humanQuotes : notice)({ summary: quoteWithdrawn, blocks }, surface.limits);
  const place = { surface: name, channel, ...(thread === undefined ? {} : { thread }) };
  return surface.edit({ space, place, ref: shared.ref, message });
};

/** Messages that were shared: how many show some of these quotes, and making them anew without. */
export const createSharedMessages = (parts: Parts) => ({
  count: async (space: SpaceId, ids: ReadonlySet<string>): Promise<number> => (await findShared(parts, space, ids)).length,
  withdraw: async (space: SpaceId, ids: ReadonlySet<string>): Promise<Readonly<{ messages: number; unchanged: number }>> => {
    let messages = 0;
    const all = await findShared(parts, space, ids);
    for (const shared of all) if (await redrawOne(parts, space, shared, ids).catch(() => false)) messages += 1;
    return { messages, unchanged: all.length - messages };
  },
});

export type SharedMessages = ReturnType<typeof createSharedMessages>;
