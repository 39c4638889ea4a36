import type { Button as ButtonElement, FeedbackButtons, KnownBlock } from '@slack/types';
import { type LabelledMessage, personaSuffix } from '../../../core/labels.ts';
import type { Button } from '../../../core/message.ts';
import { cutToUnits, onOneLine } from '../../../core/text.ts';
import { encodePress, pressActionPrefix } from '../intake/press.ts';
import { slackLimits } from '../limits.ts';
import type { ShownPictures } from '../sending/pictures.ts';
import { defuse } from './defuse.ts';
import { escapeText } from './escape.ts';
import { iconOf } from './icons.ts';
import { renderBlock } from './render-blocks.ts';
import { context, plain, richText, section } from './rich.ts';

/*
 * A labelled message as Slack takes it. The label is there four times: in the name, in the message itself, at the beginning of the text
 * that notifications, screen readers and the search use, and in the metadata.
 */

/** The name of our metadata. With it, a message can be found again. */
export const metadataType = 'sounding_board_message';

/** What `chat.postMessage` and its relatives take, besides the place. `username` and `icon_emoji` are there for personas only. */
export type SlackMessage = Readonly<{
  text: string;
  blocks: readonly KnownBlock[];
  username?: string;
  icon_emoji?: string;
  metadata: Readonly<{ event_type: string; event_payload: Record<string, string | number> }>;
}>;

/**
 * `customize`: the app may show a name and an icon of its own (`chat:write.customize`); without it the persona's name is the first line of
 * the message. `key` finds the message again. `secondTry`: Slack did not take the blocks, so there are no tables, no pictures and less text.
 */
export type RenderOptions = Readonly<{ customize: boolean; key?: string; secondTry?: boolean; pictures?: ShownPictures }>;

const omission = 'Cut here: the rest does not fit into one Slack message.';

/** UTF-16 units of everything that people read in blocks, wherever it hangs. */
const textUnits = (part: unknown): number => {
  if (Array.isArray(part)) return part.reduce((total: number, one: unknown) => total + textUnits(one), 0);
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part).reduce(
    (total, [name, value]) => total + (name === 'text' && typeof value === 'string' ? value.length : textUnits(value)),
    0,
  );
};

/**
 * The groups that fit, in order, each whole: half a quote is not verbatim. The last group, a message's byline, is kept. What was left out
 * is said.
 */
const fitGroups = (groups: ReadonlyArray<readonly KnownBlock[]>, room: { units: number; blocks: number }): readonly KnownBlock[] => {
  const all = groups.flat();
  if (textUnits(all) <= room.units && all.length <= room.blocks) return all;
  const tail = [...context(omission), ...(groups.at(-1)?.[0]?.type === 'context' ? (groups.at(-1) ?? []) : [])];
  const units = room.units - textUnits(tail);
  const blocks = room.blocks - tail.length;
  const kept: KnownBlock[] = [];
  for (const group of groups) {
    const next = [...kept, ...group];
    if (textUnits(next) > units || next.length > blocks) break;
    kept.push(...group);
  }
  return [...kept, ...tail];
};

/** The buttons in one row. One whose press is too long for Slack, or that has no words, is left out: it could not be pressed. */
const renderButtons = (buttons: readonly Button[]): readonly KnownBlock[] => {
  const elements = buttons.slice(0, slackLimits.actions).flatMap((button, index): ButtonElement[] => {
    const text = cutToUnits(defuse(onOneLine(button.label)), slackLimits.buttonText);
    const value = encodePress(button);
    if (text === '' || value === undefined) return [];
    const style = button.style === 'danger' ? ({ style: 'danger' } as const) : {};
    return [{ type: 'button', action_id: `${pressActionPrefix}${index}`, text: plain(text), value, ...style }];
  });
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
};

const verdict = (message: LabelledMessage, label: string, helpful: 'yes' | 'no'): FeedbackButtons['positive_button'] | undefined => {
  const { persona, panel } = message.metadata;
  if (typeof persona !== 'string' || typeof panel !== 'number') return undefined;
  const options = { panel: String(panel), persona, helpful };
  const value = encodePress({ press: { command: 'panel', action: ['feedback'], options } });
  return value === undefined ? undefined : { text: plain(label), value };
};

/** Thumbs below what a persona says (docs.slack.dev/reference/block-kit/blocks/context-actions-block). Pressed like any other button. */
const renderFeedback = (message: LabelledMessage): readonly KnownBlock[] => {
  const positive = verdict(message, 'Helpful', 'yes');
  const negative = verdict(message, 'Not helpful', 'no');
  if (!message.sender.persona || !positive || !negative) return [];
  const action_id = `${pressActionPrefix}_feedback`;
  return [
    {
      type: 'context_actions',
      elements: [{ type: 'feedback_buttons', action_id, positive_button: positive, negative_button: negative }],
    },
  ];
};

/** The persona's name without links. Cut in the name and never in the suffix. */
const nameOf = (sender: string): string => {
  const name = defuse(sender.endsWith(personaSuffix) ? sender.slice(0, -personaSuffix.length) : sender);
  return `${cutToUnits(name, slackLimits.username - personaSuffix.length) || '?'}${personaSuffix}`;
};

/** A picture as a block of its own, above the words of its chart. */
const renderPicture = (picture: Readonly<{ id: string; alt: string }> | undefined): readonly KnownBlock[] =>
  picture ? [{ type: 'image', slack_file: { id: picture.id }, alt_text: cutToUnits(onOneLine(picture.alt), slackLimits.imageAlt) }] : [];

const renderBlocks = (message: LabelledMessage, { customize, secondTry = false, pictures }: RenderOptions): readonly KnownBlock[] => {
  const named = message.sender.persona && !customize;
  const head = [...(named ? richText(...section({ text: nameOf(message.sender.name), style: 'bold' })) : []), ...context(message.label)];
  // Older servers do not know the thumbs, so a second try has none.
  const buttons = [...renderButtons(message.buttons), ...(secondTry ? [] : renderFeedback(message))];
  // Slack takes one table in a message.
  const table = message.blocks.findIndex(({ type }) => type === 'table');
  const groups = message.blocks.map((block, index) => [
    ...(secondTry ? [] : renderPicture(pictures?.get(index))),
    ...renderBlock(block, !secondTry && index === table),
  ]);
  const room = {
    units: (secondTry ? slackLimits.blockTextSecondTry : slackLimits.blockText) - textUnits([head, buttons]),
    blocks: slackLimits.blocks - head.length - buttons.length,
  };
  return [...head, ...fitGroups(groups, room), ...buttons];
};

/** Ids and counts only: any user and any app can read metadata. */
const metadataOf = (message: LabelledMessage, key: string | undefined): SlackMessage['metadata'] => {
  const facts = Object.entries(message.metadata).map(([name, value]): [string, string | number] => [
    name,
    typeof value === 'string' ? value.slice(0, slackLimits.metadataValue) : value,
  ]);
  return { event_type: metadataType, event_payload: { ...Object.fromEntries(facts), ...(key === undefined ? {} : { key }) } };
};

/**
 * Renders a message. Never fails and never breaks a limit: what does not fit is left out in whole blocks, and the message says so. Nothing
 * in the result is a link or a mention, whatever the message says.
 */
export const renderMessage = (message: LabelledMessage, options: RenderOptions): SlackMessage => {
  const { persona, name } = message.sender;
  return {
    text: escapeText(defuse(message.notification)),
    blocks: renderBlocks(message, options),
    ...(persona && options.customize ? { username: nameOf(name), icon_emoji: iconOf(persona.id) } : {}),
    metadata: metadataOf(message, options.key),
  };
};
