import type { SpaceId } from '../../core/ids.ts';
import { quoteWithdrawn } from '../../core/quotes/withdrawn.ts';
import type { ShownQuotes } from '../../ports/shown-quotes.ts';
import type { Transcript, TranscriptEntry } from '../../ports/transcript.ts';

const page = 400;

type Change = (content: unknown) => unknown;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isOneOf = (value: unknown, ids: ReadonlySet<string>): boolean =>
  isRecord(value) && value['type'] === 'quote' && typeof value['id'] === 'string' && ids.has(value['id']);

/** The same content without these quotes. In evidence the sentence says so; elsewhere a note stands in the place. The same object when there are none. */
const withoutQuotes = (value: unknown, ids: ReadonlySet<string>): unknown => {
  if (Array.isArray(value)) {
    const parts = value.map((part) => (isOneOf(part, ids) ? { type: 'note', text: quoteWithdrawn } : withoutQuotes(part, ids)));
    return parts.some((part, at) => part !== value[at]) ? parts : value;
  }
  if (!isRecord(value)) return value;
  const quotes = value['quotes'];
  if (typeof value['sentence'] === 'string' && Array.isArray(quotes) && quotes.some((quote) => isOneOf(quote, ids))) {
    return { ...value, sentence: quoteWithdrawn, quotes: quotes.filter((quote) => !isOneOf(quote, ids)) };
  }
  const entries = Object.entries(value).map(([key, part]) => [key, withoutQuotes(part, ids)] as const);
  return entries.some(([key, part]) => part !== value[key]) ? Object.fromEntries(entries) : value;
};

const parse = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
};

async function* entriesOf(transcript: Transcript, space: SpaceId): AsyncGenerator<TranscriptEntry> {
  // Read up to the entry that is the last now: a changed one gets a new number and would come again.
  const seen = new Set<string>();
  for (let seq = 0; ; ) {
    const entries = await transcript.since(space, seq, page);
    for (const entry of entries) {
      if (seen.has(entry.id)) continue;
      seen.add(entry.id);
      yield entry;
    }
    seq = entries.at(-1)?.seq ?? seq;
    if (entries.length < page) return;
  }
}

/** What the playground's transcript shows of quotes. `wake` tells open pages that something changed. */
export const createShownQuotes = ({ transcript, wake }: { transcript: Transcript; wake?: () => void }): ShownQuotes => {
  const change = async (space: SpaceId, edit: Change, isDry = false): Promise<number> => {
    let changed = 0;
    for await (const entry of entriesOf(transcript, space)) {
      const content = parse(entry.content);
      const after = edit(content);
      if (after === content) continue;
      changed += 1;
      // An edit gets a new number and must not move: the content remembers its place.
      const order = isRecord(content) && typeof content['order'] === 'number' ? content['order'] : entry.seq;
      if (!isDry) await transcript.replace(space, entry.id, JSON.stringify(isRecord(after) ? { ...after, order } : after));
    }
    if (changed > 0) wake?.();
    return changed;
  };
  return {
    count: (space, ids) => change(space, (content) => withoutQuotes(content, ids), true),
    withdraw: (space, ids) => change(space, (content) => withoutQuotes(content, ids)),
    hide: (space, typed) =>
      change(space, (content) => {
        if (typed.length < 2 || !isRecord(content) || content['type'] !== 'typed' || typeof content['text'] !== 'string') return content;
        return content['text'].includes(typed) ? { ...content, text: content['text'].replaceAll(typed, '…') } : content;
      }),
    erase: async (space, before) => {
      let erased = 0;
      for await (const { id, at, content } of entriesOf(transcript, space)) {
        if (at >= before || content === '') continue;
        await transcript.replace(space, id, '');
        erased += 1;
      }
      if (erased > 0) wake?.();
      return erased;
    },
  };
};
