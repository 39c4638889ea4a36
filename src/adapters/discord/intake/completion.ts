import { cutToUnits, onOneLine } from '../../../core/text.ts';
import type { Command } from '../../../ports/command.ts';
import { findAction } from '../install/registration.ts';
import type { Choice } from '../sending/answers.ts';
import type { Ask } from './payloads.ts';
import type { KnownSets } from './sets.ts';

/** Most choices, and longest name and value of one. interactions/application-commands.mdx, read 2026-11-21. */
const mostChoices = 25;
const mostUnits = 100;

const choice = (value: string, name: string): Choice => ({ value, name: cutToUnits(onOneLine(name), mostUnits) || value });

const setsOf = ({ list, standard }: KnownSets): readonly Choice[] =>
  list.map(({ id, title }) => choice(id, `${title} (${id}${id === standard ? ', the default' : ''})`));

const personasOf = ({ list, standard }: KnownSets, named: string | undefined): readonly Choice[] => {
  const set = list.find(({ id }) => id === (named || standard));
  return (set?.personas ?? []).map(({ id, name, role }) => choice(id, `${name}, ${role}`));
};

/** What to offer for what has been typed so far: what begins with it first, then what holds it. Pure. */
export const completionsFor = (commands: readonly Command[], ask: Ask & { kind: 'complete' }, sets: KnownSets): readonly Choice[] => {
  const action = findAction(commands, ask.command, ask.path);
  if (!action) return [];
  const { focused, options } = ask;
  // A free text that is called `set` names one, as in /personas show.
  const source = focused === 'set' && action.takes?.name === 'set' ? 'sets' : action.options[focused]?.choices;
  const all = source === 'sets' ? setsOf(sets) : source === 'personas' ? personasOf(sets, options['set']) : [];
  const typed = (options[focused] ?? '').trim().toLowerCase();
  const fits = all.filter(({ name, value }) => value.length <= mostUnits && `${name} ${value}`.toLowerCase().includes(typed));
  const begins = ({ name, value }: Choice): boolean => name.toLowerCase().startsWith(typed) || value.startsWith(typed);
  return [...fits.filter(begins), ...fits.filter((one) => !begins(one))].slice(0, mostChoices);
};
