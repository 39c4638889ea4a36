import type { SpaceId } from '../../core/ids.ts';
import { textErased, withoutTexts } from '../../core/panel/panel.ts';
import { applyEvent, isOver, type PanelEvent, type PanelState, startPanel, turnKey } from '../../core/panel/panel-machine.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Attachments, Journal, Lease, NewPanel, PanelRecord, StoredPost } from '../../ports/journal.ts';

/** One panel. `holder` is there while a lease holds; `token` outlives it. */
type Kept = {
  record: PanelRecord;
  readonly answers: Map<string, string>;
  readonly updated: Map<string, string>;
  token: number;
  holder?: { owner: string; untilMs: number };
};

type Space = Readonly<{ panels: Kept[]; deliveries: Map<string, Kept> }>;

const handOut = ({ record }: Kept): PanelRecord => structuredClone(record);
const one = (kept: Kept | undefined): PanelRecord | undefined => kept && handOut(kept);

const checkAttachments = (event: PanelEvent, { answer }: Attachments): void => {
  if (answer !== undefined && event.type !== 'answered' && event.type !== 'failed') throw new TypeError('an answer without a turn');
};

const storedPost = ({ record, updated }: Kept, key: string): StoredPost | undefined => {
  const post = record.state.posts.find((one) => one.key === key);
  const updatedAt = updated.get(key);
  return post && updatedAt !== undefined
    ? { key, state: post.state, updatedAt, ...(post.ref === undefined ? {} : { ref: post.ref }) }
    : undefined;
};

/** Applies one event. Everything that can throw comes before the first change. */
const apply = (kept: Kept, event: PanelEvent, now: string, attachments: Attachments = {}): PanelState => {
  const before = kept.record.state;
  const after = applyEvent(before, event);
  if (after === before) return before;
  checkAttachments(event, attachments);
  for (const [place, post] of after.posts.entries()) {
    if (post !== before.posts[place]) kept.updated.set(post.key, now);
  }
  if (attachments.answer !== undefined && 'persona' in event) kept.answers.set(turnKey(event.persona, event.round), attachments.answer);
  kept.record = { ...kept.record, state: after, ...(isOver(after) ? { endedAt: now } : {}) };
  return after;
};

const createShelf = () => {
  const spaces = new Map<SpaceId, Space>();
  const take = (name: SpaceId): Space => {
    const space = spaces.get(name) ?? { panels: [], deliveries: new Map() };
    spaces.set(name, space);
    return space;
  };
  const panels = (space: SpaceId): readonly Kept[] => spaces.get(space)?.panels ?? [];
  const find = (space: SpaceId, panelId: string): Kept | undefined => panels(space).find(({ record }) => record.ref.id === panelId);
  const held = (space: SpaceId, { panel, token }: Lease): Kept | undefined => {
    const kept = find(space, panel.id);
    return kept?.token === token && kept.holder ? kept : undefined;
  };
  return { take, panels, find, held, names: () => [...spaces.keys()] };
};

type Shelf = ReturnType<typeof createShelf>;

const createAccept =
  (shelf: Shelf, clock: Clock): Journal['accept'] =>
  async (space, panel) => {
    const { panels, deliveries } = shelf.take(space);
    const known = deliveries.get(panel.deliveryKey);
    if (known) return { panel: handOut(known), fresh: false };
    if (shelf.find(space, panel.id)) throw new Error('a panel with this id is stored already');
    const kept = newPanel(space, panels.length + 1, panel, clock.now().toISOString());
    panels.push(kept);
    deliveries.set(panel.deliveryKey, kept);
    return { panel: handOut(kept), fresh: true };
  };

const newPanel = (space: SpaceId, number: number, panel: NewPanel, now: string): Kept => {
  const { id, place, actor, plan } = structuredClone(panel);
  const state = startPanel(plan.seats);
  return {
    record: { ref: { space, id, number }, place, actor, plan, acceptedAt: now, state },
    answers: new Map(),
    updated: new Map(state.posts.map(({ key }) => [key, now])),
    token: 0,
  };
};

