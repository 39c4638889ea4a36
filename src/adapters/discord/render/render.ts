import { type LabelledMessage, type MessageKind, personaSuffix } from '../../../core/labels.ts';
import { cutToUnits, onOneLine } from '../../../core/text.ts';
import { discordLimits } from '../limits.ts';
import { bareLine, plainLine } from './escape.ts';
import { lines, small } from './markdown.ts';
import { bareName, namelessPersona, webhookName } from './names.ts';
import { renderBlock } from './render-blocks.ts';

/*
 * A labelled message as Discord takes it. The label is there three times: in the name above a persona's message, and as the first and the last line of the
 * message itself. Discord keeps no metadata, and a message of components has no text of its own for notifications: what stands first in it is the label.
 */

/** Members that every body of ours has: nobody is called, and no link grows a preview. Bits of resources/message.mdx. */
const suppressEmbeds = 1 << 2;
const componentsV2 = 1 << 15;
const quietly = { allowed_mentions: { parse: [] } } as const;

type ButtonComponent = Readonly<{ type: 2; style: 2 | 4; label: string; custom_id: string }>;
type Row = Readonly<{ type: 1; components: readonly ButtonComponent[] }>;
type TextDisplay = Readonly<{ type: 10; content: string }>;
type Separator = Readonly<{ type: 14; divider: boolean; spacing: 1 | 2 }>;
type Gallery = Readonly<{ type: 12; items: readonly [Readonly<{ media: Readonly<{ url: string }>; description: string }>] }>;
type FileComponent = Readonly<{ type: 13; file: Readonly<{ url: string }> }>;
type Part = TextDisplay | Separator | Gallery | FileComponent;
type Container = Readonly<{ type: 17; accent_color: number; components: readonly Part[] }>;

/** The body of a message, without the place and the name above it. */
export type DiscordMessage = Readonly<{
  flags: number;
  allowed_mentions: Readonly<{ parse: readonly [] }>;
  content?: string;
  components: ReadonlyArray<Container | Row>;
}>;

/** A button whose press is carried by its `custom_id` (see press.ts). */
export type PreparedButton = Readonly<{ label: string; isDanger: boolean; customId: string }>;

/**
 * `isPlain`: Discord did not take the components, so the message is text. `isNamed`: the persona's name is in the message, because Discord did not take it
 * above. `pictures` of charts and `file` go along as attachments, which a text alone cannot show.
 */
export type RenderOptions = Readonly<{
  buttons: readonly PreparedButton[];
  isPlain?: boolean;
  isNamed?: boolean;
  pictures?: readonly ShownPicture[];
  file?: string;
}>;

/** A picture that goes along with a message: the block of its chart, the name of its attachment, and what it shows in words. */
type ShownPicture = Readonly<{ block: number; name: string; alt: string }>;

/** A colour for each kind. It only repeats what the label says. */
const colours = {
  'ai-speech': 0x7c5cff,
  'evidence-speech': 0x1f9e8f,
  'ai-digest': 0x7c5cff,
  'human-quotes': 0xe8a33d,
  'sample-lines': 0x8a8f98,
  notice: 0x3f6fd8,
} as const satisfies Record<MessageKind, number>;

const omission = small('Cut here: the rest does not fit into one Discord message.');

/** A piece of markup, and the place of its block in the message. */
type Piece = Readonly<{ block: number; text: string }>;

const unitsOf = (pieces: readonly Piece[]): number => pieces.reduce((total, { text }) => total + text.length + 1, 0);

const piecesOf = (message: LabelledMessage, mostQuotes: number): readonly Piece[] =>
  message.blocks.flatMap((block, index) =>
    renderBlock(block, mostQuotes)
      .filter(Boolean)
      .map((text) => ({ block: index, text })),
  );

/** The pieces that fit, in order, each whole: half a quote is not verbatim. The last one, a message's byline, is kept. What was left out is said. */
const cutPieces = (pieces: readonly Piece[], units: number): readonly Piece[] => {
  const byline = pieces.at(-1)?.text.startsWith('-# ') ? pieces.slice(-1) : [];
  const said = { block: -1, text: omission };
  const tail = unitsOf([said, ...byline]) <= units ? [said, ...byline] : [said];
  const kept: Piece[] = [];
  for (const piece of pieces.slice(0, pieces.length - byline.length)) {
    if (unitsOf([...kept, piece, ...tail]) > units) break;
    kept.push(piece);
  }
  return [...kept, ...tail];
};

