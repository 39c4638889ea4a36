import { z } from 'zod';
import { isRefusal } from '../src/core/errors.ts';
import type { CommandAction } from '../src/ports/command.ts';
import { defineAction } from './input.ts';
import { say } from './say.ts';
import { changesMessage, draftMessage } from './set-draft-reply.ts';
import { importForm } from './set-forms.ts';
import { setName, versionNumber } from './set-names.ts';

const exportSet = defineAction({
  path: ['export'],
  about: 'Get a set as one text file to share: its Markdown files, with a hash and its licence.',
  who: 'moderator',
  takes: { name: 'set', about: 'The id of the set', example: 'everyday-shoppers' },
  options: { version: { about: 'An older version', example: '1' } },
  input: z.object({ set: setName, version: versionNumber.optional() }),
  run: async ({ set, version }, { invocation: { space }, desks, limits }) => {
    const file = await desks.sets.export(space, { set, ...(version === undefined ? {} : { version }) });
    if (isRefusal(file)) return file;
    const text = `${file.name} holds the set as it can be imported again. Its personas are AI characters; no line of it is a testimonial.`;
    return { messages: [say(text, limits)], file };
  },
});

const importSet = defineAction({
  path: ['import'],
  about: 'Read a set, or one persona, from a file. You see what would change and publish it yourself.',
  who: 'moderator',
  file: 'A set as exported by this bot, or one persona’s Markdown file.',
  options: { set: { about: 'The set of your own that it goes into; needed for a single persona', choices: 'sets' } },
  opensForm: true,
  input: z.object({ set: setName.optional() }),
  run: async ({ set }, { invocation, desks, limits }) => {
    const { space, actor, file } = invocation;
    if (!file) return { messages: [], form: importForm(set ?? '') };
    const draft = await desks.sets.import(space, { actor, file, ...(set === undefined ? {} : { set }) });
    if (isRefusal(draft)) return draft;
    const said =
      draft.base === 0 ? 'Read, and kept as a draft of a new set.' : `Read, and kept as a draft on version ${draft.base} of ${draft.id}.`;
    const messages = [draftMessage(draft, limits, `${said} Nothing is published yet.`)];
    return { messages: draft.base === 0 ? messages : [changesMessage(draft, limits), ...messages] };
  },
});

/** Sets as files. */
export const transferActions: readonly CommandAction[] = [exportSet, importSet];
