import type { Prompt } from '../../src/core/prompt/prompt.ts';
import type { Completion, LanguageModel } from '../../src/ports/language-model.ts';

/** What a scripted model is asked, as the endpoint would see it. */
export type Call = Readonly<{ prompt: Prompt; schema: string; deadlineMs: number }>;

type Answer = string | Completion | Promise<string | Completion>;

/**
 * A language model that answers from a function, for conversations. It keeps the port's contract: it ends at its deadline, and rejects only
 * when it is aborted.
 */
export const scriptModel = (name: string, answer: (call: Call) => Answer): LanguageModel & { calls: Call[] } => {
  const calls: Call[] = [];
  return {
    name,
    calls,
    complete: async ({ prompt, schema, deadlineMs, signal }) => {
      signal.throwIfAborted();
      const call = { prompt, schema: schema.name, deadlineMs };
      calls.push(call);
      const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
      const said = await Promise.race([answer(call), aborted]);
      if (typeof said !== 'string') return said;
      return { outcome: 'answer', text: said, usage: { input: 1_000, output: 200, cached: 0, isEstimate: false } };
    },
  };
};

type Claim = Readonly<{ text: string; leans?: string; trait?: string | null }>;

const claimsOf = (claims: readonly Claim[]) => claims.map(({ text, leans = 'against', trait = null }) => ({ text, leans, trait }));

/** A well-formed answer to one headline, with one candidate or several. */
export const reactionText = (
  ...candidates: readonly Readonly<{ text: string; stance?: string; claims?: readonly Claim[]; probability?: number }>[]
): string =>
  JSON.stringify({
    candidates: candidates.map(({ text, stance = 'against', claims = [], probability = 1 }) => ({
      stance,
      text,
      claims: claimsOf(claims),
      change_my_mind: 'Seeing plainly what it costs.',
      probability,
    })),
    questions: ['When did you last look for a price?'],
  });

/** A well-formed answer to a comparison. `odds` are in the order of the options, no opinion last. */
export const choiceText = (odds: readonly number[], texts: readonly string[] = []): string =>
  JSON.stringify({
    options: odds.slice(0, -1).map((_, index) => ({
      option: 'ABCDE'[index],
      stance: 'depends',
      text: texts[index] ?? 'I would want to know more about this one.',
      claims: [],
    })),
    odds: odds.map((probability, index) => ({ choice: index === odds.length - 1 ? 'none' : 'ABCDE'[index], probability })),
    change_my_mind: 'A plain price.',
    questions: [],
  });
