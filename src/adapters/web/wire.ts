import type { Form } from '../../core/form.ts';
import type { LabelledMessage } from '../../core/labels.ts';
import type { Press } from '../../core/message.ts';
import type { BacktestState } from '../../ports/backtest-desk.ts';
import type { BatchSummary } from '../../ports/quote-index.ts';

/*
 * What travels between the playground's server and its page, and what the transcript keeps. Types only: the page imports this file too.
 */

/**
 * A labelled message as data. Made by `toWire` from a real one, never from anything else. `done` says what was done, where its buttons were taken away because that
 * is done once only.
 */
export type WireMessage = Pick<LabelledMessage, 'kind' | 'sender' | 'label' | 'notification' | 'blocks' | 'buttons' | 'metadata'> &
  Readonly<{ done?: string }>;

/** A text that the person may save under this name. */
export type WireFile = Readonly<{ name: string; text: string }>;

/**
 * What one entry of the chat holds: a posted message, a line that the person typed (with the file that went with it), or what only
 * that person sees in answer.
 */
export type Content =
  | Readonly<{ type: 'message'; message: WireMessage }>
  | Readonly<{ type: 'typed'; text: string; file?: Readonly<{ name: string; bytes: number }> }>
  | Readonly<{ type: 'private'; messages: readonly WireMessage[]; file?: WireFile }>
  | Readonly<{ type: 'refusal'; userMessage: string; typed: string }>;

/** One entry of the chat. `seq` grows with each change; `order` is the `seq` at which the entry first appeared, and is its place. */
export type WireEntry = Readonly<{ id: string; seq: number; order: number; thread?: string; at: string; content: Content }>;

/** One option of an action, for completion and help. */
export type WireOption = Readonly<{ name: string; about: string; choices: readonly string[] }>;

/** One thing that a command can do, as far as the page needs to know. */
export type WireAction = Readonly<{
  path: readonly string[];
  about: string;
  takes?: Readonly<{ name: string; about: string; example: string }>;
  options: readonly WireOption[];
  file?: string;
  /** It answers with a form of its own. */
  opensForm?: true;
}>;

/** One command, without its hidden actions. */
export type WireCommand = Readonly<{ name: string; about: string; actions: readonly WireAction[] }>;

/** One persona set, by name. */
type WireSet = Readonly<{ id: string; title: string; about: string; personas: readonly Readonly<{ id: string; name: string }>[] }>;

/** A part of the chat, threads whole. `earlier` is what to ask for to get the part before it; without it there is none. */
export type WirePage = Readonly<{ entries: readonly WireEntry[]; earlier?: number }>;

/** Everything that a fresh page needs, with the newest part of the chat. Every change after `lastSeq` comes with the events. */
export type StateResponse = WirePage &
  Readonly<{
    commands: readonly WireCommand[];
    /** The language in which the commands are described, for screen readers. Everything else is in English. */
    language: string;
    sets: readonly WireSet[];
    engine: Readonly<{ kind: 'evidence' | 'model'; name: string }>;
    version: string;
    maxImportBytes: number;
    lastSeq: number;
  }>;

/** Which button of which entry a person pressed. With a form in between, its press is not the one that is asked for. */
export type PressedIn = Readonly<{ entry: string; press: Press }>;

/** What the page asks for: a typed line, or the press of a button. `deliveryKey` makes a repeated request harmless. */
export type InvokeRequest = Readonly<{ deliveryKey: string; thread?: string } & ({ line: string } | { press: Press; from?: PressedIn })>;

/** The answer to one request. `typed` goes back into the composer; `form` is to be filled in, and its press asked for with what was filled in. */
export type InvokeResponse =
  | Readonly<{ outcome: 'done'; messages: readonly WireMessage[]; panel?: number; form?: Form; file?: WireFile }>
  | Readonly<{ outcome: 'refused'; userMessage: string; typed?: string }>;

/**
 * One sealed forecast as the record shows it, in words. `sealedText` is what `commitment` is the SHA-256 of. `verdict` is about the panel's pick: `open` without
 * an outcome, `none` where the outcome says nothing about it.
 */
export type WireForecast = Readonly<{
  panel: number;
  options: readonly string[];
  set: string;
  models: string;
  sealedAt: string;
  forecast: string;
  control: string;
  votes: string;
  outcome: string;
  verdict: 'right' | 'wrong' | 'open' | 'none';
  commitment: string;
  sealedText: string;
}>;

/** A page of forecasts, newest first. `label` says of all of them what they are. */
export type WireForecasts = Readonly<{ label: string; forecasts: readonly WireForecast[]; older?: number }>;

/** How a backtest stands: nothing when none was chosen, the sentence of a refusal, or the run with its scores so far. */
export type BacktestAnswer = Readonly<{ refused?: string; run?: Omit<BacktestState, 'blocks'>; scores?: WireMessage }>;

/** Imports of quotes that are under way, with the rows stored so far. */
export type WireImports = readonly Pick<BatchSummary, 'fileName' | 'quotes'>[];
