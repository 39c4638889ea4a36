import { type LabelledMessage, type MessageLimits, notice } from '../labels.ts';
import type { Block, Button } from '../message.ts';
import { onOneLine } from '../text.ts';
import { verdictOf } from './report-verdict.ts';
import type { CheckResult } from './result.ts';

/** A check as its message in the channel needs it. */
type Progress = Readonly<{
  set: Readonly<{ id: string; title: string; version: number }>;
  calls: number;
  done: number;
  stoppedBy?: string;
  /** Until when it rests for lack of tokens (ISO 8601). */
  waitsUntil?: string | undefined;
  /** It rests, and panels are paused. */
  isPaused?: boolean;
  /** Nobody hears of it any more. */
  isUnheard?: boolean;
  end?: Readonly<{ kind: 'done' | 'stopped' | 'spent' | 'failed'; reason?: string }>;
}>;

/** A button of `/personas check`. */
export const checkButton = (
  label: string,
  action: string,
  options: Readonly<Record<string, string>>,
  style: Button['style'] = 'plain',
): Button => ({
  label,
  style,
  press: { command: 'personas', action: ['check', action], options },
});

/** The buttons of a finished check. */
export const reportButtons = (set: string): readonly Button[] => [
  checkButton('Export as Markdown', 'export', { set, format: 'markdown' }),
  checkButton('Export as JSON', 'export', { set, format: 'json' }),
];

const timeOf = (until: string): string => `${until.slice(0, 10)}, ${until.slice(11, 16)} UTC`;

const describePause = (until: string | undefined): string =>
  ` Panels are paused here: it goes on by itself once /panel-admin resume lets them start again${until === undefined ? '' : `, and not before ${timeOf(until)}`}.`;

const describeRest = ({ waitsUntil, isPaused }: Progress): string => {
  if (isPaused) return describePause(waitsUntil);
  return waitsUntil === undefined ? '' : ` The tokens for checks are used up for now; it goes on by itself after ${timeOf(waitsUntil)}.`;
};

/** A terminal's call ends while a check rests, and its place ends with it. */
const describeUnheard = ({ set, isUnheard }: Progress): string =>
  isUnheard
    ? ` It was started in a terminal, so whichever process goes on with it tells nobody: npm run sets -- check status ${set.id} shows how it stands.`
    : '';

/** How far it is, or how it ended, in a sentence. */
export const describeProgress = (progress: Progress): string => {
  const { calls, done, stoppedBy, end } = progress;
  const of = `${done.toLocaleString('en')} of ${calls.toLocaleString('en')} calls`;
  if (!end && stoppedBy !== undefined) return `Stopping: the calls under way are waited for. ${of} are done.`;
  if (!end) return `${of} are done.${describeRest(progress)}${describeUnheard(progress)}`;
  switch (end.kind) {
    case 'done':
      return `Done: ${of}.`;
    case 'stopped':
      return `Stopped${stoppedBy === undefined ? '' : ` by ${onOneLine(stoppedBy)}`} after ${of}. Nothing is reported of a part.`;
    case 'spent':
      return `Ended after ${of}: the answers took more tokens than were expected. Nothing is reported of a part. Try the quick size.`;
    case 'failed':
      return `Ended after ${of}: ${end.reason ?? 'it failed'}. Nothing is reported of a part.`;
  }
};

/** The message in the channel, and its later editions. */
export const progressMessage = (progress: Progress, limits: MessageLimits, result?: CheckResult): LabelledMessage => {
  const { set, end, stoppedBy } = progress;
  const said = describeProgress(progress);
  const blocks: readonly Block[] = [
    { type: 'heading', text: `Check of ${set.title}, version ${set.version}` },
    { type: 'text', text: said },
    ...(result ? [{ type: 'text', text: verdictOf(result) } as const] : []),
    ...(result?.drift?.hasMoved
      ? [{ type: 'text', text: `The answers have moved since ${result.drift.day}. The report says how far.` } as const]
      : []),
    { type: 'note', text: 'Figures about AI personas. They say nothing about people.' },
  ];
  const isRunning = !end && stoppedBy === undefined;
  const buttons = [
    ...(isRunning ? [checkButton('Stop', 'stop', { set: set.id }, 'danger')] : []),
    ...(end?.kind === 'done' ? [checkButton('Show the report', 'report', { set: set.id })] : []),
  ];
  return notice({ summary: `Check of ${set.title}: ${said}`, blocks, buttons }, limits);
};