const createLeases = (shelf: Shelf, clock: Clock): Pick<Journal, 'claim' | 'renew' | 'release'> => {
  const nowMs = (): number => clock.now().getTime();
  const isFree = ({ record, holder }: Kept, surfaces: readonly string[]): boolean =>
    !isOver(record.state) && surfaces.includes(record.place.surface) && (holder === undefined || holder.untilMs <= nowMs());
  return {
    claim: async (space, { owner, leaseMs, surfaces, panelId }) => {
      const kept = shelf.panels(space).find((one) => isFree(one, surfaces) && (panelId === undefined || one.record.ref.id === panelId));
      if (!kept) return undefined;
      apply(kept, { type: 'taken-over' }, clock.now().toISOString());
      kept.token += 1;
      kept.holder = { owner, untilMs: nowMs() + leaseMs };
      return { panel: kept.record.ref, token: kept.token, ...kept.holder };
    },
    renew: async (space, lease, leaseMs) => {
      const kept = shelf.held(space, lease);
      if (!kept) return undefined;
      const untilMs = nowMs() + leaseMs;
      kept.holder = { owner: lease.owner, untilMs };
      return { ...lease, untilMs };
    },
    release: async (space, lease) => {
      delete shelf.held(space, lease)?.holder;
    },
  };
};

/** What is taken back from panels that are over. */
const createErasures = (shelf: Shelf): Pick<Journal, 'replaceAnswer' | 'eraseTexts'> => ({
  replaceAnswer: async (space, panelId, key, answer) => {
    const answers = shelf.find(space, panelId)?.answers;
    if (answers?.has(key)) answers.set(key, answer);
  },
  eraseTexts: async (space, endedBefore) =>
    shelf
      .panels(space)
      .filter(({ record: { endedAt, plan } }) => endedAt !== undefined && endedAt < endedBefore && plan.stimulus.asked !== textErased)
      .map((kept) => {
        kept.record = { ...kept.record, plan: withoutTexts(kept.record.plan) };
        kept.answers.clear();
        return kept.record.ref.id;
      }),
});

const createReads = (
  shelf: Shelf,
): Pick<Journal, 'read' | 'readByNumber' | 'list' | 'answers' | 'post' | 'postByRef' | 'spacesWithWork'> => ({
  read: async (space, panelId) => one(shelf.find(space, panelId)),
  readByNumber: async (space, number) => one(shelf.panels(space)[number - 1]),
  list: async (space, { limit, onlyOpen }) =>
    shelf
      .panels(space)
      .filter(({ record }) => !onlyOpen || !isOver(record.state))
      .toReversed()
      .slice(0, Math.max(0, limit))
      .map(handOut),
  answers: async (space, panelId) => new Map(shelf.find(space, panelId)?.answers),
  post: async (space, panelId, key) => {
    const kept = shelf.find(space, panelId);
    return kept && storedPost(kept, key);
  },
  postByRef: async (space, ref) => {
    for (const kept of shelf.panels(space).toReversed()) {
      const key = kept.record.state.posts.find((post) => post.ref === ref)?.key;
      const post = key === undefined ? undefined : storedPost(kept, key);
      if (post) return { panel: handOut(kept), post };
    }
    return undefined;
  },
  spacesWithWork: async (surfaces) =>
    shelf
      .names()
      .filter((space) => shelf.panels(space).some(({ record }) => !isOver(record.state) && surfaces.includes(record.place.surface))),
});

/** The journal in plain memory. A panel is lost with the process; everything else holds. */
export const createMemoryJournal = ({ clock }: { clock: Clock }): Journal => {
  const shelf = createShelf();
  const now = (): string => clock.now().toISOString();
  return {
    accept: createAccept(shelf, clock),
    ...createLeases(shelf, clock),
    ...createReads(shelf),
    ...createErasures(shelf),
    record: async (space, lease, event, attachments) => {
      const kept = shelf.held(space, lease);
      return kept && apply(kept, event, now(), attachments);
    },
    requestStop: async (space, panelId, actorId) => {
      const kept = shelf.find(space, panelId);
      if (!kept || isOver(kept.record.state)) return kept?.record.state.status;
      const before = kept.record.state;
      const after = apply(kept, { type: 'stop' }, now());
      if (after !== before) kept.record = { ...kept.record, stoppedBy: actorId };
      return after.status;
    },
    check: async () => {},
  };
};
