import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closingKey, ImpossibleEvent, rootKey, turnKey } from '../../src/core/panel/panel-machine.ts';
import type { Journal, Lease } from '../../src/ports/journal.ts';
import { isPresent } from '../fakes/needs.ts';
import { createTestClock, here, hostileList, ownHostileTexts, readHostileTexts, type TestClock, there } from './helpers.ts';
import { newPanel, plan, request } from './panels.ts';

/** A journal under test. `close` frees what it holds. */
export type JournalFixture = Readonly<{ journal: Journal; close: () => void }>;

/** Claims, and fails the test when there is nothing to claim. */
export const mustClaim = async (journal: Journal, change: Partial<Parameters<Journal['claim']>[1]> = {}): Promise<Lease> => {
  const lease = await journal.claim(here, { ...request, ...change });
  if (!lease) throw new Error('there is nothing to claim');
  return lease;
};

const sendRoot = async (journal: Journal, lease: Lease, ref = 'ref-root'): Promise<void> => {
  await journal.record(here, lease, { type: 'sending', key: rootKey });
  await journal.record(here, lease, { type: 'sent', key: rootKey, ref });
};

const answer = async (journal: Journal, lease: Lease, persona: string, text: string): Promise<void> => {
  await journal.record(here, lease, { type: 'asked', persona, round: 1 });
  await journal.record(here, lease, { type: 'answered', persona, round: 1 }, { answer: text });
};

/** Everything that can be read of a panel. */
export const readAll = async (journal: Journal, id: string) => ({
  panel: await journal.read(here, id),
  answers: await journal.answers(here, id),
  posts: await Promise.all([rootKey, turnKey('ana', 1), turnKey('ben', 1), closingKey].map((key) => journal.post(here, id, key))),
});

const describeKept = (get: () => Journal): void => {
  it('puts another answer in the place of a stored one, of one turn of one panel of one space', async () => {
    for (const id of ['a', 'b']) {
      await get().accept(here, newPanel(id));
      await answer(get(), await mustClaim(get(), { panelId: id }), 'ana', `said in ${id}`);
    }
    await get().replaceAnswer(here, 'a', turnKey('ana', 1), 'taken back');
    await get().replaceAnswer(there, 'b', turnKey('ana', 1), 'from elsewhere');
    await get().replaceAnswer(here, 'b', turnKey('ben', 1), 'never asked');
    await get().replaceAnswer(here, 'nowhere', turnKey('ana', 1), 'no panel');
    expect(await get().answers(here, 'a')).toEqual(new Map([[turnKey('ana', 1), 'taken back']]));
    expect(await get().answers(here, 'b')).toEqual(new Map([[turnKey('ana', 1), 'said in b']]));
  });

  it('takes the texts out of panels that ended before a time, once, and leaves all that was counted', async () => {
    for (const id of ['over', 'open']) await get().accept(here, newPanel(id));
    const lease = await mustClaim(get(), { panelId: 'over' });
    await answer(get(), lease, 'ana', 'a text');
    await answer(get(), await mustClaim(get(), { panelId: 'open' }), 'ana', 'a text');
    await get().record(here, lease, { type: 'interrupt' });
    const before = await get().read(here, 'over');
    const endedAt = before?.endedAt ?? '';
    expect(endedAt).not.toBe('');
    const later = new Date(Date.parse(endedAt) + 1).toISOString();
    expect(await get().eraseTexts(here, endedAt)).toEqual([]);
    expect(await get().eraseTexts(there, later)).toEqual([]);
    expect(await get().eraseTexts(here, later)).toEqual(['over']);
    expect(await get().eraseTexts(here, later)).toEqual([]);
    const after = await get().read(here, 'over');
    expect(after?.plan.stimulus).toEqual({ asked: '[no longer kept]', options: ['[no longer kept]'] });
    expect({ ...after, plan: { ...after?.plan, stimulus: plan.stimulus } }).toEqual(before);
    expect(await get().answers(here, 'over')).toEqual(new Map());
    expect((await get().read(here, 'open'))?.plan).toEqual(plan);
    expect((await get().answers(here, 'open')).size).toBe(1);
  });
};

