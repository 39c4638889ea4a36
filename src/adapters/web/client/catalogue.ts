import type { WireAction, WireCommand } from '../wire.ts';

/** An action with the command that it belongs to. */
export type Found = Readonly<{ command: WireCommand; action: WireAction }>;

/** How an action is typed, up to its free text: `/panel-admin quotes import`. */
export const typedName = (command: WireCommand, action: WireAction): string =>
  ['/', command.name, ...action.path.map((part) => ` ${part}`)].join('');

/** The action that takes a table of quotes, for the attach button. */
export const findQuoteImport = (commands: readonly WireCommand[]): Found | undefined => {
  for (const command of commands) {
    const action = command.actions.find(({ path, file }) => file !== undefined && path[0] === 'quotes');
    if (action) return { command, action };
  }
  return undefined;
};

/** The action with the longest path that the words after a command begin with. */
export const actionFor = (command: WireCommand, words: readonly string[]): WireAction | undefined =>
  command.actions
    .filter(({ path }) => path.every((part, index) => words[index]?.toLowerCase() === part))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
