import { checkHonesty, type HonestyProblem } from '../../core/honesty/honesty.ts';
import { type StakesTopic, stakesOf } from '../../core/honesty/stakes.ts';
import type { SpaceId } from '../../core/ids.ts';
import { isEndpointFailure } from '../../core/model-failure.ts';
import { type EngineMark, engineOfSeat, type PanelPlan } from '../../core/panel/panel.ts';
import type { GroundedReaction, Reaction } from '../../core/panel/reaction.ts';
import type { TurnResult } from '../../core/panel/turn.ts';
import type { Persona } from '../../core/personas/persona.ts';
import type { Heard } from '../../core/prompt/prompt.ts';
import type { Evidence, Quote } from '../../core/quotes/quotes.ts';
import type { Stimulus } from '../../core/stimulus.ts';
import { addTokens, noTokens, type UsedTokens } from '../../core/usage.ts';
import type { QuoteDesk } from '../../ports/desks.ts';
import type { Log } from '../../ports/log.ts';
import type { EngineAnswer, PersonaModel, TurnQuestion } from '../../ports/persona-model.ts';

/** Quotes shown under one claim. Two are read; the rest is a button away. */
const quotesPerClaim = 2;

/** What one turn is about. `quotes` and `heard` are the same for every persona of a panel but for its own words. */
type TurnRequest = Readonly<{
  space: SpaceId;
  panelId: string;
  plan: PanelPlan;
  persona: Persona;
  quotes: readonly Quote[];
  heard: readonly Heard[];
  signal: AbortSignal;
}>;

/** Carries out one persona's turn. Never rejects. */
export type TakeTurn = (request: TurnRequest) => Promise<TurnResult>;

/** Who may answer: the evidence engine, which is always there, and one engine for each language model, by its name. */
type Engines = Readonly<{ evidence: PersonaModel; models: ReadonlyMap<string, PersonaModel> }>;

type TurnParts = Readonly<{ engines: Engines; quotes: Pick<QuoteDesk, 'search'>; log: Log }>;

/** The quotes that the persona rests on come first; where none of them is close, all are looked at. */
const searchFor = async (quotes: TurnParts['quotes'], space: SpaceId, { groundedIn }: Persona, text: string): Promise<Evidence> => {
  const own = groundedIn && (await quotes.search(space, { text, filters: groundedIn, limit: quotesPerClaim }));
  return own?.verdict === 'quotes' && !own.samples ? own : quotes.search(space, { text, filters: {}, limit: quotesPerClaim });
};

/** The claims of a reaction, each set beside the closest words of real people, or the fact that there are none. */
const ground = async (quotes: TurnParts['quotes'], space: SpaceId, persona: Persona, reaction: Reaction): Promise<GroundedReaction> => ({
  ...reaction,
  evidence: await Promise.all(
    reaction.answers.map((answer) => Promise.all(answer.claims.map((claim) => searchFor(quotes, space, persona, claim.text)))),
  ),
});

/** Every persona draws from its own stream, so that adding a persona does not change what another says. */
const seedFor = (seed: number, persona: string): number => {
  let hash = seed >>> 0;
  for (const letter of persona) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
};

/** The subject of a stimulus, worked out once for all seats of a panel. */
const topics = new WeakMap<Stimulus, { stakes?: StakesTopic }>();

const topicOf = (stimulus: Stimulus): { stakes?: StakesTopic } => {
  const known = topics.get(stimulus);
  if (known) return known;
  const stakes = stakesOf(stimulus);
  const topic = stakes === undefined ? {} : { stakes };
  topics.set(stimulus, topic);
  return topic;
};

const toQuestion = ({ space, plan, persona, quotes, heard, signal }: TurnRequest): TurnQuestion => ({
  space,
  setKey: plan.setKey,
  persona,
  stimulus: plan.stimulus,
  seed: seedFor(plan.seed, persona.id),
  quotes,
  heard,
  ...topicOf(plan.stimulus),
  signal,
});

const withTokens = (tokens: UsedTokens | undefined) => (tokens === undefined ? {} : { tokens });

