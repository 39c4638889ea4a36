import { z } from 'zod';
import { isRefusal } from '../src/core/errors.ts';
import { notice } from '../src/core/labels.ts';
import type { CommandAction } from '../src/ports/command.ts';
import { defineAction } from './input.ts';
import { say } from './say.ts';
import { changeBlocks, describeOrigin } from './set-draft-reply.ts';
import { reason, setName, versionNumber } from './set-names.ts';

/* What is done to whole sets. */

const takesSet = { name: 'set', about: 'The id of the set', example: 'repair-shop' } as const;
const reasonOption = { about: 'Why, for the history', example: '"replaced by the new set"' } as const;

const clone = defineAction({
  path: ['clone'],
  about: 'Copy a set, also a built-in one, to make it your own.',
  who: 'moderator',
  takes: { ...takesSet, example: 'everyday-shoppers' },
  options: { as: { about: 'The title of the copy', example: '"Repair shop customers"' } },
  input: z.object({
    set: setName,
    as: z.string().trim().min(3, 'A title has at least 3 characters.').max(60, 'A title has up to 60 characters.').optional(),
  }),
  run: async ({ set, as }, { invocation: { space, actor }, desks, limits }) => {
    const source = await desks.sets.look(space, set);
    if (isRefusal(source)) return source;
    const title = as ?? `Our ${source.set.title}`.slice(0, 60);
    const record = await desks.sets.clone(space, { actor, set, title });
    if (isRefusal(record)) return record;
    return {
      messages: [say(`${title} is yours now: ${record.set.id}, version 1. Change it with /personas edit ${record.set.id}`, limits)],
    };
  },
});

const archive = defineAction({
  path: ['archive'],
  about: 'Take a set of your own out of use. Its versions stay, and panels that used it can still be read.',
  who: 'moderator',
  takes: takesSet,
  options: { reason: reasonOption },
  input: z.object({ set: setName, reason: reason.optional() }),
  run: async ({ set, reason: why }, { invocation: { space, actor }, desks, limits }) => {
    const record = await desks.sets.archive(space, { actor, set, reason: why ?? 'Archived' });
    if (isRefusal(record)) return record;
    const { id } = record.set;
    return { messages: [say(`${id} is archived. Bring it back with /personas restore ${id}`, limits)] };
  },
});

const restore = defineAction({
  path: ['restore'],
  about: 'Bring back an archived set, or make an older version the newest.',
  who: 'moderator',
  takes: takesSet,
  options: { version: { about: 'The version to go back to', example: '2' }, reason: reasonOption },
  input: z.object({ set: setName, version: versionNumber.optional(), reason: reason.optional() }),
  run: async ({ set, version, reason: why }, { invocation: { space, actor }, desks, limits }) => {
    const what = version === undefined ? 'Restored' : `Back to version ${version}`;
    const wanted = { actor, set, reason: why ?? what, ...(version === undefined ? {} : { version }) };
    const record = await desks.sets.restore(space, wanted);
    if (isRefusal(record)) return record;
    const from = version === undefined ? '' : ` It holds what version ${version} held.`;
    return { messages: [say(`${record.set.id} is in use again, as version ${record.set.version}.${from}`, limits)] };
  },
});

const standard = defineAction({
  path: ['default'],
  about: 'Choose the set that answers when nobody names one.',
  who: 'moderator',
  takes: { ...takesSet, example: 'everyday-shoppers' },
  options: {},
  input: z.object({ set: setName }),
  run: async ({ set }, { invocation: { space, actor }, desks, limits }) => {
    const chosen = await desks.sets.choose(space, { actor, set });
    return isRefusal(chosen) ? chosen : { messages: [say(`${chosen.title} (${chosen.id}) answers now when nobody names a set.`, limits)] };
  },
});

const history = defineAction({
  path: ['history'],
  about: 'List the versions of a set: when, by whom, why.',
  who: 'moderator',
  takes: takesSet,
  options: {},
  input: z.object({ set: setName }),
  run: async ({ set }, { invocation: { space }, desks, limits }) => {
    const versions = await desks.sets.history(space, set);
    if (isRefusal(versions)) return versions;
    const [newest] = versions;
    const rows = versions.map(({ set: one, at, by, reason: why, isArchived }) => [
      String(one.version),
      at.slice(0, 16).replace('T', ' '),
      by,
      isArchived ? `${why} (archived)` : why,
    ]);
    const title = `${newest?.set.title ?? set}: ${versions.length} ${versions.length === 1 ? 'version' : 'versions'}`;
    return {
      messages: [
        notice(
          {
            summary: title,
            blocks: [
              { type: 'table', title, columns: ['Version', 'When (UTC)', 'By', 'Why'], rows },
              ...(newest?.origin ? [{ type: 'note', text: describeOrigin(newest.origin) } as const] : []),
              {
                type: 'note',
                text: `See what changed with /personas diff ${newest?.set.id ?? set}, go back with /personas restore ${newest?.set.id ?? set} version:…`,
              },
            ],
          },
          limits,
        ),
      ],
    };
  },
});

const diff = defineAction({
  path: ['diff'],
  about: 'Show what changed between two versions of a set.',
  who: 'moderator',
  takes: takesSet,
  options: {
    from: { about: 'The older version; the one before without it', example: '1' },
    to: { about: 'The newer version', example: '2' },
  },
  input: z.object({ set: setName, from: versionNumber.optional(), to: versionNumber.optional() }),
  run: async ({ set, from, to }, { invocation: { space }, desks, limits }) => {
    const found = await desks.sets.diff(space, { set, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
    if (isRefusal(found)) return found;
    const names = new Map([...found.from.set.personas, ...found.to.set.personas].map(({ id, name }) => [id, name]));
    const title = `${found.to.set.id}: version ${found.from.set.version} beside version ${found.to.set.version}`;
    const changes = changeBlocks(found.changes, (id) => names.get(id) ?? id);
    const none = { type: 'text', text: 'They say the same.' } as const;
    return {
      messages: [
        notice({ summary: title, blocks: [{ type: 'heading', text: title }, ...(changes.length > 0 ? changes : [none])] }, limits),
      ],
    };
  },
});

/** Copying, archiving and going back. */
export const keepActions: readonly CommandAction[] = [clone, archive, restore, standard, history, diff];
