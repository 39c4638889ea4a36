import { createMemoryBudget } from '../../src/adapters/memory/budget.ts';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { systemClock, systemRandom } from '../../src/adapters/system/system.ts';
import { createBudgetDesk } from '../../src/app/budget-desk.ts';
import { createChecks } from '../../src/app/check/checks.ts';
import { createModels } from '../../src/app/models/create-models.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { spaceId } from '../../src/core/ids.ts';
import type { LabelledMessage } from '../../src/core/labels.ts';
import type { Place } from '../../src/core/panel/panel.ts';
import type { PersonaSet } from '../../src/core/personas/persona-set.ts';
import type { ChatSurface } from '../../src/ports/chat-surface.ts';
import type { CheckState, CheckWish } from '../../src/ports/check-desk.ts';
import type { BudgetRules } from '../../src/ports/desks.ts';
import type { Documents } from '../../src/ports/documents.ts';
import type { LanguageModel } from '../../src/ports/language-model.ts';
import { openSetDesk } from './set-desk.ts';

/*
 * Checks alone, over a store in memory and a clock that can be put forward. Processes come and go; what is stored and what stands in the channel stays.
 */

const space = spaceId('test', 'checks');
const hourMs = 3_600_000;

/** Everything that outlives a process. It is noon. */
export const createCheckWorld = (rules: Partial<BudgetRules> = {}) => {
  let nowMs = Date.parse('2026-11-21T12:00:00.000Z');
  const clock = { ...systemClock, now: () => new Date(nowMs) };
  const documents = createMemoryDocuments({ clock });
  const budget = createBudgetDesk({
    budget: createMemoryBudget({ clock }),
    documents,
    standard: { tokensPerDay: 2_000_000, tokensPerPersonAndHour: 500_000, whenSpent: 'refuse', ...rules },
  });
  const shown = new Map<string, LabelledMessage>();
  const logged: string[] = [];
  const surface: ChatSurface = {
    name: 'test',
    limits: { nameUnits: 80, bodyUnits: 8_000, notificationUnits: 200 },
    paceMs: 0,
    paceKey: ({ channel }) => channel,
    post: async ({ key, message }) => {
      shown.set(key, message);
      return { outcome: 'sent', ref: key };
    },
    find: async ({ key }) => (shown.has(key) ? { found: key } : 'absent'),
    edit: async ({ ref, message }) => {
      shown.set(ref, message);
      return true;
    },
    remove: async () => false,
  };
  return {
    clock,
    documents,
    budget,
    surface,
    logged,
    /** What stands in the channel. */
    posted: (): readonly string[] => Array.from(shown.values(), ({ blocks }) => JSON.stringify(blocks)),
    buttons: (): readonly string[] => Array.from(shown.values()).flatMap(({ buttons }) => buttons.map(({ label }) => label)),
    /** Whether a moderator has paused the space. */
    isPaused: { now: false },
    putForward: (hours: number): void => {
      nowMs += hours * hourMs;
    },
  };
};
type World = ReturnType<typeof createCheckWorld>;

type Options = Readonly<{ sets: readonly PersonaSet[]; model: LanguageModel; documents?: Documents; isServed?: boolean; items?: string }>;

let processes = 0;

/** Starts a process in the world. `items` stands for the words of the frozen items. Sweeps are up to the test: nothing is taken up but by `go`. */
export const openCheckHouse = (world: World, { sets, model, documents = world.documents, isServed = true, items = '' }: Options) => {
  const { clock, budget, surface, logged } = world;
  const write = (event: string, fields?: object): void => {
    logged.push(JSON.stringify({ event, ...fields }));
  };
  const log = { info: write, warn: write, error: (event: string, _cause: unknown, fields?: object) => write(event, fields) };
  const system = { clock, random: systemRandom, log, digest: (text: string) => `${text.length}${items}` };
  processes += 1;
  const { desk, beside } = createChecks({
    ...system,
    documents,
    surfaces: new Map(isServed ? [['test', surface]] : []),
    sets: openSetDesk(sets),
    budget,
    models: createModels({ ...system, languageModels: [model] }),
    isPaused: async () => world.isPaused.now,
    times: { leaseMs: 30_000, restMs: 1 },
    owner: `process-${processes}`,
  });
  const runner = beside({ wake: () => {}, start: () => {}, drain: async () => {}, idle: async () => {} });
  const go = async (): Promise<CheckState> => {
    const state = await desk.state(space, '');
    if (isRefusal(state)) throw new Error(state.userMessage);
    await runner.idle();
    const after = await desk.state(space, '');
    await runner.idle();
    if (isRefusal(after)) throw new Error(after.userMessage);
    return after;
  };
  return {
    desk,
    space,
    /** Looks for open checks once, and waits until none can go on. */
    go,
    offer: (wish: Partial<CheckWish> = {}) => desk.offer(space, { set: '', size: 'quick', attributes: [], ...wish }),
    start: async (wish: Partial<CheckWish> = {}, place: Place = { surface: 'test', channel: 'c1' }) => {
      const state = await desk.start(space, {
        set: '',
        size: 'quick',
        attributes: [],
        version: 1,
        actor: { id: 'u1', name: 'Uma', role: 'moderator' },
        place,
        deliveryKey: systemRandom.id(),
        ...wish,
      });
      await runner.idle();
      return state;
    },
    close: () => runner.drain(0),
  };
};
