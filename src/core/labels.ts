import { type BasisCounts, describeBasisCounts } from './basis.ts';
import { fitBlocks } from './fit.ts';
import type { Block, Button, MessageLimits } from './message.ts';
import { cutToUnits, onOneLine } from './text.ts';

export type { MessageLimits } from './message.ts';

/*
 * The one place where messages get their labels. Everything that people read passes through here, and a surface accepts nothing else:
 * `LabelledMessage` has a private member, so no other module can make one, and a forged copy fails `isLabelledMessage`.
 */

/** The end of every persona's name. Never cut. */
export const personaSuffix = ' · AI persona';

/** The labels, as people read them. One for each arm; nothing chooses or changes them but the arm. */
export const labels = {
  'ai-speech': 'AI-generated. Not a real person.',
  'evidence-speech': 'Not a real person. Assembled from the persona file. No language model.',
  'ai-digest': 'Partly AI-generated. Only marked quotes are words of real people.',
  'human-quotes': 'Words of real people, verbatim.',
  'sample-lines': 'Sample lines. Nobody’s words.',
  notice: 'From the bot. Not a person.',
} as const;

/** Which kind of message this is. The arms carry different facts, and none can stand in for another. */
export type MessageKind = keyof typeof labels;

/** IPTC digital source types (cv.iptc.org/newscodes/digitalsourcetype, read 2026-11-21). Quotes have none: people said them. */
const iptc = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
/** The digital source type of what a language model made. */
export const aiSource = `${iptc}trainedAlgorithmicMedia`;
const sourceTypes = {
  'ai-speech': aiSource,
  'evidence-speech': `${iptc}algorithmicMedia`,
  'ai-digest': `${iptc}compositeWithTrainedAlgorithmicMedia`,
  'human-quotes': '',
  'sample-lines': '',
  notice: `${iptc}algorithmicMedia`,
} as const satisfies Record<MessageKind, string>;

/** Facts that a machine can read beside a message. Ids and counts only, never content. */
export type Metadata = Readonly<Record<string, string | number>>;

const secret = Symbol('only labels.ts makes messages');

class Labelled {
  readonly #sealed = true;
  readonly kind: MessageKind;
  /** The name above the message. `persona` is there when a persona speaks, and only then. */
  readonly sender: Readonly<{ name: string; persona?: Readonly<{ id: string; name: string }> }>;
  /** The label in the body. Every surface shows it with every message. */
  readonly label: string;
  /** What a notification or a screen reader says first. Starts with the label. */
  readonly notification: string;
  readonly blocks: readonly Block[];
  readonly buttons: readonly Button[];
  readonly metadata: Metadata;

  constructor(key: symbol, parts: Omit<Labelled, 'sealed'>) {
    if (key !== secret) throw new TypeError('a labelled message is made by core/labels.ts only');
    this.kind = parts.kind;
    this.sender = parts.sender;
    this.label = parts.label;
    this.notification = parts.notification;
    this.blocks = parts.blocks;
    this.buttons = parts.buttons;
    this.metadata = parts.metadata;
    Object.freeze(this);
  }

  static isOne(value: unknown): value is Labelled {
    return typeof value === 'object' && value !== null && #sealed in value && value.#sealed;
  }
}

/** A message that carries its label. Opaque: only this module can make one. */
export type LabelledMessage = Labelled;

/** True for a message that this module made; false for any copy or look-alike. */
export const isLabelledMessage = (value: unknown): value is LabelledMessage => Labelled.isOne(value);

/** Who speaks, for the two arms in which a persona does. */
export type Speaker = Readonly<{ id: string; name: string; bases: BasisCounts }>;

/** Which panel a message belongs to. */
export type PanelMark = Readonly<{
  panel: number;
  set: string;
  setVersion: number;
  engine: string;
  round: number;
  seed: number;
  generatedAt: string;
}>;

type Content = Readonly<{ summary: string; blocks: readonly Block[]; buttons?: readonly Button[] }>;

const make = (
  kind: MessageKind,
  sender: Labelled['sender'],
  content: Content,
  metadata: Metadata,
  limits: MessageLimits,
): LabelledMessage => {
  const label = labels[kind];
  if (limits.bodyUnits <= label.length || limits.notificationUnits <= label.length) {
    throw new RangeError('the surface leaves no room for the label');
  }
  const rest = cutToUnits(onOneLine(content.summary), limits.notificationUnits - label.length - 1);
  return new Labelled(secret, {
    kind,
    sender,
    label,
    notification: rest ? `${label} ${rest}` : label,
    blocks: fitBlocks(content.blocks, limits.bodyUnits - label.length),
    buttons: content.buttons ?? [],
    metadata: { type: kind, ...(sourceTypes[kind] ? { digitalSourceType: sourceTypes[kind] } : {}), ...metadata },
  });
};

/** `Maya · AI persona`, cut in the name and never in the suffix. Throws `RangeError` when the surface has no room for the suffix. */
export const senderName = (name: string, nameUnits: number): string => {
  const room = nameUnits - personaSuffix.length;
  if (room < 2) throw new RangeError('the surface leaves no room for the AI persona suffix');
  return `${cutToUnits(onOneLine(name), room) || '?'}${personaSuffix}`;
};

const speak =
  (kind: 'ai-speech' | 'evidence-speech') =>
  (speaker: Speaker, mark: PanelMark, content: Content, limits: MessageLimits): LabelledMessage => {
    const name = senderName(speaker.name, limits.nameUnits);
    const ground = speaker.bases.data > 0 ? '' : ' No data stands behind it.';
    const byline: Block = { type: 'note', text: `Built from ${describeBasisCounts(speaker.bases)}.${ground} How this works: /panel-about` };
    return make(
      kind,
      { name, persona: { id: speaker.id, name: onOneLine(speaker.name) } },
      { ...content, blocks: [...content.blocks, byline] },
      { persona: speaker.id, ...mark },
      limits,
    );
  };

/** A persona's words written by a language model. */
export const aiSpeech = speak('ai-speech');

/** A persona's answer assembled from its file and matched quotes, without a language model. */
export const evidenceSpeech = speak('evidence-speech');

/** The bot's name on everything that it says itself. */
export const botName = 'Sounding Board';

/**
 * What the bot itself says with sentences of a language model in it, beside counts and quotes: the last message of a panel, drafted traits. No persona speaks.
 */
export const aiDigest = (content: Content, limits: MessageLimits, mark?: PanelMark): LabelledMessage =>
  make('ai-digest', { name: botName }, content, { ...mark }, limits);

/** Verbatim quotes of real people, posted by the bot itself. With samples among them it becomes `sample-lines`: one line that is nobody's words taints the whole message. */
export const humanQuotes = (content: Content, limits: MessageLimits): LabelledMessage => {
  const samples = content.blocks.some((block) => block.type === 'quote' && !block.human);
  return make(samples ? 'sample-lines' : 'human-quotes', { name: botName }, content, {}, limits);
};

/** What the bot itself says: acknowledgements, the first and last message of a panel, help, refusals. */
export const notice = (content: Content, limits: MessageLimits, mark?: PanelMark): LabelledMessage =>
  make('notice', { name: botName }, content, { ...mark }, limits);
