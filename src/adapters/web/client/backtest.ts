import type { BacktestAnswer, StateResponse } from '../wire.ts';
import { announce } from './announce.ts';
import { fetchBacktest, sendBacktest, sendBacktestFile, sentenceOf } from './api.ts';
import { button, h, isolated, on } from './dom.ts';
import { messageBody } from './message.ts';

/** The part of the record page in which a set is run over tests of the past. `show` looks how it stands, and goes on looking while one runs. */
export type BacktestSection = Readonly<{ node: HTMLElement; show: (isOpen: boolean) => void }>;

type Run = NonNullable<BacktestAnswer['run']>;
type Act = (ask: () => Promise<BacktestAnswer>, from: HTMLButtonElement) => void;

/** Time between two looks at a run, in milliseconds. */
const lookMs = 1_000;

const warning =
  'Nothing is sealed here, and a language model may have seen old tests, a public benchmark above all: good scores are a smoke test, not a track record.';

const statusWords = { asked: 'Not started', running: 'Running', stopped: 'Stopped', done: 'Done' } as const;

const field = (id: string, label: string, control: HTMLElement): HTMLElement =>
  h('div', { class: 'field' }, h('label', { for: id }, label), control);

/** The form that chooses a file and a set. Nothing is asked of a model before its answer was seen. */
const chooseForm = (sets: StateResponse['sets'], act: Act): HTMLElement => {
  const file = h('input', { id: 'backtest-file', type: 'file', accept: '.csv,text/csv', required: true });
  const set = h('select', { id: 'backtest-set' }, ...sets.map(({ id, title }) => h('option', { value: id }, title)));
  const limit = h('input', { id: 'backtest-limit', type: 'number', min: 1, max: 1_000, value: 100, required: true });
  const submit = h('button', { type: 'submit', class: 'primary' }, 'What would it take?');
  const send = () => {
    const chosen = file.files?.[0];
    if (chosen) act(() => sendBacktestFile(chosen, { set: set.value, limit: limit.value }), submit);
  };
  const parts = [
    field('backtest-file', 'CSV file with tests of the past', file),
    field('backtest-set', 'Persona set', set),
    field('backtest-limit', 'Tests, at most 1,000', limit),
    submit,
  ];
  return on(h('form', { class: 'backtest-form' }, ...parts), {
    submit: (event) => {
      event.preventDefault();
      send();
    },
  });
};

const actionButton = (name: 'start' | 'stop' | 'drop', label: string, act: Act): HTMLButtonElement => {
  const node: HTMLButtonElement = button(
    { class: name === 'start' ? 'primary' : 'action plain' },
    () => act(() => sendBacktest(name), node),
    label,
  );
  return node;
};

const buttonsFor = ({ status }: Run, act: Act): readonly HTMLButtonElement[] => {
  if (status === 'running') return [actionButton('stop', 'Stop', act)];
  const goOn = { asked: 'Start', stopped: 'Go on' } as const;
  const discard = actionButton('drop', 'Discard', act);
  return status === 'done' ? [discard] : [actionButton('start', goOn[status], act), discard];
};

const describeUse = ({ used, cost }: Run): string =>
  used === 0 ? '' : `${used.toLocaleString('en')} tokens used${cost === undefined ? '' : `, cost ${cost.toFixed(4)}`}.`;

/** What changes with every look: how far it is. */
const progressOf = (run: Run): HTMLElement => {
  const { done, tests, status } = run;
  const words = `${statusWords[status]}: ${done} of ${tests} tests.`;
  return h(
    'div',
    { class: 'backtest-progress' },
    h('progress', { max: tests, value: done, 'aria-label': 'Tests done' }),
    h('p', {}, h('strong', {}, words), ' ', describeUse(run)),
  );
};

