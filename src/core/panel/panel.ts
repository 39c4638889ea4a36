import type { LastCheck } from '../check/result.ts';
import type { SpaceId } from '../ids.ts';
import { isStale } from '../personas/persona.ts';
import type { PersonaSet } from '../personas/persona-set.ts';
import { shuffle } from '../random.ts';
import type { Stimulus } from '../stimulus.ts';

/** Which surface a panel lives on, and where there. `thread` is the platform's id of the thread, once there is one. */
export type Place = Readonly<{ surface: string; channel: string; thread?: string }>;

/** Who asked. `id` is the platform's; `name` is shown to the team in the thread and never logged. */
export type Actor = Readonly<{ id: string; name: string; role: 'member' | 'moderator' }>;

/** What answers in place of people. */
export type EngineMark = Readonly<{ kind: 'evidence' | 'model'; name: string }>;

/** What a panel goes on from: the discussion of an earlier one, or one more question to one of its personas. */
export type Follows = Readonly<{ panelId: string; number: number; kind: 'discuss' | 'ask' }>;

/**
 * Everything that a panel needs to run and to be run again with the same result: who speaks in which order, on what, by
 * which engine, with which seed. `setKey` names the stored copy of the set, so that a changed file changes no running panel.
 */
export type PanelPlan = Readonly<{
  stimulus: Stimulus;
  set: Readonly<{ id: string; title: string; version: number }>;
  setKey: string;
  seats: readonly string[];
  /** How many of them were past their review date on the day of the panel. Absent when none. */
  stale?: number;
  /** How many rounds were asked for. With 2, a discussion follows by itself when this one closes. */
  rounds: 1 | 2;
  seed: number;
  engine: EngineMark;
  /** The language model of each seat, in the order of the seats. Absent when no language model was to speak. */
  models?: readonly string[];
  /** Why persona files answer although there is a language model. */
  instead?: 'budget';
  /** The last check of the set when the panel was planned. */
  checked?: LastCheck;
  /** Tokens reserved for this panel. */
  tokens?: number;
  follows?: Follows;
  /** What the set's record said when the panel was asked for, in one sentence. */
  track?: string;
  /** Blind votes on a comparison, up to the first answer that people can read. With minutes, answers wait that long for them, or for a reveal. */
  voting?: Readonly<{ holdMinutes: number }>;
}>;

/** What stands where a text stood that the space keeps no longer. */
export const textErased = '[no longer kept]';

/** The same plan without what was asked. Everything that was counted stays. */
export const withoutTexts = (plan: PanelPlan): PanelPlan => ({
  ...plan,
  stimulus: { asked: textErased, options: plan.stimulus.options.map(() => textErased) },
});

/** A panel's address inside its space. `number` is what people call it. */
export type PanelRef = Readonly<{ space: SpaceId; id: string; number: number }>;

/** What answers, as one mark: one language model, or two families side by side. */
export const markOfModels = (models: readonly string[]): EngineMark => ({
  kind: 'model',
  name: [...new Set(models)].join(' and '),
});

/** The engine of one seat. */
export const engineOfSeat = (plan: PanelPlan, persona: string): EngineMark => {
  const name = plan.models?.[plan.seats.indexOf(persona)];
  return name === undefined ? plan.engine : { kind: 'model', name };
};

/**
 * Plans a panel: pure, so the same set, stimulus and seed give the same seats. The order is drawn, because a fixed first voice frames the rest.
 * With two models every other seat gets the second, so that neither family has the louder half.
 */
export const planPanel = (request: {
  stimulus: Stimulus;
  set: PersonaSet;
  setKey: string;
  seed: number;
  engine: EngineMark;
  rounds?: 1 | 2;
  models?: readonly string[];
  /** The day in UTC, for review dates. */
  today?: string;
}): PanelPlan => {
  const { stimulus, set, setKey, seed, models = [], today = '' } = request;
  const stale = set.personas.filter((persona) => isStale(persona, today)).length;
  const seats = shuffle(
    set.personas.map((persona) => persona.id),
    seed,
  );
  return {
    stimulus,
    set: { id: set.id, title: set.title, version: set.version },
    setKey,
    seats,
    ...(stale > 0 ? { stale } : {}),
    rounds: request.rounds ?? 1,
    seed,
    engine: models.length > 0 ? markOfModels(models) : request.engine,
    ...(models.length > 0 ? { models: seats.map((_, seat) => models[seat % models.length] ?? '') } : {}),
  };
};

/** Plans what goes on from a panel: the same set, and for each persona the model that it had. */
export const planFollowUp = (
  plan: PanelPlan,
  request: { follows: Follows; stimulus: Stimulus; personas: readonly string[]; seed: number },
): PanelPlan => {
  const seats = shuffle(request.personas, request.seed);
  const models = seats.map((persona) => engineOfSeat(plan, persona).name);
  return {
    stimulus: request.stimulus,
    set: plan.set,
    setKey: plan.setKey,
    seats,
    rounds: 1,
    seed: request.seed,
    engine: markOfModels(models),
    models,
    follows: request.follows,
  };
};

/** Which round people see: a discussion is the second round of the panel that it follows. */
export const roundOf = ({ follows }: PanelPlan): 1 | 2 => (follows?.kind === 'discuss' ? 2 : 1);