const describeIntake = (get: () => Journal): void => {
  it('numbers the panels of each space from 1 without gaps', async () => {
    const numbers: number[] = [];
    for (const id of ['a', 'b', 'c']) numbers.push((await get().accept(here, newPanel(id))).panel.ref.number);
    await get().accept(here, newPanel('b'));
    numbers.push((await get().accept(here, newPanel('d'))).panel.ref.number);
    expect(numbers).toEqual([1, 2, 3, 4]);
    expect((await get().accept(there, newPanel('e'))).panel.ref.number).toBe(1);
  });

  it('answers a delivery that comes twice with the first panel, whose payload wins', async () => {
    const first = await get().accept(here, newPanel('a', { deliveryKey: 'same' }));
    const second = await get().accept(here, newPanel('b', { deliveryKey: 'same', plan: { ...plan, seed: 8 } }));
    expect([first.fresh, second.fresh]).toEqual([true, false]);
    expect(second.panel).toEqual(first.panel);
    expect(second.panel.plan.seed).toBe(7);
    expect(await get().read(here, 'b')).toBeUndefined();
  });

  it('takes the same delivery key in another space for another panel', async () => {
    await get().accept(here, newPanel('a', { deliveryKey: 'same' }));
    expect((await get().accept(there, newPanel('b', { deliveryKey: 'same' }))).fresh).toBe(true);
  });

  it('stores nothing of a panel whose id is taken', async () => {
    await get().accept(here, newPanel('a'));
    await expect(get().accept(here, newPanel('a', { deliveryKey: 'other' }))).rejects.toThrow();
    expect((await get().accept(here, newPanel('b', { deliveryKey: 'other' }))).panel.ref.number).toBe(2);
  });

  it('reads back what was accepted, by id, by number and in a list with the newest first', async () => {
    const place = { surface: 'web', channel: 'panels', thread: 't1' };
    const { panel } = await get().accept(here, newPanel('a', { place }));
    await get().accept(here, newPanel('b'));
    expect(panel).toMatchObject({ ref: { space: here, id: 'a', number: 1 }, place, plan, acceptedAt: '2026-11-21T12:00:00.000Z' });
    expect(panel.state.turns.map(({ persona, state }) => [persona, state])).toEqual([
      ['ana', 'waiting'],
      ['ben', 'waiting'],
    ]);
    expect(await get().read(here, 'a')).toEqual(panel);
    expect(await get().readByNumber(here, 1)).toEqual(panel);
    expect(await get().readByNumber(here, 3)).toBeUndefined();
    expect((await get().list(here, { limit: 10 })).map(({ ref }) => ref.id)).toEqual(['b', 'a']);
    expect((await get().list(here, { limit: 1 })).map(({ ref }) => ref.id)).toEqual(['b']);
  });

  it('keeps what was accepted, whatever becomes of the objects that were handed in or out', async () => {
    const handedIn = structuredClone(newPanel('a'));
    const { panel } = await get().accept(here, handedIn);
    const before = structuredClone(panel);
    Object.assign(handedIn.plan, { seed: 99 });
    Object.assign(panel.plan, { seed: 98 });
    Object.assign(panel.place, { channel: 'elsewhere' });
    expect(await get().read(here, 'a')).toEqual(before);
  });

  it('shows nothing of a space to another', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    await sendRoot(get(), lease);
    await answer(get(), lease, 'ana', 'mine');
    expect(await get().read(there, 'a')).toBeUndefined();
    expect(await get().readByNumber(there, 1)).toBeUndefined();
    expect(await get().list(there, { limit: 10 })).toEqual([]);
    expect((await get().answers(there, 'a')).size).toBe(0);
    expect(await get().post(there, 'a', rootKey)).toBeUndefined();
    expect(await get().postByRef(there, 'ref-root')).toBeUndefined();
    expect(await get().requestStop(there, 'a', 'u2')).toBeUndefined();
    expect(await get().claim(there, request)).toBeUndefined();
    expect(await get().renew(there, lease, 1_000)).toBeUndefined();
    expect(await get().record(there, lease, { type: 'stop' })).toBeUndefined();
    await get().release(there, lease);
    expect(await get().renew(here, lease, 1_000)).toBeDefined();
  });
};

