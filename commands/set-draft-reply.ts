import { type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';
import type { Block, Button } from '../src/core/message.ts';
import { keyOf, personaIds, type SheetProblem } from '../src/core/personas/set-sheet.ts';
import { describeChange, type SheetChange } from '../src/core/personas/sheet-changes.ts';
import { onOneLine } from '../src/core/text.ts';
import type { SetDraft, SetOrigin } from '../src/ports/set-desk.ts';
import { nameField, type PersonaPart, partLabels, personaParts } from './set-names.ts';

/** Most differences and problems that one message shows. The rest is counted. */
const shown = { changes: 24, problems: 12 } as const;

const press = (action: readonly string[], options: Readonly<Record<string, string>>) => ({ command: 'personas', action, options });
const plain = (label: string, action: readonly string[], options: Readonly<Record<string, string>>): Button => ({
  label,
  style: 'plain',
  press: press(action, options),
});

const nameIn = (draft: SetDraft, id: string): string => onOneLine(draft.sheet[keyOf(id, 'name')] ?? '') || id;

const cutList = (items: readonly string[], most: number): readonly string[] =>
  items.length > most ? [...items.slice(0, most), `… and ${items.length - most} more`] : items;

const problemLine = (draft: SetDraft, { persona, field, line, problem }: SheetProblem): string =>
  `${persona === undefined ? 'The set' : nameIn(draft, persona)}, ${nameField(field)}${line > 1 ? `, line ${line}` : ''}: ${problem}`;

/** Differences as blocks, one list for each field. */
export const changeBlocks = (changes: readonly SheetChange[], nameOf: (id: string) => string): readonly Block[] => {
  const lists = changes.slice(0, shown.changes).map(
    (change): Block => ({
      type: 'list',
      title: `${change.persona === undefined ? 'The set' : nameOf(change.persona)}, ${nameField(change.field)}`,
      items: describeChange(change),
    }),
  );
  const rest = changes.length - lists.length;
  return rest > 0
    ? [...lists, { type: 'note', text: `… and ${rest} more fields. Publish to keep them, or export to read them all.` }]
    : lists;
};

/** Where a set came from, as the card and the draft say it. */
export const describeOrigin = ({ file, licence, seal, importedOn }: SetOrigin): string => {
  const seals = {
    whole: 'The file was as exported.',
    changed: 'The file was changed after it was exported.',
    none: 'The file was written by hand.',
  } as const;
  return `From elsewhere: imported on ${importedOn} from ${file}, licence ${licence}. ${seals[seal]}`;
};

/** True for a draft that says what its version says already. */
const isSame = ({ base, changes }: SetDraft): boolean => base > 0 && changes.length === 0;

const differing = ({ changes }: SetDraft): string => `${changes.length} ${changes.length === 1 ? 'field differs' : 'fields differ'}`;

const standing = (draft: SetDraft): string => {
  const { id, base, problems } = draft;
  const on =
    base === 0
      ? 'A new set, not published yet'
      : isSame(draft)
        ? `Nothing in your draft differs from version ${base}`
        : `Your draft on version ${base}: ${differing(draft)}`;
  const rest = isSame(draft) ? 'so there is nothing to publish' : 'ready to publish';
  const ready = problems.length === 0 ? rest : `${problems.length} ${problems.length === 1 ? 'thing' : 'things'} to mend`;
  return `${on}, ${ready}. Only you see it, and it is kept until you publish or discard it: /personas edit ${id} brings you back here.`;
};

const isEmpty = (draft: SetDraft, { persona, field }: SheetProblem): boolean =>
  (draft.sheet[persona === undefined ? field : `${persona}/${field}`] ?? '').trim() === '';

/** Fields that nobody has filled in yet, one line for each persona: they are work to do, not mistakes. */
const emptyBlocks = (draft: SetDraft, problems: readonly SheetProblem[]): readonly Block[] => {
  const groups = [...Map.groupBy(problems, ({ persona }) => persona ?? '')].slice(0, shown.problems);
  const items = groups.map(([persona, of]) => {
    const fields = [...new Set(of.map(({ field }) => nameField(field)))].join(', ');
    return `${persona === '' ? 'The set' : nameIn(draft, persona)}: ${fields}`;
  });
  return items.length > 0 ? [{ type: 'list', title: 'Still empty', items }] : [];
};

const problemBlocks = (draft: SetDraft, problems: readonly SheetProblem[]): readonly Block[] => {
  const wrong = problems.filter((problem) => !isEmpty(draft, problem));
  const items = cutList(
    wrong.map((one) => problemLine(draft, one)),
    shown.problems,
  );
  return [
    ...(items.length > 0 ? [{ type: 'list', title: 'To mend before publishing', items } as const] : []),
    ...emptyBlocks(
      draft,
      problems.filter((problem) => isEmpty(draft, problem)),
    ),
    ...(draft.warnings.length > 0 ? [{ type: 'list', title: 'Worth a look', items: draft.warnings } as const] : []),
  ];
};

/** A review changes a set too, though no word of it: so that can be noted where there is nothing else to publish. */
const publishButtons = (draft: SetDraft): readonly Button[] =>
  draft.set ? [plain(isSame(draft) ? 'Note a review' : 'Publish', ['form', 'publish'], { set: draft.id })] : [];

const setButtons = (draft: SetDraft): readonly Button[] => {
  const set = { set: draft.id };
  return [
    plain('Set details', ['form', 'set'], set),
    plain('Add a persona', ['form', 'add'], set),
    ...(personaIds(draft.sheet).length > 0 ? [plain('Choose a persona', ['form', 'choose'], set)] : []),
    ...(draft.changes.length > 0 && draft.base > 0 ? [plain('Show changes', ['draft', 'changes'], set)] : []),
    ...publishButtons(draft),
    { label: 'Discard draft', style: 'danger', press: press(['draft', 'discard'], set) },
  ];
};

const personaRows = (draft: SetDraft): readonly Block[] => {
  const ids = personaIds(draft.sheet);
  if (ids.length === 0)
    return [{ type: 'text', text: `It has no persona yet. Add one, or begin one from quotes: /personas suggest ${draft.id} segment:…` }];
  const rows = ids.map((id) => {
    const wrong = draft.problems.filter(({ persona }) => persona === id).length;
    return [nameIn(draft, id), onOneLine(draft.sheet[keyOf(id, 'role')] ?? ''), wrong === 0 ? 'ready' : `${wrong} to mend`];
  });
  return [{ type: 'table', title: '', columns: ['AI persona', 'Role', 'State'], rows }];
};

/** The draft of a whole set: how it stands, what is wrong with it, and what can be done next. `said` is what has just happened. */
export const draftMessage = (draft: SetDraft, limits: MessageLimits, said = ''): LabelledMessage => {
  const title = onOneLine(draft.sheet['title'] ?? '') || draft.id;
  const blocks: readonly Block[] = [
    { type: 'heading', text: `Draft: ${title} (${draft.id})` },
    ...(said === '' ? [] : [{ type: 'text', text: said } as const]),
    { type: 'text', text: standing(draft) },
    ...(draft.origin ? [{ type: 'note', text: describeOrigin(draft.origin) } as const] : []),
    ...personaRows(draft),
    ...problemBlocks(draft, draft.problems),
  ];
  return notice({ summary: `Draft of ${title}. ${said}`.trim(), blocks, buttons: setButtons(draft) }, limits);
};

const isPart = (field: string, part: PersonaPart): boolean => personaParts[part].some((one) => one === field);

/** One persona of a draft: what is wrong in which form, and a button for each form. */
export const personaDraftMessage = (draft: SetDraft, persona: string, limits: MessageLimits, said = ''): LabelledMessage => {
  const own = draft.problems.filter((problem) => problem.persona === persona);
  const name = nameIn(draft, persona);
  const options = { set: draft.id, persona };
  const parts = Object.keys(personaParts) as PersonaPart[];
  const open = (part: PersonaPart): string => {
    const wrong = own.filter(({ field }) => isPart(field, part)).length;
    return wrong === 0 ? partLabels[part] : `${partLabels[part]} (${wrong})`;
  };
  const blocks: readonly Block[] = [
    { type: 'heading', text: `Draft: ${name} in ${draft.id}` },
    ...(said === '' ? [] : [{ type: 'text', text: said } as const]),
    {
      type: 'text',
      text:
        own.length === 0
          ? `Nothing is wrong with it. ${isSame(draft) ? `Nothing in your draft differs from version ${draft.base}.` : 'Look at its card before you publish.'}`
          : 'Mend what is named below, one form at a time.',
    },
    ...problemBlocks({ ...draft, warnings: [] }, own),
  ];
  const buttons: readonly Button[] = [
    ...parts.map((part) => plain(open(part), ['form', part], options)),
    ...(own.length === 0 ? [plain('Preview card', ['draft', 'preview'], options)] : []),
    plain('Whole set', ['edit'], { set: draft.id }),
    ...(isSame(draft) ? [] : publishButtons(draft)),
    { label: 'Remove from set', style: 'danger', press: press(['draft', 'remove'], options) },
  ];
  return notice({ summary: `Draft of ${name}. ${said}`.trim(), blocks, buttons }, limits);
};

/** What somebody else published while this draft was written, beside what both changed. Nothing of either is lost. */
export const contestedMessage = (
  contest: Readonly<{ draft: SetDraft; by: string; theirs: readonly SheetChange[]; clashes: readonly SheetChange[] }>,
  limits: MessageLimits,
): LabelledMessage => {
  const { draft, by, theirs, clashes } = contest;
  const nameOf = (id: string) => nameIn(draft, id);
  const said = `${onOneLine(by)} published version ${draft.base} of ${draft.id} while you were writing. ${
    isSame(draft)
      ? 'It says the same as your draft now, so there is nothing left to publish.'
      : 'Your draft now stands on top of it; look at both and publish again.'
  }`;
  const blocks: readonly Block[] = [
    { type: 'heading', text: `Not published: ${draft.id} changed meanwhile` },
    { type: 'text', text: said },
    ...(clashes.length > 0
      ? [
          { type: 'text', text: 'You both changed these. Theirs is marked −, yours +; yours is in the draft.' } as const,
          ...changeBlocks(clashes, nameOf),
        ]
      : isSame(draft)
        ? []
        : [{ type: 'text', text: 'You changed different fields, so both changes are in the draft.' } as const]),
    { type: 'text', text: `What ${onOneLine(by)} changed:` },
    ...changeBlocks(theirs, nameOf),
    ...problemBlocks(draft, draft.problems),
  ];
  return notice({ summary: said, blocks, buttons: setButtons(draft) }, limits);
};

/** What publishing this draft would change, field by field. */
export const changesMessage = (draft: SetDraft, limits: MessageLimits): LabelledMessage =>
  notice(
    {
      summary: isSame(draft) ? `Nothing in ${draft.id} differs` : `${draft.id}: ${differing(draft)}`,
      blocks: [
        { type: 'heading', text: draft.base === 0 ? `New: ${draft.id}` : `Your draft beside version ${draft.base} of ${draft.id}` },
        ...(isSame(draft) ? [{ type: 'text', text: 'Nothing differs.' } as const] : []),
        ...changeBlocks(draft.changes, (id) => nameIn(draft, id)),
      ],
      buttons: setButtons(draft),
    },
    limits,
  );
