import type { Chart } from './chart.ts';
import type { PanelStatus } from './panel/panel-machine.ts';
import type { Stance } from './panel/reaction.ts';
import type { Permission } from './quotes/quotes.ts';

/*
 * What a message is made of before a platform renders it: plain text in named pieces. Nothing here is markup, so each surface
 * escapes for itself and no text can become a link, a mention or a heading.
 */

/**
 * What fits on a surface, in UTF-16 units as the platforms count. `tableUnits` is what a message of tables may hold where a table takes more room than its cells,
 * because it is written out in lines.
 */
export type MessageLimits = Readonly<{ nameUnits: number; bodyUnits: number; notificationUnits: number; tableUnits?: number }>;

/** Verbatim words in their own shape. `human` is false for samples. `cleaned`: hidden characters were left out of what is shown. */
export type QuoteBlock = Readonly<{
  type: 'quote';
  /** The id of a stored quote, by which it is found when it is taken back. */
  id?: string;
  text: string;
  words: readonly string[];
  attribution: string;
  permission: Permission;
  human: boolean;
  cleaned: boolean;
}>;

/** What real people said about a claim, or that none did. `sentence` always says how many quotes were searched. */
export type EvidenceBlock = Readonly<{ verdict: 'quotes' | 'nothing'; human: boolean; sentence: string; quotes: readonly QuoteBlock[] }>;

/** One claim as shown: the words, what set it off, the trait and basis it rests on, and the evidence. */
export type ClaimBlock = Readonly<{
  text: string;
  touched: string;
  ground: string;
  basis: 'data' | 'assumption' | 'invention';
  evidence: EvidenceBlock;
}>;

/**
 * A persona's answer to one option. `option` is there in comparisons only. `text` is its first-person speech when a language model wrote it, else
 * `''`.
 */
export type AnswerBlock = Readonly<{
  type: 'answer';
  option?: Readonly<{ letter: string; text: string }>;
  stance: Stance;
  stanceText: string;
  text: string;
  claims: readonly ClaimBlock[];
  unmentioned: string;
}>;

/** How far a panel is. `text` says the same in words: `3 of 5 personas have answered`. */
export type ProgressBlock = Readonly<{ type: 'progress'; done: number; total: number; status: PanelStatus; text: string }>;

/**
 * How one persona would choose between the options, as a forecast. `rows` are in the order of the options, "no opinion" last; `share` is
 * between 0 and 1 and `text` says it in words (`62 in 100`). `sentence` says what was drawn and that this is no share of people.
 */
export type OddsBlock = Readonly<{
  type: 'odds';
  rows: ReadonlyArray<Readonly<{ label: string; share: number; text: string; drawn: boolean }>>;
  sentence: string;
}>;

/**
 * How many different voices were in the room. `voices` is the effective number of voices out of `of` personas; `sentence` and `reference` say in words
 * what that means beside what people show.
 */
export type SpreadBlock = Readonly<{ type: 'spread'; voices: number; of: number; sentence: string; reference: string }>;

/** Figures as a picture where pictures can be shown, and the same in `words`, one line each. Made by `chartBlock`. */
export type ChartBlock = Readonly<{ type: 'chart'; chart: Chart; words: readonly string[] }>;

export type Block =
  | Readonly<{ type: 'heading' | 'text' | 'note'; text: string }>
  | Readonly<{ type: 'list'; title: string; items: readonly string[] }>
  | Readonly<{ type: 'table'; title: string; columns: readonly string[]; rows: ReadonlyArray<readonly string[]> }>
  | ProgressBlock
  | AnswerBlock
  | OddsBlock
  | SpreadBlock
  | ChartBlock
  | QuoteBlock;

/** What pressing a button asks for: an action of a declared command, as if it had been typed. Rights are checked at the press. */
export type Press = Readonly<{ command: string; action: readonly string[]; options: Readonly<Record<string, string>> }>;

/**
 * A button. With `asks`, pressing it first asks the person for one line of text, at most `maxUnits` UTF-16 units, which goes into the named option of
 * the press: a small form on each platform.
 */
export type Button = Readonly<{
  label: string;
  style: 'plain' | 'danger';
  press: Press;
  asks?: Readonly<{ option: string; label: string; placeholder: string; maxUnits: number }>;
}>;
