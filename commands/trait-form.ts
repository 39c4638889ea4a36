import { z } from 'zod';
import { isRefusal, type Refusal } from '../src/core/errors.ts';
import { type Form, makeForm } from '../src/core/form.ts';
import type { Press } from '../src/core/message.ts';
import { addTrait, joinTraitLine } from '../src/core/personas/add-trait.ts';
import { type TraitPart, traitParts } from '../src/core/personas/persona.ts';
import type { CommandContext } from '../src/ports/command.ts';
import type { SetDraft } from '../src/ports/set-desk.ts';
import { nameField, personaId, setName } from './set-names.ts';

/* The form for one trait that somebody draws from quotes, and keeping what it sends. */

const filter = z.string().trim().max(120, 'That is too long for a segment or a source.').optional();

/** Which quotes are drawn on, for which set and persona: the options that all buttons and forms of `/personas suggest` carry. */
export const groupInput = { set: setName, persona: personaId.optional(), segment: filter, source: filter };

/** What `groupInput` reads. */
export type Group = Readonly<{ set: string; persona?: string | undefined; segment?: string | undefined; source?: string | undefined }>;

/** The filters of a group, without what is not there. */
export const filtersOf = ({ segment, source }: Group): Readonly<{ segment?: string; source?: string }> => ({
  ...(segment === undefined ? {} : { segment }),
  ...(source === undefined ? {} : { source }),
});

/** A group as a button carries it. */
export const groupOptions = (group: Group): Readonly<Record<string, string>> => ({
  set: group.set,
  ...(group.persona === undefined ? {} : { persona: group.persona }),
  ...filtersOf(group),
});

/** A group as people read it. */
export const describeGroup = ({ segment, source }: Group): string =>
  [segment === undefined ? '' : `segment “${segment}”`, source === undefined ? '' : `source “${source}”`].filter(Boolean).join(', ');

/** What the form sends beside the group. */
export const traitInput = {
  part: z.enum(traitParts),
  sentence: z.string().trim().min(1, 'Write the sentence.'),
  basis: z.string().trim().min(1, 'Say what it rests on: data, assumption or invention.'),
  on: z.string().trim().default(''),
  ask: z.string().trim().default(''),
};

type Filled = Readonly<{ about: string; part: TraitPart; sentence: string; basis: string; on: string; press: Press }>;

/** The form, with what is known already. */
export const traitForm = ({ about, part, sentence, basis, on, press }: Filled): Form =>
  makeForm({
    title: 'A trait from quotes',
    about,
    fields: [
      {
        option: 'part',
        label: 'Kind of trait',
        required: true,
        kind: 'choice',
        choices: traitParts.map((one) => ({ value: one, label: nameField(one) })),
        value: part,
      },
      {
        option: 'sentence',
        label: 'The sentence',
        hint: 'In your own words; a quote is refused',
        required: true,
        kind: 'text',
        maxUnits: 240,
        ...(sentence === '' ? {} : { value: sentence }),
      },
      {
        option: 'basis',
        label: 'What it rests on',
        hint: 'data as counted; or assumption, invention',
        required: true,
        kind: 'line',
        maxUnits: 300,
        value: basis,
      },
      { option: 'on', label: 'Words that touch it', required: false, kind: 'line', maxUnits: 300, ...(on === '' ? {} : { value: on }) },
      { option: 'ask', label: 'A question to put to real people', required: false, kind: 'line', maxUnits: 200 },
    ],
    press,
    submit: 'Keep',
  });

/** A trait as the form sent it. */
export type TypedTrait = Readonly<{ part: TraitPart; sentence: string; basis: string; on: string; ask: string }>;

/** Puts a typed trait into the draft. `said` is what has happened, for people. */
export const keepTrait = async (
  { invocation: { space, actor }, desks }: CommandContext,
  group: Group,
  trait: TypedTrait,
): Promise<Readonly<{ draft: SetDraft; persona: string; said: string }> | Refusal> => {
  let said = '';
  let persona = '';
  const draft = await desks.sets.write(space, {
    actor,
    set: group.set,
    texts: (sheet) => {
      const whose = group.persona === undefined ? {} : { persona: group.persona };
      const added = addTrait(sheet, { part: trait.part, line: joinTraitLine(trait), group: filtersOf(group), ...whose });
      persona = added.id;
      said = 'personas' in added.texts ? `Begun a new persona with it (${persona}). Fill in the other forms.` : 'Kept in your draft.';
      return added.texts;
    },
  });
  return isRefusal(draft) ? draft : { draft, persona, said };
};
