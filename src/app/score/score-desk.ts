import { z } from 'zod';
import { type Refusal, refuse } from '../../core/errors.ts';
import type { SpaceId } from '../../core/ids.ts';
import type { LedgerItem } from '../../core/ledger/item.ts';
import { describeSetTrack } from '../../core/ledger/track-record.ts';
import { optionLetter } from '../../core/stimulus.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ScoreDesk, VoteRules } from '../../ports/desks.ts';
import type { Documents } from '../../ports/documents.ts';
import type { Journal, PanelRecord } from '../../ports/journal.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Random } from '../../ports/random.ts';
import type { RowReader } from '../../ports/row-reader.ts';
import { createLedgerNames, type LedgerNames } from './ledger-names.ts';
import { importPastTests } from './past-tests.ts';
import { isScored } from './score-book.ts';

type DeskParts = Readonly<{
  ledger: Ledger;
  journal: Journal;
  documents: Documents;
  random: Random;
  clock: Clock;
  readRows: RowReader;
}>;
type Parts = DeskParts & Readonly<{ names: LedgerNames }>;

const settings = ['settings', 'votes'] as const;
const settingsSchema = z.object({ mode: z.enum(['off', 'optional', 'always']), minutes: z.int().min(1).max(10) });

/** Votes are offered, and nobody has to wait for them. */
const standard: VoteRules = { mode: 'optional', minutes: 5 };

const readRules = async (documents: Documents, space: SpaceId) => {
  const document = await documents.get(space, ...settings);
  const parsed = settingsSchema.safeParse(document?.value);
  return { rules: parsed.data ?? standard, version: document?.version ?? 0 };
};

const change =
  ({ documents }: Parts): ScoreDesk['change'] =>
  async (space, { author, ...wanted }) => {
    const { rules, version } = await readRules(documents, space);
    const value = { ...rules, ...wanted };
    const stored = await documents.put(space, { kind: settings[0], id: settings[1], value, author, expectedVersion: version });
    return stored ? value : refuse('settings-contested');
  };

/** The comparison with this number, whose forecast counts or will count. */
const findScored = async ({ journal }: Parts, space: SpaceId, number: number): Promise<PanelRecord | Refusal> => {
  const panel = await journal.readByNumber(space, number);
  if (!panel) return refuse('panel-unknown', { panel: number });
  return isScored(panel) ? panel : refuse('not-comparison', { panel: number });
};

const vote =
  (parts: Parts): ScoreDesk['vote'] =>
  async ({ space, number, actor, choice }) => {
    const panel = await findScored(parts, space, number);
    if ('refused' in panel) return panel;
    const { options } = panel.plan.stimulus;
    if (!panel.plan.voting) return refuse('votes-off', { panel: number });
    if (choice >= options.length)
      return refuse('choice-unknown', { name: optionLetter(choice), names: options.map((_, at) => optionLetter(at)).join(', ') });
    const voter = await parts.names.hash(space, actor.id);
    const appended = await parts.ledger.append(space, { kind: 'vote', panel: panel.ref.id, voter, choice, options: options.length });
    if ('problem' in appended && appended.problem !== 'known') return refuse('vote-late', { panel: number });
    return panel;
  };

const reveal =
  (parts: Parts): ScoreDesk['reveal'] =>
  async ({ space, number, actor }) => {
    const panel = await findScored(parts, space, number);
    if ('refused' in panel) return panel;
    if (!panel.plan.voting) return refuse('votes-off', { panel: number });
    if (actor.role !== 'moderator' && actor.id !== panel.actor.id) return refuse('reveal-others', { panel: number });
    await parts.ledger.append(space, { kind: 'reveal', panel: panel.ref.id });
    return panel;
  };

const problems = {
  'no-forecast': 'outcome-unsealed',
  'too-late': 'outcome-unsealed',
  known: 'outcome-known',
} as const;

const outcome =
  (parts: Parts): ScoreDesk['outcome'] =>
  async ({ space, number, actor, result, source, date }) => {
    const panel = await findScored(parts, space, number);
    if ('refused' in panel) return panel;
    const today = parts.clock.now().toISOString().slice(0, 10);
    if ((date ?? today) > today)
      return refuse('outcome-wrong', { problem: `${date} has not come yet. Give the day on which the test ended.` });
    const author = await parts.names.hash(space, actor.id);
    const entry = { result, source: source ?? 'not given', date: date ?? today, author };
    const appended = await parts.ledger.append(space, { kind: 'outcome', panel: panel.ref.id, outcome: entry });
    if ('row' in appended) {
      await parts.names.keep(space, author, actor.name);
      return { panel, item: await parts.ledger.item(space, panel.ref.id), line: await line(parts)(space, panel.plan.set) };
    }
    if (appended.problem === 'misfit')
      return refuse('outcome-wrong', {
        problem: 'Give one pair of counts, clicks/people, for each option, and no more clicks than people.',
      });
    return refuse(problems[appended.problem], { panel: number });
  };

const line =
  ({ ledger }: Pick<Parts, 'ledger'>): ScoreDesk['line'] =>
  async (space, set) => {
    const [ofVersion, ofSet] = await Promise.all([
      ledger.tally(space, `set ${set.id} version ${set.version}`),
      ledger.tally(space, `set ${set.id}`),
    ]);
    return describeSetTrack(set, ofVersion, ofSet);
  };

/** Who recorded what, newest first. */
const historyOf =
  ({ ledger, names }: Parts) =>
  async (space: SpaceId, panel: PanelRecord): Promise<{ item: LedgerItem; authors: readonly string[] }> => {
    const item = await ledger.item(space, panel.ref.id);
    const authors = await Promise.all(
      item.outcomes.map(async ({ author }) => (await names.read(space, author)) ?? 'somebody who was forgotten'),
    );
    return { item, authors };
  };

/** Votes, outcomes and the record of a space. */
export const createScoreDesk = (deskParts: DeskParts): ScoreDesk => {
  const parts = { ...deskParts, names: createLedgerNames(deskParts) };
  return {
    rules: async (space) => (await readRules(parts.documents, space)).rules,
    change: change(parts),
    line: line(parts),
    tallies: parts.ledger.tallies,
    vote: vote(parts),
    reveal: reveal(parts),
    outcome: outcome(parts),
    history: async (space, number) => {
      const panel = await findScored(parts, space, number);
      return 'refused' in panel ? panel : { panel, ...(await historyOf(parts)(space, panel)) };
    },
    importPast: async (space, { file, source, date, actor }) => {
      const author = await parts.names.hash(space, actor.id);
      await parts.names.keep(space, author, actor.name);
      return importPastTests(parts, space, {
        file,
        fixed: { ...(source === undefined ? {} : { source }), ...(date === undefined ? {} : { date }) },
        author,
      });
    },
  };
};
