import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpaceId } from '../../src/core/ids.ts';
import type { LedgerEntry, LedgerRow } from '../../src/core/ledger/entry.ts';
import { LedgerCheck } from '../../src/core/ledger/verify.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import { runs } from '../fakes/runs.ts';
import { createTestClock, here, ownHostileTexts, type TestClock, there } from './helpers.ts';
import { aForecast, outcomeOf, pastTest, sealed, sha256, vote, winner } from './ledger-entries.ts';

/** A ledger under test. `close` frees what it holds. */
export type LedgerFixture = Readonly<{ ledger: Ledger; close: () => void }>;

/** All rows, read in small pages. */
export const readRows = async (ledger: Ledger, space: SpaceId = here): Promise<readonly LedgerRow[]> => {
  const rows: LedgerRow[] = [];
  for (;;) {
    const page = await ledger.rows(space, { after: rows.at(-1)?.seq ?? 0, limit: 3 });
    if (page.length === 0) return rows;
    rows.push(...page);
  }
};

/** What a check of the whole ledger finds. */
export const checkLedger = async (ledger: Ledger, space: SpaceId = here) => {
  const check = new LedgerCheck(sha256);
  for (const row of await readRows(ledger, space)) check.row(row);
  check.end(await ledger.head(space), await ledger.tallies(space));
  return check.problems;
};

const write = async (ledger: Ledger, entries: readonly LedgerEntry[], space: SpaceId = here) => {
  const answers: unknown[] = [];
  for (const entry of entries) {
    const answer = await ledger.append(space, entry);
    answers.push('problem' in answer ? answer.problem : answer.row.seq);
  }
  return answers;
};

const describeOrder = (get: () => Ledger): void => {
  it('writes each thing once, in the order in which it happened', async () => {
    expect(await write(get(), [vote('p', 'u1', 0), { kind: 'reveal', panel: 'p' }, sealed('p'), outcomeOf('p', winner(0))])).toEqual([
      1, 2, 3, 4,
    ]);
    expect(await write(get(), [{ kind: 'reveal', panel: 'p' }, sealed('p'), outcomeOf('p', winner(0))])).toEqual([
      'known',
      'known',
      'known',
    ]);
    expect(await checkLedger(get())).toEqual([]);
  });

  it('seals one forecast for a panel, and the first stays', async () => {
    await write(get(), [sealed('p')]);
    expect(await write(get(), [sealed('p', aForecast({ pooled: [0.1, 0.9] }))])).toEqual(['known']);
    expect((await get().item(here, 'p')).forecast?.pooled).toEqual([2 / 3, 1 / 3]);
  });

  it('takes no outcome before the forecast, and no forecast for a test of the past', async () => {
    expect(await write(get(), [outcomeOf('p', winner(0)), pastTest('q', winner(0)), sealed('q')])).toEqual(['no-forecast', 1, 'too-late']);
  });

  it('keeps the last vote of each person, and takes none after the reveal or the seal', async () => {
    await write(get(), [vote('p', 'u1', 0), vote('p', 'u2', 0), vote('p', 'u1', 1)]);
    expect([...(await get().item(here, 'p')).votes]).toEqual([
      ['u1', 1],
      ['u2', 0],
    ]);
    expect(await write(get(), [vote('p', 'u1', 1), { kind: 'reveal', panel: 'p' }, vote('p', 'u1', 0), vote('p', 'u3', 0)])).toEqual([
      'known',
      4,
      'too-late',
      'too-late',
    ]);
    expect(await write(get(), [sealed('q'), vote('q', 'u1', 0)])).toEqual([5, 'too-late']);
  });

  it('refuses what names options that are not there', async () => {
    await write(get(), [sealed('p')]);
    const counts = [
      { people: 10, chose: 1 },
      { people: 10, chose: 2 },
    ];
    expect(
      await write(get(), [
        outcomeOf('p', winner(2)),
        outcomeOf('p', { kind: 'counts', counts: [...counts, ...counts] }),
        outcomeOf('p', {
          kind: 'counts',
          counts: [
            { people: 1, chose: 2 },
            { people: 1, chose: 0 },
          ],
        }),
        vote('q', 'u1', 2),
      ]),
    ).toEqual(['misfit', 'misfit', 'misfit', 'misfit']);
  });

  it('takes counts of every option, up to all who were asked', async () => {
    const counts = [
      { people: 10, chose: 10 },
      { people: 10, chose: 0 },
    ];
    expect(await write(get(), [sealed('p'), outcomeOf('p', { kind: 'counts', counts })])).toEqual([1, 2]);
    expect(await get().tally(here, 'all')).toMatchObject({ 'panel.right': 1 });
  });

  it('keeps the history of a correction, and scores by the last', async () => {
    await write(get(), [sealed('p'), outcomeOf('p', winner(0))]);
    expect(await get().tally(here, 'all')).toMatchObject({ 'panel.right': 1, 'longer.wrong': 1, 'control.wrong': 1 });
    await write(get(), [outcomeOf('p', winner(1))]);
    expect(await get().tally(here, 'all')).toMatchObject({ sealed: 1, graded: 1, 'panel.wrong': 1, 'longer.right': 1, 'control.right': 1 });
    expect(await get().tally(here, 'all')).not.toHaveProperty('panel.right');
    await write(get(), [outcomeOf('p', { kind: 'withdrawn' })]);
    expect(await get().tally(here, 'all')).toEqual({ sealed: 1, withdrawn: 1 });
    expect((await get().item(here, 'p')).outcomes.map(({ result }) => result.kind)).toEqual(['winner', 'winner', 'withdrawn']);
    expect(await checkLedger(get())).toEqual([]);
  });
};

