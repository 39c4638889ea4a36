import { z } from 'zod';
import { refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import { closingKey } from '../../core/panel/panel-machine.ts';
import { hasWithdrawn, withdrawQuotes } from '../../core/quotes/withdrawn.ts';
import { forgetRemembered } from '../../core/remember.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Journal, PanelRecord } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { ModerationDesk, Withdrawal } from '../../ports/moderation.ts';
import type { Forgetting, QuoteIndex } from '../../ports/quote-index.ts';
import type { Random } from '../../ports/random.ts';
import type { ShownQuotes } from '../../ports/shown-quotes.ts';
import type { WriteAudit } from '../audit.ts';
import { parseTurn } from '../panels/panel-record.ts';
import type { RedrawMessage } from '../panels/panel-redraw.ts';
import { shownQuotesKind } from '../panels/panel-words.ts';
import type { SharedMessages } from './shared-redraw.ts';
import type { SpeakerNames } from './speaker-names.ts';
import { noteWithdrawal } from './withdrawals.ts';

const pendingKind = 'withdrawals';
const pendingSchema = z.object({
  what: z.object({ kind: z.enum(['quote', 'speaker', 'batch', 'source']), value: z.string() }),
  ids: z.array(z.string()),
  by: z.string().optional(),
});

/** How long another process may still be at what it has begun, and will write it down itself, in milliseconds. Its words are taken away at once all the same. */
const graceMs = 2 * 60_000;
const shownSchema = z.object({ ids: z.array(z.string()) });

/** Panels read back in one go: more than a space ever has. */
const allPanels = 1_000_000;

type Parts = Readonly<{
  quotes: Pick<QuoteIndex, 'find' | 'forget'>;
  journal: Journal;
  documents: Documents;
  shown: ShownQuotes;
  speakers: SpeakerNames;
  redraw: RedrawMessage;
  shared: SharedMessages;
  /** Takes what was overwritten out of the store's log. */
  settle: () => Promise<unknown>;
  audit: WriteAudit;
  clock: Clock;
  random: Random;
  log: Log;
}>;

/** The messages of one panel that show some of these quotes, with the answers as they are without them. */
const findShown = async ({ journal, documents }: Parts, panel: PanelRecord, ids: ReadonlySet<string>) => {
  const { space, id } = panel.ref;
  const answers = await journal.answers(space, id);
  const changed = [...answers].flatMap(([key, answer]) => {
    const before = parseTurn(answer);
    const after = withdrawQuotes(before, ids);
    return after === before ? [] : [{ key, answer: JSON.stringify(after) }];
  });
  const closing = shownSchema.safeParse((await documents.get(space, shownQuotesKind, id))?.value).data;
  const cleaned = [...answers].filter(([, answer]) => hasWithdrawn(parseTurn(answer))).map(([key]) => key);
  return { changed, cleaned, isClosing: closing?.ids.some((one) => ids.has(one)) === true };
};

const countMessages = async (parts: Parts, space: SpaceId, ids: ReadonlySet<string>): Promise<number> => {
  let messages = 0;
  for (const panel of await parts.journal.list(space, { limit: allPanels })) {
    if (panel.place.surface === 'web') continue;
    const { changed, isClosing } = await findShown(parts, panel, ids);
    messages += changed.length + (isClosing ? 1 : 0);
  }
  return messages + (await parts.shared.count(space, ids)) + (await parts.shown.count(space, ids));
};

/** Takes quotes out of the stored answers of one panel, and has its messages made anew. */
const cleanPanel = async (parts: Parts, panel: PanelRecord, ids: ReadonlySet<string>, isAgain: boolean) => {
  const { space, id } = panel.ref;
  const { changed, cleaned, isClosing } = await findShown(parts, panel, ids);
  for (const { key, answer } of changed) await parts.journal.replaceAnswer(space, id, key, answer);
  // The playground's own messages are cleaned where they are kept.
  if (panel.place.surface === 'web') return { messages: 0, unchanged: 0 };
  let messages = 0;
  // A message that was on its way when its answer was cleaned still shows what it was made of.
  const earlier = isAgain ? cleaned : [];
  const keys = [...new Set([...changed.map(({ key }) => key), ...earlier, ...(isClosing ? [closingKey] : [])])];
  for (const key of keys) {
    const isDone = await parts.redraw(panel, key).catch((error: unknown) => {
      parts.log.error('message not redrawn', error, { panel: id });
      return false;
    });
    if (isDone) messages += 1;
  }
  return { messages, unchanged: keys.length - messages };
};

/** Everything but the index: answers, messages, transcript, memory. May be repeated. */
const cleanUp = async (parts: Parts, space: SpaceId, ids: ReadonlySet<string>, isAgain = false) => {
  let [messages, unchanged] = [0, 0];
  for (const panel of await parts.journal.list(space, { limit: allPanels })) {
    const done = await cleanPanel(parts, panel, ids, isAgain);
    messages += done.messages;
    unchanged += done.unchanged;
  }
  const shared = await parts.shared.withdraw(space, ids);
  messages += shared.messages + (await parts.shown.withdraw(space, ids));
  unchanged += shared.unchanged;
  forgetRemembered();
  await parts.settle();
  return { messages, unchanged };
};

const hasOpenPanels = async ({ journal }: Parts, space: SpaceId): Promise<boolean> =>
  (await journal.list(space, { limit: 1, onlyOpen: true })).length > 0;

type Pending = Readonly<{ what: Forgetting; ids: readonly string[]; isAgain: boolean }>;

/** `isFirst` is false when somebody else took the very same words out of the index a moment before. */
const takeAway = async (
  parts: Parts,
  space: SpaceId,
  { what, ids, isAgain }: Pending,
): Promise<Readonly<{ done: Withdrawal; isFirst: boolean; isLeft: boolean }>> => {
  const wasOpen = await hasOpenPanels(parts, space);
  const { ids: forgotten } = await parts.quotes.forget(space, what);
  const all = new Set([...ids, ...forgotten]);
  const done = await cleanUp(parts, space, all, isAgain);
  // A panel that runs may hold a quote that it found before: what it stores and posts is cleaned by the next round.
  const isLeft = wasOpen || (await hasOpenPanels(parts, space));
  return { done: { what, quotes: all.size, ...done }, isFirst: ids.length === 0 || forgotten.length > 0, isLeft };
};

const endPending = async ({ documents, settle, log }: Parts, space: SpaceId, id: string, done: Withdrawal): Promise<void> => {
  await documents.remove(space, pendingKind, id);
  await settle();
  const { quotes, messages, unchanged } = done;
  log.info('quotes forgotten', { space, quotes, messages, unchanged });
};

/** Writes a withdrawal down, once: a process may die between that and the end, and more rounds may follow. `finished` says how, where it was not by whoever began it. */
const record = async (
  { audit }: Parts,
  space: SpaceId,
  { id, author, finished }: Readonly<{ id: string; author: string; finished?: 'after a restart' | 'later' }>,
  { what, quotes, messages, unchanged }: Withdrawal,
): Promise<void> => {
  const facts = { by: what.kind, quotes, messages, unchanged, ...(finished ? { finished } : {}), withdrawal: id };
  await audit(space, author, 'forgot', facts, { once: 'withdrawal' });
};

const resolve = async (parts: Parts, space: SpaceId, what: Forgetting): Promise<Forgetting> => {
  if (what.kind !== 'speaker') return what;
  // The line that was typed names a person: it goes before anything else happens.
  await parts.shown.hide(space, what.value);
  return { kind: 'speaker', value: (await parts.speakers(space))(what.value) };
};

/** Carries out what was asked. What is under way is written down first, and taken off when the deed is in the record. `underWay` holds what this process is at. */
const createCarryOut =
  (parts: Parts, process: string, underWay: Set<string>): ModerationDesk['forgetting']['carryOut'] =>
  async (space, { what, author }) => {
    const { ids } = await parts.quotes.find(space, what);
    const id = parts.random.id();
    underWay.add(id);
    try {
      await noteWithdrawal(parts.documents, space);
      await parts.documents.put(space, { kind: pendingKind, id, value: { what, ids, by: process }, author, expectedVersion: 0 });
      const { done, isFirst, isLeft } = await takeAway(parts, space, { what, ids, isAgain: false });
      if (isFirst) await record(parts, space, { id, author }, done);
      // Pressed twice at the same moment, it is one deed, and the first goes on with it.
      if (!isLeft || !isFirst) await endPending(parts, space, id, done);
      return done;
    } finally {
      underWay.delete(id);
    }
  };

/** Goes on with what broke off in a space, and with what met panels that ran. */
const createResume =
  (parts: Parts, process: string, underWay: ReadonlySet<string>) =>
  async (space: SpaceId): Promise<boolean> => {
    for (const { id, value, author, at } of await parts.documents.list(space, pendingKind)) {
      if (underWay.has(id)) continue;
      const { what, ids, by } = pendingSchema.parse(value);
      const { done, isLeft } = await takeAway(parts, space, { what, ids, isAgain: true });
      const isOurs = by === process;
      if (!isOurs && parts.clock.now().getTime() - Date.parse(at) < graceMs) continue;
      await record(parts, space, { id, author, finished: isOurs ? 'later' : 'after a restart' }, done);
      if (!isLeft) await endPending(parts, space, id, done);
    }
    return (await parts.documents.list(space, pendingKind)).length > 0;
  };

/**
 * Takes words back for good: out of the index, the stored answers of panels, the messages that show them, and the playground's transcript. What is under way is
 * written down first, so that a process that dies in the middle goes on with it at its next start (`resume`), and the record of moderators tells of it once.
 */
export const createForgetDesk = (parts: Parts) => {
  const [process, underWay] = [parts.random.id(), new Set<string>()];
  const desk: ModerationDesk['forgetting'] = {
    preview: async (space, asked) => {
      const what = await resolve(parts, space, asked);
      const { ids } = await parts.quotes.find(space, what);
      if (ids.length === 0 && what.kind !== 'speaker') return refuse('forget-nothing');
      return { what, quotes: ids.length, messages: await countMessages(parts, space, new Set(ids)), unchanged: 0 };
    },
    carryOut: createCarryOut(parts, process, underWay),
  };
  return {
    desk,
    /** Takes quotes out of everything that shows them; the index is not touched. */
    clean: (space: SpaceId, ids: readonly string[]) => cleanUp(parts, space, new Set(ids)),
    /** Goes on with what is still open in a space, and answers whether anything is left. */
    resume: createResume(parts, process, underWay),
  };
};

export type Forgetter = ReturnType<typeof createForgetDesk>;