const headOf = ({ file, set, leftOut, estimate, status, problem }: Run): readonly (HTMLElement | false)[] => [
  h('p', {}, isolated(`${set.title}, version ${set.version}`), ' on ', isolated(file)),
  leftOut > 0 && h('p', { class: 'note' }, `${leftOut.toLocaleString('en')} more tests of the file are left out.`),
  (status === 'asked' || status === 'stopped') && h('p', { class: 'estimate' }, estimate),
  problem !== undefined && h('p', { class: 'problem' }, problem),
];

/** Draws how a run stands. Buttons and scores are made anew only when they change, so that nobody loses the focus or sees charts blink. */
const createView = (sets: StateResponse['sets'], act: Act) => {
  const [head, progress, scores] = [h('div'), h('div'), h('div', { class: 'backtest-scores' })];
  const buttons = h('div', { class: 'backtest-buttons' });
  const choose = chooseForm(sets, act);
  let [shownStatus, shownScores] = ['', ''];
  const draw = ({ run, scores: message }: BacktestAnswer): void => {
    const status = run ? `${run.file} ${run.status} ${run.problem ?? ''}` : 'none';
    progress.replaceChildren(...(run ? [progressOf(run)] : []));
    if (status !== shownStatus) {
      head.replaceChildren(...(run ? headOf(run) : []).filter((node) => node !== false));
      buttons.replaceChildren(...(run ? buttonsFor(run, act) : []));
      choose.hidden = run !== undefined && run.status !== 'done';
      if (shownStatus !== '') announce(run ? `${statusWords[run.status]}: ${run.done} of ${run.tests} tests of the past.` : 'Discarded.');
    }
    const text = JSON.stringify(message?.blocks ?? []);
    if (text !== shownScores) scores.replaceChildren(...(message ? [messageBody(message, undefined, () => undefined)] : []));
    [shownStatus, shownScores] = [status, text];
  };
  return { nodes: [head, progress, buttons, scores, choose], draw };
};

/** Carries out what a button asks for, once at a time, and shows the answer or what went wrong. */
const createAct =
  (take: (answer: BacktestAnswer) => void, problem: HTMLElement, title: HTMLElement): Act =>
  (ask, from) => {
    if (from.getAttribute('aria-busy') === 'true') return;
    from.setAttribute('aria-busy', 'true');
    const settled = (): void => {
      from.removeAttribute('aria-busy');
      // The button is gone when the state changed: the focus would fall to the top of the page.
      if (!from.isConnected || from.closest('[hidden]')) title.focus();
    };
    void ask()
      .then(take, (cause: unknown) => problem.replaceChildren(sentenceOf(cause)))
      .finally(settled);
  };

/** Makes the section. */
export const createBacktestSection = (sets: StateResponse['sets']): BacktestSection => {
  const problem = h('p', { class: 'problem backtest-problem', role: 'alert' });
  const title = h('h2', { id: 'backtest-title', class: 'backtest-title', tabindex: -1 }, 'Tests of the past');
  let isOpen = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (answer: BacktestAnswer): void => {
    problem.replaceChildren(answer.refused ?? '');
    if (answer.refused === undefined) view.draw(answer);
    clearTimeout(timer);
    if (isOpen && answer.run?.status === 'running') timer = setTimeout(look, lookMs);
  };
  const look = (): void => {
    void fetchBacktest().then(take, (cause: unknown) => {
      problem.replaceChildren(sentenceOf(cause));
      // A bot that is started anew answers again.
      if (isOpen) timer = setTimeout(look, 3 * lookMs);
    });
  };
  const act = createAct(take, problem, title);
  const view = createView(sets, act);
  const intro = h('p', {}, 'Run a set on tests whose outcome is known, and see its scores beside the simple rules. ', warning);
  const wanted = h(
    'p',
    { class: 'note' },
    'The file has a row for each test, with the columns option_a, option_b …, people_a, chose_a … or winner, source and date.',
  );
  const node = h('section', { class: 'backtest', 'aria-labelledby': 'backtest-title' }, title, intro, wanted, problem, ...view.nodes);
  return {
    node,
    show: (open) => {
      isOpen = open;
      clearTimeout(timer);
      if (open) look();
    },
  };
};
