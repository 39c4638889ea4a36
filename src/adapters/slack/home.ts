import type { HomeView, KnownBlock } from '@slack/types';
import { z } from 'zod';
import type { SpaceId } from '../../core/ids.ts';
import type { EngineMark } from '../../core/panel/panel.ts';
import { cutToUnits, onOneLine } from '../../core/text.ts';
import type { Command } from '../../ports/command.ts';
import type { Desks } from '../../ports/desks.ts';
import { spaceOf } from './intake/payloads.ts';
import { slackLimits } from './limits.ts';
import { bullets, context, plain, richText, section } from './render/rich.ts';

/** What the Home tab tells a person. `panels` are their own: others may have been asked in channels that this person cannot see. */
export type HomeFacts = Readonly<{
  engine: EngineMark;
  sets: ReadonlyArray<Readonly<{ id: string; title: string; about: string }>>;
  panels: ReadonlyArray<Readonly<{ number: number; asked: string; status: string; day: string }>>;
  trackRecord: string;
  /** For moderators only. */
  moderation?: Readonly<{ helpful: number; unhelpful: number; alike: readonly string[] }>;
}>;

/** Where the facts come from. */
export type HomeDesks = Pick<Desks, 'sets' | 'panels' | 'about' | 'feedback' | 'looksLikeMember'>;

/** How many panels are looked through, how many are shown, and how many sets. */
const most = { looked: 100, panels: 5, sets: 20 };

/** Personas of the sets in use whose names could be taken for people of the workspace: `Maya (everyday-shoppers)`. */
const findAlike = async ({ sets, looksLikeMember }: HomeDesks, space: SpaceId): Promise<readonly string[]> => {
  const all = (await sets.list(space)).flatMap(({ id, personas }) => personas.map(({ name }) => ({ name, shown: `${name} (${id})` })));
  const checked = await Promise.all(all.map(async ({ name, shown }) => ((await looksLikeMember(space, name)) ? shown : '')));
  return checked.filter(Boolean);
};

/** Collects what one person's Home tab shows. */
export const readHomeFacts = async (
  desks: HomeDesks,
  request: Readonly<{ space: SpaceId; user: string; isModerator: boolean }>,
): Promise<HomeFacts> => {
  const { space, user, isModerator } = request;
  const [sets, panels, trackRecord, moderation] = await Promise.all([
    desks.sets.list(space),
    desks.panels.recent(space, most.looked),
    desks.about.trackRecord(space),
    isModerator ? Promise.all([desks.feedback.counts(space), findAlike(desks, space)]) : undefined,
  ]);
  return {
    engine: desks.about.engine,
    sets: sets.map(({ id, title, about }) => ({ id, title, about })),
    panels: panels
      .filter(({ actor }) => actor.id === user)
      .slice(0, most.panels)
      .map(({ ref, plan, state, acceptedAt }) => ({
        number: ref.number,
        asked: plan.stimulus.asked,
        status: state.status,
        day: acceptedAt.slice(0, 10),
      })),
    trackRecord,
    ...(moderation ? { moderation: { ...moderation[0], alike: moderation[1] } } : {}),
  };
};

const header = (text: string): KnownBlock => ({ type: 'header', text: plain(cutToUnits(text, slackLimits.header)) });
const paragraph = (text: string): readonly KnownBlock[] => richText(...section(text));
const short = (text: string): string => cutToUnits(onOneLine(text), 150);

const answers = ({ kind, name }: EngineMark): string =>
  kind === 'model'
    ? `A language model (${name}) writes what the personas say. It is sent the headline, the persona’s file and matching quotes, and nothing else from this workspace.`
    : 'No language model is used: answers are assembled from the persona files and matching quotes.';

const stored =
  'Stored: what was asked, by whom and where, the answers, and quotes that moderators imported. It stays in this bot’s own database until it is removed. Channel history is never read for a panel.';

/** The sets come with the bot, so they are not refused; who is free to rename somebody is told. */
const describeAlike = (alike: readonly string[]): string =>
  alike.length === 0
    ? ''
    : `Bear the names of people here, and stay labelled as AI: ${alike.slice(0, most.sets).join(', ')}. Use another set, or one with other names.`;

