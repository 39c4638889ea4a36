import { type MessageLimits, notice } from '../core/labels.ts';
import type { Command, Reply } from '../ports/command.ts';
import { usageOf } from './arguments.ts';

/** How a command is used, rendered from its declaration. */
export const helpReply = (command: Command, limits: MessageLimits): Reply => {
  const shown = command.actions.filter(({ hidden }) => !hidden);
  const rows = shown.map((action) => [usageOf(command, action), `${action.about}${action.who === 'moderator' ? ' (moderators)' : ''}`]);
  const options = shown.flatMap((action) =>
    Object.entries(action.options).map(
      ([name, { about, example }]) => `${name}: ${about}${example === undefined ? '' : `, for example ${name}:${example}`}`,
    ),
  );
  const examples = shown.flatMap(({ path, takes }) => (takes ? [[`/${command.name}`, ...path, takes.example].join(' ')] : []));
  return {
    messages: [
      notice(
        {
          summary: `How to use /${command.name}`,
          blocks: [
            { type: 'text', text: command.about },
            { type: 'table', title: '', columns: ['Type', 'What it does'], rows },
            ...(options.length > 0 ? [{ type: 'list', title: 'Options', items: [...new Set(options)] } as const] : []),
            ...(examples.length > 0 ? [{ type: 'list', title: 'For example', items: examples } as const] : []),
          ],
        },
        limits,
      ),
    ],
  };
};