const sum = (one: UsedTokens | undefined, other: UsedTokens | undefined): UsedTokens | undefined =>
  one === undefined && other === undefined ? undefined : addTokens(one ?? noTokens, other ?? noTokens);

class Turn {
  readonly #parts: TurnParts;
  readonly #request: TurnRequest;
  readonly #question: TurnQuestion;

  constructor(parts: TurnParts, request: TurnRequest) {
    this.#parts = parts;
    this.#request = request;
    this.#question = toQuestion(request);
  }

  async take(): Promise<TurnResult> {
    const { plan, persona } = this.#request;
    const { engines } = this.#parts;
    const mark = engineOfSeat(plan, persona.id);
    if (mark.kind === 'evidence') return this.#ask(engines.evidence);
    const model = engines.models.get(mark.name);
    // The panel was planned with a model that is no longer configured.
    if (!model) return this.#fallBack({ engine: mark, kind: 'none', reason: 'unknown-model' });
    return this.#fallBack(await this.#ask(model));
  }

  /** When the endpoint is at fault, the persona's file answers in its place, under its own label. What was heard it cannot answer to. */
  async #fallBack(result: TurnResult): Promise<TurnResult> {
    if (result.kind !== 'none' || !isEndpointFailure(result.reason) || this.#request.plan.follows) return result;
    return { ...(await this.#ask(this.#parts.engines.evidence)), instead: result.reason, ...withTokens(result.tokens) };
  }

  async #ask(engine: PersonaModel, mend?: HonestyProblem): Promise<TurnResult> {
    const answer = await engine.react(mend === undefined ? this.#question : { ...this.#question, mend });
    const common = { engine: engine.mark, ...withTokens(answer.tokens) };
    const { stakes } = this.#question;
    if (answer.kind === 'none') return { ...common, kind: 'none', reason: answer.reason };
    if (answer.kind === 'questions') {
      if (!stakes) throw new TypeError('questions without stakes');
      return { ...common, kind: 'questions', topic: stakes, questions: answer.questions };
    }
    return this.#check(engine, answer, common, mend);
  }

  /** Sets the claims beside quotes and checks the whole. A broken rule may be mended once. */
  async #check(
    engine: PersonaModel,
    answer: EngineAnswer & { kind: 'reaction' },
    common: { engine: EngineMark; tokens?: UsedTokens },
    mend: HonestyProblem | undefined,
  ): Promise<TurnResult> {
    const { space, persona, plan, panelId } = this.#request;
    const reaction = await ground(this.#parts.quotes, space, persona, answer.reaction);
    const problem = checkHonesty(persona, reaction, {
      fromFile: engine.mark.kind === 'evidence',
      stimulus: plan.stimulus,
      given: this.#given(),
    });
    if (!problem) return { ...common, kind: 'reaction', reaction };
    this.#parts.log.warn('answer withheld', { panel: panelId, persona: persona.id, problem });
    if (engine.mark.kind === 'evidence' || answer.isMended === true || mend !== undefined)
      return { ...common, kind: 'none', reason: problem };
    const second = await this.#ask(engine, problem);
    return { ...second, ...withTokens(sum(common.tokens, second.tokens)) };
  }

  #given(): readonly string[] {
    const { quotes, heard } = this.#request;
    return [...quotes.map(({ text }) => text), ...heard.flatMap(({ name, said }) => [name, said])];
  }
}

/**
 * Carries out one turn: asks the engine of the seat, finds the evidence, checks the answer. A fault of the engine or a broken rule becomes
 * a result like any other, so the other personas go on.
 */
export const createTurn =
  (parts: TurnParts): TakeTurn =>
  async (request) => {
    const { panelId, persona, plan, signal } = request;
    try {
      return await new Turn(parts, request).take();
    } catch (error) {
      if (!signal.aborted) parts.log.error('turn failed', error, { panel: panelId, persona: persona.id });
      return { engine: engineOfSeat(plan, persona.id), kind: 'none', reason: 'failed' };
    }
  };
