import type { LabelledMessage } from '../../core/labels.ts';
import { closingMessage } from '../../core/panel/closing.ts';
import { closingKey, type PanelState, rootKey, turnKey } from '../../core/panel/panel-machine.ts';
import { rootMessage } from '../../core/panel/root-message.ts';
import { summariseSpeech } from '../../core/panel/summary.ts';
import { turnMessage } from '../../core/panel/turn-message.ts';
import type { PersonaSet } from '../../core/personas/persona-set.ts';
import type { Heard } from '../../core/prompt/prompt.ts';
import { type Evidence, mayLeave, type Quote } from '../../core/quotes/quotes.ts';
import type { ChatSurface } from '../../ports/chat-surface.ts';
import type { PanelRecord } from '../../ports/journal.ts';
import { isScored } from '../score/score-book.ts';
import { addUpClosing } from './panel-closing.ts';
import { factsOf, personaOf, readSeats, resultOf } from './panel-record.ts';
import type { RunParts } from './run-parts.ts';

/** Under which kind the quotes in closing messages are written down, by panel. */
export const shownQuotesKind = 'shown-quotes';

/** Quotes about the stimulus itself: shown in the last message for each option, and given to personas that a language model speaks. */
const quotesPerOption = 3;

/** Everything that one panel's messages and prompts are made of, read when it is needed and once. */
export class PanelWords {
  readonly #parts: RunParts;
  readonly #panel: PanelRecord;
  readonly #set: PersonaSet;
  readonly #surface: ChatSurface;
  #voices: Promise<readonly Evidence[]> | undefined;
  #earlier: Promise<PanelRecord | undefined> | undefined;

  constructor(parts: RunParts, panel: PanelRecord, set: PersonaSet, surface: ChatSurface) {
    this.#parts = parts;
    this.#panel = panel;
    this.#set = set;
    this.#surface = surface;
  }

  /** What real people said close to each option. */
  readonly voices = (): Promise<readonly Evidence[]> => {
    const { options } = this.#panel.plan.stimulus;
    const search = (text: string) => this.#parts.quotes.search(this.#panel.ref.space, { text, filters: {}, limit: quotesPerOption });
    this.#voices ??= Promise.all(options.map(search));
    return this.#voices;
  };

  /** Verbatim words for a prompt, each once. */
  async quotes(): Promise<readonly Quote[]> {
    const found = (await this.voices()).flatMap(({ quotes }) => quotes.map(({ quote }) => quote));
    return [...new Map(found.filter(mayLeave).map((quote) => [quote.id, quote])).values()];
  }

  /** The panel that this one goes on from. */
  earlier(): Promise<PanelRecord | undefined> {
    const { plan, ref } = this.#panel;
    this.#earlier ??= plan.follows ? this.#parts.journal.read(ref.space, plan.follows.panelId) : Promise.resolve(undefined);
    return this.#earlier;
  }

  /**
   * What a persona has heard before it answers. In a discussion what every persona said; with a further question what was asked before and
   * what it said to it itself.
   */
  async heard(personaId: string): Promise<readonly Heard[]> {
    const earlier = await this.earlier();
    if (!earlier) return [];
    const answers = await this.#parts.journal.answers(earlier.ref.space, earlier.ref.id);
    const said = (id: string): Heard => {
      const name = id === personaId ? 'You, before' : `${personaOf(this.#set, id).name}, an AI persona`;
      return { name, said: summariseSpeech(resultOf(earlier, answers, id)) };
    };
    if (this.#panel.plan.follows?.kind === 'discuss') return earlier.plan.seats.map(said).filter((one) => one.said !== '');
    return [{ name: 'What was asked before', said: earlier.plan.stimulus.options.join(' | ') }, said(personaId)];
  }

  /** Makes the message with this key, as things stand. */
  async messageOf(key: string, state: PanelState, signal: AbortSignal): Promise<LabelledMessage> {
    const facts = factsOf(this.#panel, state);
    const { limits } = this.#surface;
    const now = this.#parts.clock.now().toISOString();
    if (key === rootKey) return rootMessage(facts, limits);
    if (key === closingKey) return closingMessage(facts, await this.#closing(signal), now, limits);
    const turn = state.turns.find(({ persona, round }) => turnKey(persona, round) === key);
    if (!turn) throw new Error(`no turn for message ${key}`);
    const answers = await this.#parts.journal.answers(this.#panel.ref.space, this.#panel.ref.id);
    return turnMessage(facts, personaOf(this.#set, turn.persona), resultOf(this.#panel, answers, turn.persona), now, limits);
  }

  /** Which quotes the last message shows: they are stored nowhere else, and must be found again when one is taken back. */
  async #noteShown(voices: readonly Evidence[]): Promise<void> {
    const { space, id } = this.#panel.ref;
    const ids = voices.flatMap(({ quotes }) => quotes.map(({ quote }) => quote.id));
    if (ids.length === 0) return;
    await this.#parts.documents.put(space, { kind: shownQuotesKind, id, value: { ids }, author: 'sounding-board', expectedVersion: 0 });
  }

  async #closing(signal: AbortSignal) {
    const earlier = await this.earlier();
    const { journal, scores } = this.#parts;
    const panel = this.#panel;
    const [seats, voices, before] = await Promise.all([
      readSeats(journal, this.#panel, this.#set),
      this.voices(),
      earlier && this.#panel.plan.follows?.kind === 'discuss' ? readSeats(journal, earlier, this.#set) : undefined,
    ]);
    await this.#noteShown(voices);
    const score = isScored(panel) ? { item: await scores.item(panel), shrinkage: await scores.shrinkage(panel) } : undefined;
    return addUpClosing(this.#parts, panel, { seats, voices, ...(before ? { before } : {}), ...(score ? { score } : {}) }, signal);
  }
}
