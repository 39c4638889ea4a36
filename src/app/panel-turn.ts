import { checkHonesty } from '../core/honesty.ts';
import type { SpaceId } from '../core/ids.ts';
import type { PanelPlan } from '../core/panel.ts';
import type { TurnResult } from '../core/panel-messages.ts';
import type { Persona } from '../core/persona.ts';
import type { GroundedReaction, Reaction } from '../core/reaction.ts';
import type { QuoteDesk } from '../ports/desks.ts';
import type { Log } from '../ports/log.ts';
import type { PersonaModel } from '../ports/persona-model.ts';

/** Quotes shown under one claim. Two are read; the rest is a button away. */
const quotesPerClaim = 2;

/** The claims of a reaction, each set beside the closest words of real people, or the fact that there are none. */
const ground = async (quotes: QuoteDesk, space: SpaceId, reaction: Reaction): Promise<GroundedReaction> => ({
  ...reaction,
  evidence: await Promise.all(
    reaction.answers.map((answer) =>
      Promise.all(answer.claims.map((claim) => quotes.search(space, { text: claim.text, filters: {}, limit: quotesPerClaim }))),
    ),
  ),
});

/** Every persona draws from its own stream, so that adding a persona does not change what another says. */
const seedFor = (seed: number, persona: string): number => {
  let hash = seed >>> 0;
  for (const letter of persona) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
};

/**
 * Carries out one turn: asks the engine, finds the evidence, checks the answer. A fault of the engine or a broken rule becomes
 * a result like any other, so the other personas go on.
 */
export const createTurn =
  (parts: { engine: PersonaModel; quotes: QuoteDesk; log: Log }) =>
  async (request: { space: SpaceId; panelId: string; plan: PanelPlan; persona: Persona; signal: AbortSignal }): Promise<TurnResult> => {
    const { space, panelId, plan, persona, signal } = request;
    try {
      const reaction = await parts.engine.react({ persona, stimulus: plan.stimulus, seed: seedFor(plan.seed, persona.id), signal });
      const grounded = await ground(parts.quotes, space, reaction);
      const problem = checkHonesty(persona, grounded, { fromFile: parts.engine.mark.kind === 'evidence' });
      if (!problem) return { kind: 'reaction', reaction: grounded };
      parts.log.warn('answer withheld', { panel: panelId, persona: persona.id, problem });
      return { kind: 'none', reason: problem };
    } catch (error) {
      if (!signal.aborted) parts.log.error('turn failed', error, { panel: panelId, persona: persona.id });
      return { kind: 'none', reason: 'failed' };
    }
  };
