import { sendImport, sentenceOf } from './api.ts';
import type { Found } from './catalogue.ts';
import { previewBytes, readFirstRows } from './csv.ts';
import { openDialog } from './dialog.ts';
import { button, h, isolated, on } from './dom.ts';
import { importFields } from './import-form.ts';
import { withImportProgress } from './import-progress.ts';
import { readFirstLines } from './json-lines.ts';

const shownRows = 3;

const preview = (rows: readonly (readonly string[])[]): HTMLElement => {
  const [header = [], ...first] = rows;
  return h(
    'div',
    { class: 'table', role: 'region', tabindex: 0, 'aria-label': 'First rows of the file' },
    h(
      'table',
      {},
      h('caption', {}, `The header and the first ${first.length} ${first.length === 1 ? 'row' : 'rows'}`),
      h('thead', {}, h('tr', {}, ...header.map((name) => h('th', { scope: 'col', dir: 'auto' }, name)))),
      h('tbody', {}, ...first.map((row) => h('tr', {}, ...header.map((_, index) => h('td', { dir: 'auto' }, row[index] ?? ''))))),
    ),
  );
};

type Parts = Readonly<{ found: Found; maxBytes: number; close: () => void; say: (problem: string) => void }>;

/** Nothing is stored by what the dialog sends: the answer shows the first quotes as they will be, with the button that imports them. */
const lookFirst = ({ options }: Found['action']): Readonly<Record<string, string>> =>
  options.some(({ name }) => name === 'preview') ? { preview: 'yes' } : {};

/** The second half of the dialog, once a file is chosen: the look at it, the questions, and the button that sends it. */
const mappingForm = (file: File, rows: readonly (readonly string[])[], { found, close, say }: Parts): HTMLElement => {
  const { command, action } = found;
  const fields = importFields(action, rows[0] ?? []);
  const submit = h('button', { type: 'submit', class: 'primary' }, 'Look at ', isolated(file.name));
  const send = async () => {
    const given = [...fields].map(([name, field]) => [name, field.value().trim()] as const).filter(([, value]) => value !== '');
    submit.disabled = true;
    submit.setAttribute('aria-busy', 'true');
    try {
      const options = { ...Object.fromEntries(given), ...lookFirst(action) };
      const sending = sendImport({ file, command: command.name, action: action.path, options });
      const answer = await withImportProgress(form, sending);
      if (answer.outcome === 'done') return close();
      say(answer.userMessage);
    } catch (cause) {
      say(sentenceOf(cause));
    }
    submit.disabled = false;
    submit.removeAttribute('aria-busy');
  };
  const form = on(
    h(
      'form',
      { class: 'mapping' },
      preview(rows),
      h('div', { class: 'fields' }, ...[...fields.values()].map(({ node }) => node)),
      h('div', { class: 'dialog-foot' }, button({ class: 'action plain' }, close, 'Cancel'), submit),
    ),
    {
      submit: (event) => {
        event.preventDefault();
        void send();
      },
    },
  );
  return form;
};

const readStart = async (file: File): Promise<readonly (readonly string[])[]> => {
  const text = (await file.slice(0, previewBytes).text()).replace(/^\uFEFF/, '');
  return /\.(?:jsonl|ndjson)$/i.test(file.name) ? readFirstLines(text, shownRows) : readFirstRows(text, shownRows + 1);
};

/** Opens the dialog that imports real people's words: choose a file, look at it, say which column is what, send. */
export const openImportDialog = (found: Found, maxBytes: number): void => {
  const problem = h('p', { class: 'problem', role: 'alert' });
  const place = h('div');
  const say = (text: string) => problem.replaceChildren(text);
  const input = h('input', { type: 'file', id: 'import-file', accept: '.csv,text/csv,.tsv,text/plain,.jsonl,.ndjson' });
  const intro = h(
    'p',
    { class: 'intro' },
    'Words that real people said or wrote, one row each. They are shown word for word with their source and date, and never as a persona’s own. E-mail addresses, telephone numbers and the like are taken out first; a marker shows where.',
  );
  const dialog = openDialog(
    'Import real quotes',
    [
      intro,
      h('div', { class: 'field' }, h('label', { for: 'import-file' }, (found.action.file ?? 'File').replace(/\.$/, '')), input),
      problem,
      place,
    ],
    'import',
  );
  const choose = async () => {
    const file = input.files?.[0];
    place.replaceChildren();
    say('');
    if (!file) return;
    if (file.size > maxBytes)
      return say(`The file is larger than ${Math.round(maxBytes / 1024 / 1024)} MB. Split it and import the parts.`);
    const rows = await readStart(file);
    if (rows.length < 2) return say('This file has no header line with rows below it.');
    place.replaceChildren(mappingForm(file, rows, { found, maxBytes, close: dialog.close, say }));
  };
  on(input, { change: () => void choose() });
};