const describeLeases = (get: () => Journal, clock: () => TestClock): void => {
  it('gives the oldest open panel of the named surfaces, to one caller', async () => {
    await get().accept(here, newPanel('terminal', { place: { surface: 'terminal', channel: 'c' } }));
    await get().accept(here, newPanel('first'));
    await get().accept(here, newPanel('second'));
    expect((await mustClaim(get())).panel).toEqual({ space: here, id: 'first', number: 2 });
    expect((await mustClaim(get(), { owner: 'worker-2' })).panel.id).toBe('second');
    expect(await get().claim(here, request)).toBeUndefined();
    expect(await get().claim(here, { ...request, surfaces: [] })).toBeUndefined();
    expect((await mustClaim(get(), { surfaces: ['web', 'terminal'] })).panel.id).toBe('terminal');
  });

  it('gives exactly the panel that is asked for, or none', async () => {
    await get().accept(here, newPanel('a'));
    await get().accept(here, newPanel('b'));
    expect((await mustClaim(get(), { panelId: 'b' })).panel.id).toBe('b');
    expect(await get().claim(here, { ...request, panelId: 'b' })).toBeUndefined();
    expect(await get().claim(here, { ...request, panelId: 'c' })).toBeUndefined();
  });

  it('gives a panel to the next caller with a greater token once the lease has run out, and not a moment before', async () => {
    await get().accept(here, newPanel('a'));
    const first = await mustClaim(get());
    clock().advance(9_999);
    expect(await get().claim(here, request)).toBeUndefined();
    clock().advance(1);
    const second = await mustClaim(get(), { owner: 'worker-2' });
    expect(second.token).toBeGreaterThan(first.token);
    expect(second).toMatchObject({ owner: 'worker-2', untilMs: clock().now().getTime() + 10_000 });
  });

  it('renews a lease for its holder, and for nobody who lost it', async () => {
    await get().accept(here, newPanel('a'));
    const first = await mustClaim(get());
    clock().advance(9_000);
    expect((await get().renew(here, first, 10_000))?.untilMs).toBe(clock().now().getTime() + 10_000);
    clock().advance(9_999);
    expect(await get().claim(here, request)).toBeUndefined();
    clock().advance(1);
    await mustClaim(get());
    expect(await get().renew(here, first, 10_000)).toBeUndefined();
  });

  it('looks again at what an earlier holder began, whether the holder vanished or let go', async () => {
    await get().accept(here, newPanel('a'));
    const first = await mustClaim(get());
    await sendRoot(get(), first);
    await get().record(here, first, { type: 'asked', persona: 'ana', round: 1 });
    clock().advance(10_000);
    const second = await mustClaim(get());
    expect((await get().read(here, 'a'))?.state.turns[0]).toEqual({ persona: 'ana', round: 1, state: 'waiting', attempts: 1 });
    await answer(get(), second, 'ben', 'hello');
    await get().record(here, second, { type: 'sending', key: turnKey('ben', 1) });
    await get().record(here, second, { type: 'asked', persona: 'ana', round: 1 });
    await get().release(here, second);
    await mustClaim(get());
    const state = (await get().read(here, 'a'))?.state;
    expect(state?.turns[0]).toMatchObject({ state: 'waiting', attempts: 2 });
    expect(state?.posts[1]).toMatchObject({ state: 'unknown', attempts: 1 });
  });

  it('refuses an event of a holder whose lease was taken over, and changes nothing', async () => {
    await get().accept(here, newPanel('a'));
    const old = await mustClaim(get());
    await sendRoot(get(), old);
    await get().record(here, old, { type: 'asked', persona: 'ana', round: 1 });
    clock().advance(10_000);
    const next = await mustClaim(get(), { owner: 'worker-2' });
    await get().record(here, next, { type: 'asked', persona: 'ana', round: 1 });
    const before = await readAll(get(), 'a');
    const late = { type: 'answered', persona: 'ana', round: 1 } as const;
    expect(await get().record(here, old, late, { answer: 'late' })).toBeUndefined();
    await get().release(here, old);
    expect(await readAll(get(), 'a')).toEqual(before);
    expect(await get().record(here, next, late, { answer: 'right' })).toBeDefined();
  });

  it('refuses an event of a holder who let go', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    await get().release(here, lease);
    expect(await get().record(here, lease, { type: 'sending', key: rootKey })).toBeUndefined();
    expect(await get().renew(here, lease, 1_000)).toBeUndefined();
    expect((await mustClaim(get())).token).toBeGreaterThan(lease.token);
  });
};

