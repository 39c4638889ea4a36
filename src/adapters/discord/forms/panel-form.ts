import { type Form, makeForm } from '../../../core/form.ts';
import { maxStimulusUnits } from '../../../core/stimulus.ts';
import type { KnownSets } from '../intake/sets.ts';

/** The form behind `/panel` with nothing typed. `chosen` are options that were typed beside the missing text. */
export const panelForm = ({ list }: KnownSets, chosen: Readonly<Record<string, string>>): Form => {
  const sets = list.slice(0, 25).map(({ id, title }) => ({ value: id, label: `${title} (${id})` }));
  const rounds = [
    { value: '1', label: 'One' },
    { value: '2', label: 'Two: they also discuss' },
  ];
  const known = (name: string, choices: readonly { value: string }[]) => {
    const value = chosen[name];
    return value !== undefined && choices.some((choice) => choice.value === value) ? { value } : {};
  };
  const optional = { kind: 'choice', required: false } as const;
  return makeForm({
    title: 'Ask the panel',
    about: 'The personas are AI, none is a real person. | sets 2 to 5 options side by side.',
    fields: [
      {
        kind: 'text',
        option: 'stimulus',
        label: 'Headline or concept',
        placeholder: 'Save money with one tap | Banking that gets you',
        maxUnits: maxStimulusUnits,
        required: true,
      },
      ...(sets.length > 0
        ? [{ ...optional, option: 'set', label: 'Persona set', hint: 'Empty: the default set', choices: sets, ...known('set', sets) }]
        : []),
      { ...optional, option: 'rounds', label: 'Rounds', hint: 'Empty: one', choices: rounds, ...known('rounds', rounds) },
    ],
    press: { command: 'panel', action: [], options: {} },
    submit: 'Ask',
  });
};
