import { toStimulus } from '../../core/check/items.ts';
import type { CheckAnswer } from '../../core/check/measure.ts';
import { type CheckCall, personaOf } from '../../core/check/plan.ts';
import { scoreOdds, scoreReaction } from '../../core/check/score.ts';
import type { SpaceId } from '../../core/ids.ts';
import { isEndpointFailure } from '../../core/model-failure.ts';
import type { Persona } from '../../core/personas/persona.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import { noTokens, type UsedTokens } from '../../core/usage.ts';
import type { Log } from '../../ports/log.ts';
import type { EngineAnswer } from '../../ports/persona-model.ts';
import type { Models } from '../models/models.ts';

/** One call carried out. `failure` names what the endpoint did wrong. */
export type Asked = Readonly<{ answer: CheckAnswer; tokens: UsedTokens; failure?: string }>;

type Parts = Readonly<{
  models: Models;
  log: Log;
  space: SpaceId;
  set: PersonaSet;
  /** What was reserved for one call. It stands in where a server does not say what it used. */
  tokensPerCall: number;
  signal: AbortSignal;
}>;

/** Answers are scored when they may be shown on a panel, and only then. */
const toAnswer = ({ key, isReversed }: CheckCall, answer: EngineAnswer): Omit<Asked, 'tokens'> => {
  if (answer.kind === 'none' && isEndpointFailure(answer.reason)) return { answer: { key, missing: 'failed' }, failure: answer.reason };
  const score = answer.kind === 'reaction' ? scoreReaction(answer.reaction, isReversed) : undefined;
  return { answer: score ? { key, ...score } : { key, missing: 'withheld' } };
};

/**
 * Asks as panels ask: the same engines, prompts and rules, without quotes and without others to hear, so that only persona, item and model decide. Rejects only
 * when it is aborted.
 */
export const createAsk = ({ models, log, space, set, tokensPerCall, signal }: Parts): ((call: CheckCall) => Promise<Asked>) => {
  const changed = new Map<string, Persona | undefined>();
  const speakerOf = ({ arm, persona }: CheckCall): Persona | undefined => {
    const key = `${arm}/${persona}`;
    const file = set.personas.find(({ id }) => id === persona);
    // The same object each time: prompts are remembered by it.
    if (!changed.has(key)) changed.set(key, file && personaOf(file, arm));
    return changed.get(key);
  };
  const askControl = async ({ key, item, isReversed, seed }: CheckCall): Promise<Asked> => {
    const { odds, tokens } = await models.control({ space, stimulus: toStimulus(item, isReversed), seed, signal });
    return { answer: odds ? { key, ...scoreOdds(odds, isReversed) } : { key, missing: 'failed' }, tokens };
  };
  const askPersona = async (call: CheckCall): Promise<Asked> => {
    const [engine, persona] = [models.engines.get(call.model), speakerOf(call)];
    if (!engine || !persona) return { answer: { key: call.key, missing: 'failed' }, tokens: noTokens, failure: 'unknown-model' };
    const { item, isReversed, seed, arm } = call;
    const setKey = `${set.id}@${set.version}/${arm}`;
    const stimulus = toStimulus(item, isReversed);
    const answer = await engine.react({ space, setKey, persona, stimulus, seed, quotes: [], heard: [], signal });
    return { ...toAnswer(call, answer), tokens: answer.tokens ?? noTokens };
  };
  const known = (tokens: UsedTokens): UsedTokens =>
    tokens.isEstimate ? { calls: tokens.calls, input: Math.ceil(tokensPerCall), output: 0, cached: 0, isEstimate: true } : tokens;
  return async (call) => {
    try {
      const asked = await (call.arm === 'control' ? askControl(call) : askPersona(call));
      return { ...asked, tokens: known(asked.tokens) };
    } catch (error) {
      if (signal.aborted) throw error;
      log.error('check call failed', error, { arm: call.arm });
      return { answer: { key: call.key, missing: 'failed' }, tokens: noTokens, failure: 'overloaded' };
    }
  };
};
