import { z } from 'zod';
import { type Refusal, refuse } from '../src/core/errors.ts';
import type { CommandAction, CommandContext, Reply } from '../src/ports/command.ts';

/**
 * Ties an action's zod schema to its run, so that the input is typed where it is used. Keys are the option names, and
 * `takes.name` for the free text; all values arrive as strings. Input that does not fit is refused with the schema's own sentence.
 */
export const defineAction = <Schema extends z.ZodType>(
  action: Omit<CommandAction, 'run'> & {
    input: Schema;
    run: (input: z.infer<Schema>, context: CommandContext) => Promise<Reply | Refusal>;
  },
): CommandAction => {
  const { input: schema, run, ...rest } = action;
  return {
    ...rest,
    run: async (input, context) => {
      const parsed = schema.safeParse(input);
      if (parsed.success) return run(parsed.data, context);
      const names = Object.keys(rest.options);
      const usage = `/${[context.invocation.command, ...rest.path].join(' ')}${names.length > 0 ? ` (options: ${names.join(', ')})` : ''}`;
      return refuse('input-wrong', { problem: parsed.error.issues[0]?.message ?? 'That does not fit.', usage });
    },
  };
};

/** A panel's number as buttons send it. */
export const panelNumber = z.coerce.number('The panel is named by its number.').int().positive('The panel is named by its number.');

/** A day as people type it. */
export const day = z.iso.date('Write the day as year-month-day, for example 2026-11-21.');
