import { usageOf } from '../app/arguments.ts';
import { variables } from '../config.ts';
import type { Command } from '../ports/command.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** The README's table of commands, from the declarations. */
export const renderCommandTable = (commands: readonly Command[]): string =>
  table(
    ['Command', 'Who', 'What it does'],
    commands.flatMap((command) =>
      command.actions
        .filter(({ hidden }) => !hidden)
        .map((action) => [`\`${cell(usageOf(command, action))}\``, action.who, cell(action.about)]),
    ),
  );

/** The README's table of environment variables, from the catalogue. */
export const renderVariableTable = (): string =>
  table(
    ['Variable', 'Meaning', 'Default'],
    Object.entries(variables).map(([name, { about, standard }]) => [
      `\`${name}\``,
      cell(about),
      standard === '' ? 'not set' : `\`${standard}\``,
    ]),
  );

/** Puts a table between its two marks in a text. Throws when the marks are missing. */
export const placeTable = (text: string, name: string, rendered: string): string => {
  const start = `<!-- ${name}: rendered by npm run readme -->`;
  const end = `<!-- end of ${name} -->`;
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the marks of the table "${name}" are missing`);
  return `${text.slice(0, from + start.length)}\n${rendered}\n${text.slice(to)}`;
};

/** The README with both tables as they should be. */
export const renderReadme = (text: string, commands: readonly Command[]): string =>
  placeTable(placeTable(text, 'commands', renderCommandTable(commands)), 'variables', renderVariableTable());
