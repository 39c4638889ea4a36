import { z } from 'zod';
import { isRefusal } from '../src/core/errors.ts';
import type { CommandContext, Reply } from '../src/ports/command.ts';
import type { AuditAction, AuditEntry, SpaceRules } from '../src/ports/moderation.ts';
import { defineAction } from './input.ts';
import { adminButton, counted, say, tell } from './say.ts';

const days = z
  .string()
  .regex(/^\d{1,5}$/, 'Write days as a whole number; 0 keeps everything.')
  .transform(Number);

const countries = z
  .string()
  .transform((typed) => [
    ...new Set(
      typed
        .toUpperCase()
        .split(/[\s,]+/u)
        .filter(Boolean),
    ),
  ])
  .refine((all) => all.length >= 1 && all.length <= 5, 'Name one to five countries by their two letters, for example phones:US,GB.');

const kept = (count: number): string => (count === 0 ? 'until somebody removes them' : counted(count, 'day'));

const rulesBlocks = ({ quoteDays, panelDays, phoneCountries }: SpaceRules) => [
  {
    type: 'table',
    title: 'How long things are kept here',
    columns: ['What', 'Rule'],
    rows: [
      ['Quotes, by the day on which they were said', kept(quoteDays)],
      ['What panels were asked, what they answered, what people reported about it', kept(panelDays)],
      ['Telephone numbers in quotes are read as in', phoneCountries.join(', ')],
    ],
  } as const,
  {
    type: 'note',
    text: 'Applied each hour and at each start. Messages on Slack or Discord follow the rules of those platforms.',
  } as const,
];

const retention = defineAction({
  path: ['retention'],
  about: 'Show or change how long quotes and the texts of panels are kept here.',
  who: 'moderator',
  options: {
    quotes: { about: 'Days after which quotes go, counted from when they were said; 0 keeps them', example: '730' },
    panels: { about: 'Days after which the texts of panels go; 0 keeps them', example: '90' },
    phones: { about: 'Countries whose telephone numbers are looked for in imports', example: 'US,GB' },
  },
  input: z.object({ quotes: days.optional(), panels: days.optional(), phones: countries.optional() }),
  run: async ({ quotes, panels, phones }, { invocation: { space, actor }, desks, limits }) => {
    const wanted = {
      ...(quotes === undefined ? {} : { quoteDays: quotes }),
      ...(panels === undefined ? {} : { panelDays: panels }),
      ...(phones === undefined ? {} : { phoneCountries: phones }),
    };
    const { rules } = desks.moderation;
    const isChange = Object.keys(wanted).length > 0;
    const after = isChange ? await rules.change(space, { author: actor.id, ...wanted }) : await rules.read(space);
    if (isRefusal(after)) return after;
    return { messages: [tell(isChange ? 'The rules are changed' : 'How long things are kept here', rulesBlocks(after), limits)] };
  },
});

const deeds: Readonly<Record<AuditAction, string>> = {
  imported: 'imported quotes',
  undid: 'undid an import',
  forgot: 'took words back',
  reviewed: 'decided about a quote',
  rules: 'changed the rules',
  budget: 'changed the budget',
  retention: 'rules applied',
  paused: 'paused panels',
  resumed: 'resumed panels',
};

const entryRow = ({ number, at, author, action, facts }: AuditEntry): readonly string[] => [
  String(number),
  `${at.slice(0, 16).replace('T', ' ')} UTC`,
  author,
  deeds[action],
  Object.entries(facts)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toLocaleString('en') : value}`)
    .join(', '),
];

/** Entries shown at once. */
const shownEntries = 20;

const changed = (entry: number): string => `The record was changed: entry ${entry} is missing or does not follow from the one before it.`;
const whole = 'The record is whole: every entry follows from the one before it.';

type AuditPage = Awaited<ReturnType<CommandContext['desks']['moderation']['audit']['read']>>;

/** How much of the record is shown, and what looking at that much says about it. */
const describePage = ({ entries, total, hasEarlier, broken }: AuditPage): Readonly<{ title: string; said: string }> => {
  const [last = 0, first = 0] = [entries.at(0)?.number, entries.at(-1)?.number];
  const isAll = !hasEarlier && last === total;
  const title = isAll
    ? counted(total, 'entry').replace('entrys', 'entries')
    : `Entries ${first.toLocaleString('en')} to ${last.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  if (broken !== undefined) return { title, said: changed(broken) };
  return { title, said: isAll ? whole : 'Each entry shown here follows from the one before it.' };
};

