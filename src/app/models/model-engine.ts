import { checkSpoken, type HonestyProblem } from '../../core/honesty/honesty.ts';
import type { ModelFailure } from '../../core/model-failure.ts';
import { maxOutputTokens, schemaFor } from '../../core/prompt/answer-schema.ts';
import { drawReaction } from '../../core/prompt/draw.ts';
import { mendPrompt } from '../../core/prompt/mend-prompt.ts';
import { buildPrompt, kindOf, type Prompt } from '../../core/prompt/prompt.ts';
import { readAnswer } from '../../core/prompt/read-answer.ts';
import { shuffle } from '../../core/random.ts';
import { addTokens, noTokens, type UsedTokens } from '../../core/usage.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LanguageModel } from '../../ports/language-model.ts';
import type { EngineAnswer, PersonaModel, TurnQuestion } from '../../ports/persona-model.ts';
import type { Random } from '../../ports/random.ts';
import { callModel } from './model-call.ts';

/** What the engine of one language model needs. */
export type ModelEngineParts = Readonly<{
  model: LanguageModel;
  clock: Clock;
  random: Random;
  digest: (text: string) => string;
  /** Longest time for one turn, with its repair, in milliseconds. */
  deadlineMs: number;
  /** Tokens that a model may think with before it answers, on top of the longest answer. */
  thinkingTokens: number;
}>;

/** A second call is worth it while this part of the time is left. */
const worthwhile = 1 / 8;

/** The same for every panel of one persona in one space, so that a provider finds the prefix again; says nothing of either. */
export const cacheKeyOf = (digest: (text: string) => string, parts: readonly string[]): string => digest(parts.join('\n')).slice(0, 32);

/** What came of one call: an answer for the turn, or a problem that a second call might mend. */
type Attempt = Readonly<{ answer: EngineAnswer } | { mendable: HonestyProblem | 'malformed' }>;

class Asking {
  readonly #parts: ModelEngineParts;
  readonly #question: TurnQuestion;
  readonly #from: number;
  #tokens: UsedTokens = noTokens;

  constructor(parts: ModelEngineParts, question: TurnQuestion) {
    this.#parts = parts;
    this.#question = question;
    this.#from = parts.clock.monotonicMs();
  }

  async ask(): Promise<EngineAnswer> {
    const { mend } = this.#question;
    const first = await this.#attempt(mend === undefined ? this.#prompt() : mendPrompt(this.#prompt(), mend));
    if ('answer' in first) return { ...first.answer, tokens: this.#tokens, isMended: mend !== undefined };
    const none = (reason: HonestyProblem | ModelFailure): EngineAnswer => ({ kind: 'none', reason, tokens: this.#tokens, isMended: true });
    if (mend !== undefined || this.#leftMs() < this.#parts.deadlineMs * worthwhile) return none(first.mendable);
    const second = await this.#attempt(mendPrompt(this.#prompt(), first.mendable));
    if ('answer' in second) return { ...second.answer, tokens: this.#tokens, isMended: true };
    return none(second.mendable);
  }

  #leftMs(): number {
    return this.#parts.deadlineMs - (this.#parts.clock.monotonicMs() - this.#from);
  }

  #prompt(): Prompt {
    const { persona, stimulus, quotes, heard, stakes, seed } = this.#question;
    // Where an option stands sways a model, so each persona sees them in an order of its own.
    const order = shuffle([...stimulus.options.keys()], seed);
    return buildPrompt({
      persona,
      stimulus,
      quotes,
      heard,
      ...(stakes === undefined ? {} : { stakes }),
      order,
      mark: this.#parts.random.id().replaceAll('-', ''),
    });
  }

  async #attempt(prompt: Prompt): Promise<Attempt> {
    const { persona, stimulus, signal, space, setKey } = this.#question;
    const kind = kindOf(this.#question);
    const options = stimulus.options.length;
    const said = await callModel(this.#parts.model, {
      prompt,
      schema: schemaFor(kind, options),
      maxOutputTokens: maxOutputTokens(kind, options) + this.#parts.thinkingTokens,
      cacheKey: cacheKeyOf(this.#parts.digest, [space, setKey, persona.id]),
      deadlineMs: Math.max(1, this.#leftMs()),
      signal,
    });
    this.#tokens = addTokens(this.#tokens, said.tokens);
    if ('failure' in said)
      return said.failure === 'malformed' ? { mendable: 'malformed' } : { answer: { kind: 'none', reason: said.failure } };
    return this.#read(said.text);
  }

  #read(text: string): Attempt {
    const { persona, stimulus, seed, quotes, heard } = this.#question;
    const read = readAnswer(text, { kind: kindOf(this.#question), persona, options: stimulus.options.length });
    if (read.outcome === 'failed') {
      return read.failure === 'malformed' ? { mendable: 'malformed' } : { answer: { kind: 'none', reason: read.failure } };
    }
    const { draft } = read;
    if (draft.kind === 'control') return { mendable: 'malformed' };
    const given = [...quotes.map((quote) => quote.text), ...heard.flatMap(({ name, said }) => [name, said])];
    if (draft.kind === 'questions') {
      const problem = checkSpoken(persona, { answers: [], questions: draft.questions }, { stimulus, given });
      return problem ? { mendable: problem } : { answer: { kind: 'questions', questions: draft.questions } };
    }
    const problemOf = (reaction: Parameters<typeof checkSpoken>[1]) => checkSpoken(persona, reaction, { stimulus, given });
    const drawn = drawReaction(draft, { seed, model: this.#parts.model.name, problemOf });
    return drawn.outcome === 'unfit' ? { mendable: drawn.problem } : { answer: { kind: 'reaction', reaction: drawn.reaction } };
  }
}

/**
 * The engine of one language model: prompt, call, reading, honesty checks and a draw. An answer that cannot be read or breaks a rule is asked
 * for once more, with the rule named; after that it is withheld.
 */
export const createModelEngine = (parts: ModelEngineParts): PersonaModel => ({
  mark: { kind: 'model', name: parts.model.name },
  react: (question) => new Asking(parts, question).ask(),
});
