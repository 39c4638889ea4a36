import { type Chart, chartSchema } from '../../core/chart.ts';
import { formLimits } from '../../core/form.ts';
import type { Press } from '../../core/message.ts';
import type { Command, CommandAction } from '../../ports/command.ts';
import type { ColourScheme } from '../../ports/pictures.ts';
import type { InvokeRequest, PressedIn } from './wire.ts';

/*
 * Reading what the page sends. Written by hand instead of with a schema library, because an adapter imports its own library only.
 */

const keyPattern = /^[\w-]{8,80}$/;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** Longest value of an option of a press, in UTF-16 units: as long as a field of a form. */
const maxOptionUnits = formLimits.textUnits;
const isOptionValue = (value: unknown): value is string => isText(value) && value.length <= maxOptionUnits;

const readPress = (value: unknown): Press | undefined => {
  if (!isRecord(value)) return undefined;
  const { command, action, options } = value;
  if (!isText(command) || !Array.isArray(action) || !action.every(isText)) return undefined;
  if (!isRecord(options) || !Object.values(options).every(isOptionValue)) return undefined;
  return { command, action, options: options as Record<string, string> };
};

const readPressedIn = (value: unknown): PressedIn | undefined => {
  const press = isRecord(value) ? readPress(value['press']) : undefined;
  return isRecord(value) && isText(value['entry']) && press ? { entry: value['entry'], press } : undefined;
};

/** A request as sent by the page, or `undefined` when it is anything else. */
export const readInvokeRequest = (body: unknown): InvokeRequest | undefined => {
  if (!isRecord(body)) return undefined;
  const { deliveryKey, thread, line, press, from } = body;
  if (!isText(deliveryKey) || !keyPattern.test(deliveryKey)) return undefined;
  if (thread !== undefined && !isText(thread)) return undefined;
  const place = thread === undefined ? {} : { thread };
  if (press !== undefined) {
    const pressed = line === undefined ? readPress(press) : undefined;
    if (from === undefined) return pressed && { deliveryKey, ...place, press: pressed };
    const pressedIn = readPressedIn(from);
    return pressed && pressedIn && { deliveryKey, ...place, press: pressed, from: pressedIn };
  }
  return isText(line) && line.trim() !== '' ? { deliveryKey, ...place, line } : undefined;
};

/** The command and the text of a typed line. A line without a slash is a headline for the panel. */
export const readLine = (line: string): { command: string; text: string } => {
  const typed = /^\s*\/(\S*)\s*([\s\S]*)$/u.exec(line);
  return typed ? { command: typed[1] ?? '', text: typed[2] ?? '' } : { command: 'panel', text: line };
};

/** What a file is sent for: an action that wants a file, its options, the file's name and the key of the delivery. */
export type ImportRequest = Readonly<{
  deliveryKey: string;
  command: string;
  action: readonly string[];
  options: Readonly<Record<string, string>>;
  fileName: string;
}>;

const optionPrefix = 'option.';

/** Reads the query string of an import: `key`, `command`, `action` (words), `name`, and `option.<name>` for each option. */
export const readImportRequest = (query: Readonly<Record<string, string>>): ImportRequest | undefined => {
  const { key = '', command = '', action = '', name = '' } = query;
  if (!keyPattern.test(key) || command === '' || name === '' || name.length > 255) return undefined;
  const options = Object.entries(query)
    .filter(([field]) => field.startsWith(optionPrefix))
    .map(([field, value]) => [field.slice(optionPrefix.length), value]);
  return { deliveryKey: key, command, action: action.split(' ').filter(Boolean), options: Object.fromEntries(options), fileName: name };
};

/** A chart to be drawn, as the page asks for it: its data is all in the address, so nobody can be shown another space's figures. */
export const readChartRequest = (query: Readonly<Record<string, string>>): Readonly<{ chart: Chart; theme: ColourScheme }> | undefined => {
  const { chart = '', theme } = query;
  if (theme !== 'light' && theme !== 'dark') return undefined;
  try {
    const read = chartSchema.safeParse(JSON.parse(chart));
    return read.success ? { chart: read.data, theme } : undefined;
  } catch {
    return undefined;
  }
};

/** The declared action that takes a file, or `undefined`: nothing else is worth spooling a file for. */
export const findFileAction = (commands: readonly Command[], request: ImportRequest): CommandAction | undefined =>
  commands
    .find(({ name }) => name === request.command)
    ?.actions.find((action) => action.file !== undefined && action.path.join(' ') === request.action.join(' '));
