import { z } from 'zod';
import { isRefusal } from '../src/core/errors.ts';
import type { AuditAction, AuditEntry, SpaceRules } from '../src/ports/moderation.ts';
import { defineAction } from './input.ts';
import { counted, say, tell } from './say.ts';

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
      ['What panels were asked and what they answered', kept(panelDays)],
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

const audit = defineAction({
  path: ['audit'],
  about: 'Show who imported, undid, forgot or changed rules here, and whether the record is whole.',
  who: 'moderator',
  options: {},
  input: z.object({}),
  run: async (_input, { invocation: { space }, desks, limits }) => {
    const { entries, total, broken } = await desks.moderation.audit.read(space, 20);
    if (total === 0) return { messages: [say('Nothing is recorded here yet.', limits)] };
    const whole =
      broken === undefined
        ? 'The record is whole: every entry follows from the one before it.'
        : `The record was changed: entry ${broken} does not follow from the one before it.`;
    const title =
      total > entries.length
        ? `The last ${entries.length} of ${total.toLocaleString('en')} entries`
        : counted(total, 'entry').replace('entrys', 'entries');
    const table = { type: 'table', title, columns: ['No.', 'When', 'Who', 'What', 'Numbers'], rows: entries.map(entryRow) } as const;
    return { messages: [tell(whole, [table, { type: 'text', text: whole }], limits)] };
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
        say(`Panels are paused here. ${counted(stopped, 'running panel')} stopped. /panel-admin resume lets them start again.`, limits),
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
export const ruleActions = [retention, audit, pause, resume] as const;