const describeGroups = (get: () => Ledger): void => {
  it('never mixes tests of the past, or outcomes older than the seal, with what was sealed', async () => {
    await write(get(), [pastTest('past:1', winner(1)), sealed('p'), outcomeOf('p', winner(0), '2026-11-20')]);
    expect(await get().tally(here, 'all')).toEqual({ sealed: 1, late: 1 });
    expect(await get().tally(here, 'late')).toEqual({ graded: 1 });
    expect(await get().tally(here, 'past')).toMatchObject({ graded: 1, 'longer.right': 1 });
    expect(await get().tally(here, 'no such group')).toEqual({});
  });

  it('answers sums that are those of its rows, for every month, set, version, model and persona', async () => {
    await write(get(), [
      sealed('p'),
      outcomeOf('p', winner(0)),
      sealed('q', aForecast({ set: { id: 'other', version: 1 }, models: ['m', 'n'] })),
    ]);
    expect([...(await get().tallies(here)).keys()].toSorted().map((group) => group.replace(/^month .*/, 'month'))).toEqual([
      'all',
      'model m',
      'model n',
      'month',
      'persona everyday ana',
      'persona everyday ben',
      'persona other ana',
      'persona other ben',
      'set everyday',
      'set everyday version 2',
      'set other',
      'set other version 1',
    ]);
    expect(await checkLedger(get())).toEqual([]);
  });
};

const describeListing = (get: () => Ledger): void => {
  const list = async (kind: 'forecast' | 'past', before = Number.MAX_SAFE_INTEGER, limit = 2) =>
    (await get().items(here, { kind, before, limit })).map(({ seq, nonce, item }) => [
      seq,
      nonce,
      item.forecast?.number ?? item.past?.options[0],
      item.votes.size,
      item.outcomes.length,
    ]);

  it('lists forecasts newest first, by the page, with all that is known of each, and tests of the past apart', async () => {
    await write(get(), [
      vote('p', 'u1', 0),
      sealed('p', aForecast({ number: 1 }), 'n1'),
      pastTest('old', winner(0)),
      sealed('q', aForecast({ number: 2 }), 'n2'),
      outcomeOf('p', winner(0)),
      sealed('r', aForecast({ number: 3 }), 'n3'),
    ]);
    expect(await list('forecast')).toEqual([
      [6, 'n3', 3, 0, 0],
      [4, 'n2', 2, 0, 0],
    ]);
    expect(await list('forecast', 4)).toEqual([[2, 'n1', 1, 1, 1]]);
    expect(await list('forecast', 2)).toEqual([]);
    expect(await list('past')).toEqual([[3, '', 'Short', 0, 0]]);
    expect(await get().items(there, { kind: 'forecast', before: 99, limit: 9 })).toEqual([]);
  });
};

const entry = (): fc.Arbitrary<LedgerEntry> => {
  const panel = fc.constantFrom('p', 'q');
  const option = fc.integer({ min: 0, max: 2 });
  return fc.oneof(
    panel.map((one) => sealed(one)),
    fc.tuple(panel, fc.constantFrom('u1', 'u2'), option).map(([one, who, choice]) => vote(one, who, choice)),
    panel.map((one): LedgerEntry => ({ kind: 'reveal', panel: one })),
    fc.tuple(panel, option).map(([one, choice]) => outcomeOf(one, winner(choice))),
    panel.map((one) => outcomeOf(one, { kind: 'tie' })),
    panel.map((one) => pastTest(one, winner(1))),
  );
};

/** What every ledger must do (src/ports/ledger.ts). */
export const ledgerContract = (name: string, open: (clock: TestClock) => LedgerFixture | Promise<LedgerFixture>): void => {
  describe(`the ledger in ${name}`, () => {
    let fixture: LedgerFixture;
    beforeEach(async () => {
      fixture = await open(createTestClock());
    });
    afterEach(() => fixture.close());
    describeOrder(() => fixture.ledger);
    describeGroups(() => fixture.ledger);
    describeListing(() => fixture.ledger);

    it('writes the same only once when it is asked for twice at the same moment', async () => {
      const answers = await Promise.all([1, 2, 3].map(() => fixture.ledger.append(here, sealed('p'))));
      expect(answers.filter((one) => 'row' in one)).toHaveLength(1);
      expect(await readRows(fixture.ledger)).toHaveLength(1);
    });

    it('keeps every text unit for unit', async () => {
      for (const [at, text] of ownHostileTexts.entries()) {
        const forecast = aForecast({ options: [text.slice(0, 2_000), 'b'], set: { id: text.slice(0, 100), version: 1 } });
        await fixture.ledger.append(here, sealed(`panel-${at}`, forecast, text));
        expect((await fixture.ledger.item(here, `panel-${at}`)).forecast).toEqual(forecast);
      }
      expect(await readRows(fixture.ledger)).toHaveLength(ownHostileTexts.length);
      expect(await checkLedger(fixture.ledger)).toEqual([]);
    });

    it('keeps a whole chain and true sums through any schedule, and each space sees what it would see alone', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(here, there), entry()), { maxLength: 20 }), async (steps) => {
          const [both, alone] = [await open(createTestClock()), await open(createTestClock())];
          try {
            for (const [space, one] of steps) await both.ledger.append(space, one);
            for (const [space, one] of steps) if (space === here) await alone.ledger.append(space, one);
            expect(await readRows(both.ledger)).toEqual(await readRows(alone.ledger));
            expect(await both.ledger.tallies(here)).toEqual(await alone.ledger.tallies(here));
            expect(await checkLedger(both.ledger)).toEqual([]);
            expect(await checkLedger(both.ledger, there)).toEqual([]);
          } finally {
            both.close();
            alone.close();
          }
        }),
        { numRuns: runs(40) },
      );
    });
  });
};