const describeEvents = (get: () => Journal, clock: () => TestClock): void => {
  it('stores an answer and makes its message in the same step', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    await sendRoot(get(), lease);
    await get().record(here, lease, { type: 'asked', persona: 'ana', round: 1 });
    clock().advance(500);
    const answered = { type: 'answered', persona: 'ana', round: 1 } as const;
    const state = await get().record(here, lease, answered, { answer: 'I like it' });
    expect(state).toEqual((await get().read(here, 'a'))?.state);
    expect(state?.turns.map((turn) => turn.state)).toEqual(['answered', 'waiting']);
    expect(await get().answers(here, 'a')).toEqual(new Map([[turnKey('ana', 1), 'I like it']]));
    const updatedAt = clock().now().toISOString();
    expect(await get().post(here, 'a', turnKey('ana', 1))).toEqual({
      key: turnKey('ana', 1),
      state: 'ready',
      updatedAt,
    });
    expect(await get().post(here, 'a', turnKey('ben', 1))).toBeUndefined();
  });

  it('leaves nothing half-written when an event does not fit', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    const before = await readAll(get(), 'a');
    const answered = { type: 'answered', persona: 'ana', round: 1 } as const;
    await expect(get().record(here, lease, answered, { answer: 'x' })).rejects.toThrow(ImpossibleEvent);
    await expect(get().record(here, lease, { type: 'sent', key: rootKey, ref: 'r' })).rejects.toThrow(ImpossibleEvent);
    await expect(get().record(here, lease, { type: 'sending', key: 'nothing' })).rejects.toThrow(ImpossibleEvent);
    expect(await readAll(get(), 'a')).toEqual(before);
    expect(await get().record(here, lease, { type: 'sending', key: rootKey })).toBeDefined();
  });

  it('refuses attachments that belong to nothing, and changes nothing', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    const before = await readAll(get(), 'a');
    await expect(get().record(here, lease, { type: 'sending', key: rootKey }, { answer: 'x' })).rejects.toThrow(TypeError);
    expect(await readAll(get(), 'a')).toEqual(before);
  });

  it('keeps no answer that came after the stop', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    await sendRoot(get(), lease);
    await get().record(here, lease, { type: 'asked', persona: 'ana', round: 1 });
    await get().requestStop(here, 'a', 'u2');
    const state = await get().record(here, lease, { type: 'answered', persona: 'ana', round: 1 }, { answer: 'late' });
    expect(state?.status).toBe('stopping');
    expect((await get().answers(here, 'a')).size).toBe(0);
    expect(await get().post(here, 'a', turnKey('ana', 1))).toBeUndefined();
  });

  it('stops without a lease, beside a running worker, and remembers who was first', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    expect(await get().requestStop(here, 'a', 'u2')).toBe('stopping');
    expect(await get().requestStop(here, 'a', 'u3')).toBe('stopping');
    expect((await get().read(here, 'a'))?.stoppedBy).toBe('u2');
    await sendRoot(get(), lease);
    expect((await get().record(here, lease, { type: 'over' }))?.status).toBe('stopped');
    expect(await get().requestStop(here, 'a', 'u4')).toBe('stopped');
    expect(await get().requestStop(here, 'b', 'u4')).toBeUndefined();
  });

  it('says when a panel ended, and gives it out no more', async () => {
    await get().accept(here, newPanel('a'));
    await get().accept(there, newPanel('b'));
    const lease = await mustClaim(get());
    expect([...(await get().spacesWithWork(['web']))].toSorted()).toEqual([here, there]);
    expect(await get().spacesWithWork(['terminal'])).toEqual([]);
    expect((await get().read(here, 'a'))?.endedAt).toBeUndefined();
    clock().advance(3_000);
    await get().record(here, lease, { type: 'interrupt' });
    expect((await get().read(here, 'a'))?.endedAt).toBe(clock().now().toISOString());
    await get().release(here, lease);
    expect(await get().claim(here, request)).toBeUndefined();
    expect(await get().list(here, { limit: 10, onlyOpen: true })).toEqual([]);
    expect(await get().list(here, { limit: 10 })).toHaveLength(1);
    expect(await get().spacesWithWork(['web'])).toEqual([there]);
  });

  it('finds a message by the name that the platform gave it', async () => {
    await get().accept(here, newPanel('a'));
    const lease = await mustClaim(get());
    await sendRoot(get(), lease, 'ts-1');
    const found = await get().postByRef(here, 'ts-1');
    expect(found?.panel.ref.id).toBe('a');
    expect(found?.post).toMatchObject({ key: rootKey, ref: 'ts-1', state: 'sent' });
    expect(await get().postByRef(here, 'ts-2')).toBeUndefined();
  });

  it('can be checked', async () => {
    await expect(get().check()).resolves.toBeUndefined();
    await expect(get().check()).resolves.toBeUndefined();
  });
};