const auditReply = async ({ invocation: { space }, desks, limits }: CommandContext, before?: number): Promise<Reply> => {
  const page = await desks.moderation.audit.read(space, { limit: shownEntries, ...(before === undefined ? {} : { before }) });
  const { entries, total, hasEarlier } = page;
  if (total === 0) return { messages: [say('Nothing is recorded here yet.', limits)] };
  const { title, said } = describePage(page);
  const table = { type: 'table', title, columns: ['No.', 'When', 'Who', 'What', 'Numbers'], rows: entries.map(entryRow) } as const;
  const first = entries.at(-1)?.number;
  const buttons = [
    ...(hasEarlier && first !== undefined ? [adminButton('Earlier entries', ['audit', 'earlier'], { before: String(first) })] : []),
    ...(total > entries.length ? [adminButton('Check the whole record', ['audit', 'verify'], {})] : []),
  ];
  return { messages: [tell(said, [table, { type: 'text', text: said }], limits, buttons)] };
};

const audit = defineAction({
  path: ['audit'],
  about: 'Show who imported, undid, forgot or changed rules here, and whether the record is whole.',
  who: 'moderator',
  options: {},
  input: z.object({}),
  run: (_input, context) => auditReply(context),
});

const auditEarlier = defineAction({
  path: ['audit', 'earlier'],
  about: 'Show earlier entries of the record.',
  who: 'moderator',
  hidden: true,
  options: { before: { about: 'The number that they come before' } },
  input: z.object({
    before: z
      .string()
      .regex(/^[1-9]\d{0,8}$/, 'Write the number of an entry.')
      .transform(Number),
  }),
  run: ({ before }, context) => auditReply(context, before),
});

const auditVerify = defineAction({
  path: ['audit', 'verify'],
  about: 'Go over the whole record.',
  who: 'moderator',
  hidden: true,
  options: {},
  input: z.object({}),
  run: async (_input, { invocation: { space }, desks, limits }) => {
    const { entries, broken } = await desks.moderation.audit.verify(space);
    const read = counted(entries, 'entry').replace('entrys', 'entries');
    return { messages: [say(`${broken === undefined ? whole : changed(broken)} ${read} read.`, limits)] };
  },
});

const pause = defineAction({
  path: ['pause'],
  about: 'Stop all panels here at once, and let no new one start until resume.',
  who: 'moderator',
  options: {},
  input: z.object({}),
  run: async (_input, { invocation: { space, actor }, desks, limits }) => {
    const { stopped } = await desks.moderation.switch.pause(space, actor.id);
    return {
      messages: [
        say(
          `Panels are paused here. ${stopped === 0 ? 'None was running.' : `${counted(stopped, 'running panel')} stopped.`} /panel-admin resume lets them start again.`,
          limits,
        ),
      ],
    };
  },
});

const resume = defineAction({
  path: ['resume'],
  about: 'Let panels start here again.',
  who: 'moderator',
  options: {},
  input: z.object({}),
  run: async (_input, { invocation: { space, actor }, desks, limits }) => {
    await desks.moderation.switch.resume(space, actor.id);
    return { messages: [say('Panels may start here again. Those that were stopped stay stopped.', limits)] };
  },
});

/** Rules of a space, and the record of who did what. */
export const ruleActions = [retention, audit, auditEarlier, auditVerify, pause, resume] as const;