/** The Home tab. Pure; every text is defused, and nothing in it is a link. */
export const homeView = (facts: HomeFacts, commands: readonly Command[]): HomeView => {
  const mine = facts.panels.map(({ number, asked, status, day }) => [`Panel ${number}, ${day}, ${status}: ${short(asked)}`]);
  const blocks: KnownBlock[] = [
    header('Sounding Board'),
    ...paragraph(
      'Type /panel and a headline or a concept. A panel of AI personas reacts in a thread. None of them is a real person: use it to find the questions worth asking people.',
    ),
    ...context('AI answers can be wrong. Every message of a persona says that it is AI-generated.'),
    header('What you can type'),
    ...richText(...bullets(commands.map(({ name, about }) => [{ text: `/${name}`, style: 'bold' }, ` ${about}`]))),
    ...paragraph('In a thread, mention the bot with your text, or use the message shortcut “Ask the panel”: commands do not work there.'),
    header('Persona sets'),
    ...richText(
      ...bullets(
        facts.sets.slice(0, most.sets).map(({ id, title, about }) => [{ text: title, style: 'bold' }, ` (${id}): ${short(about)}`]),
      ),
    ),
    header('Your last panels'),
    ...(mine.length === 0 ? paragraph('None yet.') : richText(...bullets(mine))),
    header('Track record'),
    ...paragraph(facts.trackRecord),
    header('What is stored, and which model'),
    ...paragraph(answers(facts.engine)),
    ...paragraph(stored),
    ...(facts.moderation
      ? [
          header('For moderators'),
          ...paragraph(
            'Tokens: /panel-admin budget shows what is used; /panel-admin budget day:1000000 hour:200000 spent:evidence changes the limits.',
          ),
          ...paragraph(
            `Messages of personas found helpful: ${facts.moderation.helpful}; not helpful: ${facts.moderation.unhelpful}. Counted without names.`,
          ),
          ...paragraph(describeAlike(facts.moderation.alike)),
        ]
      : []),
  ];
  return { type: 'home', blocks: blocks.slice(0, slackLimits.viewBlocks) };
};

/** What the agent's tab offers to begin with: four at most (docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts). */
export const suggestedPrompts = [
  { title: 'Compare two headlines', message: 'Save money with one tap | Banking that gets you' },
  { title: 'Test a concept', message: 'A lunch box that reorders itself every Sunday' },
  { title: 'How this works', message: 'help' },
] as const;

const openedSchema = z.object({
  event: z.object({ type: z.literal('app_home_opened'), user: z.string(), channel: z.string(), tab: z.string().optional() }),
});

/** Somebody opened the app: on its Home tab or on its messages. */
export const readHomeOpened = (body: unknown): Readonly<{ space: SpaceId; user: string; channel: string; tab: string }> | undefined => {
  const event = openedSchema.safeParse(body).data?.event;
  const space = spaceOf(body);
  return event && space ? { space, user: event.user, channel: event.channel, tab: event.tab ?? 'home' } : undefined;
};

const goneSchema = z.object({
  event_time: z.number(),
  event: z.discriminatedUnion('type', [
    z.object({ type: z.literal('app_uninstalled') }),
    z.object({ type: z.literal('tokens_revoked'), tokens: z.object({ bot: z.array(z.string()).nullish() }) }),
  ]),
});

/** Why the bot is no longer in a space. `revoked` alone may be an operator who wants a new token; an uninstall sends both. */
export type GoneReason = 'uninstalled' | 'revoked';

/** The app was removed from a space, or its bot token revoked. Revoked tokens of people do not count. `eventMs`: when, on Slack's clock. */
export const readGone = (body: unknown): Readonly<{ space: SpaceId; reason: GoneReason; eventMs: number }> | undefined => {
  const one = goneSchema.safeParse(body).data;
  const space = spaceOf(body);
  if (!one || !space) return undefined;
  if (one.event.type === 'tokens_revoked' && !one.event.tokens.bot?.length) return undefined;
  return { space, reason: one.event.type === 'app_uninstalled' ? 'uninstalled' : 'revoked', eventMs: one.event_time * 1_000 };
};