const describeTexts = (get: () => Journal): void => {
  const keep = async (texts: readonly string[]): Promise<readonly (string | undefined)[][]> => {
    const kept: (string | undefined)[][] = [];
    for (const [place, text] of texts.entries()) {
      const id = `panel-${place}`;
      await get().accept(here, newPanel(id, { deliveryKey: `key ${place} ${text}`, actor: { id: 'u', name: text, role: 'member' } }));
      const lease = await mustClaim(get(), { panelId: id });
      await sendRoot(get(), lease, `ref ${place} ${text}`);
      await answer(get(), lease, 'ana', text);
      const found = await get().postByRef(here, `ref ${place} ${text}`);
      kept.push([found?.panel.actor.name, (await get().answers(here, id)).get(turnKey('ana', 1))]);
    }
    return kept;
  };

  it('keeps every text unit for unit, NUL and lone surrogates too', async () => {
    expect(await keep(ownHostileTexts)).toEqual(ownHostileTexts.map((text) => [text, text]));
  });

  it.skipIf(!isPresent(hostileList))(
    'keeps the whole list of hostile strings unit for unit (shared/data/hostile, skipped when absent)',
    async () => {
      const texts = readHostileTexts();
      expect(texts.length).toBeGreaterThan(500);
      expect(await keep(texts)).toEqual(texts.map((text) => [text, text]));
    },
  );

  it('keeps keys apart that differ in a lone surrogate only', async () => {
    await get().accept(here, newPanel('a', { deliveryKey: '\ud800' }));
    expect((await get().accept(here, newPanel('b', { deliveryKey: '\ud801' }))).fresh).toBe(true);
    expect((await get().accept(here, newPanel('c', { deliveryKey: '\ud800' }))).panel.ref.id).toBe('a');
  });
};

/** What every journal must do (src/ports/journal.ts). */
export const journalContract = (name: string, open: (clock: TestClock) => JournalFixture | Promise<JournalFixture>): void => {
  describe(`the journal in ${name}`, () => {
    let clock = createTestClock();
    let fixture: JournalFixture;
    beforeEach(async () => {
      clock = createTestClock();
      fixture = await open(clock);
    });
    afterEach(() => fixture.close());
    const get = (): Journal => fixture.journal;
    describeIntake(get);
    describeKept(get);
    describeLeases(get, () => clock);
    describeEvents(get, () => clock);
    describeTexts(get);
  });
};