/** All pieces, or those with fewer quotes below the claims, or those that fit. Each costs one unit more than its text, for the line feed behind it. */
const fitMessage = (message: LabelledMessage, units: number): readonly Piece[] => {
  const shorter = [Number.POSITIVE_INFINITY, 1, 0].map((mostQuotes) => piecesOf(message, mostQuotes));
  return shorter.find((pieces) => unitsOf(pieces) <= units) ?? cutPieces(shorter.at(-1) ?? [], units);
};

const display = (...pieces: readonly Piece[]): TextDisplay => ({ type: 10, content: lines(...pieces.map(({ text }) => text)) });

const gallery = ({ name, alt }: ShownPicture): Gallery => ({
  type: 12,
  items: [{ media: { url: `attachment://${name}` }, description: cutToUnits(onOneLine(alt), discordLimits.altText) }],
});

/** One text for each block, a picture above that of its chart; fewer texts where there are too many: the last one takes what is left. */
const partsOf = (pieces: readonly Piece[], pictures: readonly ShownPicture[], most: number): readonly Part[] => {
  const blocks = [...Map.groupBy(pieces, ({ block }) => block)];
  const shown = pictures.filter(({ block }) => blocks.some(([place]) => place === block));
  const room = most - shown.length;
  const alone = blocks.length <= room ? blocks : blocks.slice(0, room - 1);
  const rest = blocks.slice(alone.length);
  const picturesOf = (...places: readonly number[]): readonly Part[] => shown.filter(({ block }) => places.includes(block)).map(gallery);
  return [
    ...alone.flatMap(([place, own]) => [...picturesOf(place), display(...own)]),
    ...picturesOf(...rest.map(([place]) => place)),
    ...(rest.length === 0 ? [] : [display(...rest.flatMap(([, own]) => own))]),
  ];
};

const renderRows = (buttons: readonly PreparedButton[]): readonly Row[] => {
  const components = buttons
    .slice(0, discordLimits.rowButtons * discordLimits.rows)
    .flatMap(({ label, isDanger, customId }): ButtonComponent[] => {
      const shown = cutToUnits(bareLine(label), discordLimits.buttonLabel);
      return shown === '' ? [] : [{ type: 2, style: isDanger ? 4 : 2, label: shown, custom_id: customId }];
    });
  const rows: Row[] = [];
  for (let from = 0; from < components.length; from += discordLimits.rowButtons) {
    rows.push({ type: 1, components: components.slice(from, from + discordLimits.rowButtons) });
  }
  return rows;
};

const countComponents = (rows: readonly Row[]): number => rows.reduce((total, row) => total + 1 + row.components.length, 0);

/** The persona's name with its suffix, as markup. Only the name is somebody's text. */
const markedName = ({ sender }: LabelledMessage): string => (sender.persona ? `${plainLine(bareName(sender.name))}${personaSuffix}` : '');

/**
 * Renders a message. Never fails and never breaks a limit: what does not fit is left out in whole pieces, and the message says so. Nothing in the result is a
 * link or a mention, whatever the message says.
 */
export const renderMessage = (message: LabelledMessage, options: RenderOptions): DiscordMessage => {
  const { buttons, isPlain = false, isNamed = false, pictures = [], file } = options;
  const rows = renderRows(buttons);
  const name = markedName(message);
  const head = lines(isNamed && name !== '' ? `**${name}**` : '', `-# **${message.label}**`);
  const foot = `-# ${name === '' ? '' : `${name} · `}${message.label}`;
  if (isPlain) {
    const pieces = fitMessage(message, discordLimits.content - head.length - foot.length - 2);
    const content = lines(head, ...pieces.map(({ text }) => text), foot);
    return { ...quietly, flags: suppressEmbeds, content, components: rows };
  }
  const pieces = fitMessage(message, discordLimits.componentText - head.length - foot.length);
  const attached = file === undefined ? [] : [{ type: 13, file: { url: `attachment://${file}` } } as const];
  // The container, the label above and below, and the line between.
  const parts = partsOf(pieces, pictures, discordLimits.components - countComponents(rows) - attached.length - 4);
  const components = [
    { type: 10, content: head } as const,
    ...parts,
    ...attached,
    { type: 14, divider: true, spacing: 1 } as const,
    { type: 10, content: foot } as const,
  ];
  const container = { type: 17, accent_color: colours[message.kind], components } as const;
  return { ...quietly, flags: suppressEmbeds | componentsV2, components: [container, ...rows] };
};

/** The name above a persona's message. Whatever happens, it ends in the suffix. */
export const usernameOf = (message: LabelledMessage, isNamed: boolean): string =>
  isNamed ? namelessPersona : webhookName(message.sender.name);
