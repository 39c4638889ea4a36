import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  attemptLimits,
  closingKey,
  ImpossibleEvent,
  isOver,
  nextActions,
  type PanelEvent,
  type PanelState,
  rootKey,
  startPanel,
  turnKey,
} from '../../src/core/panel/panel-machine.ts';
import { type Fault, PanelWorld, type Step } from '../fakes/panel-world.ts';
import { runs } from '../fakes/runs.ts';

const seats = ['ana', 'ben', 'cleo'];
const faults: readonly Fault[] = [
  'none',
  'none',
  'none',
  'none',
  'crash-before',
  'crash-after',
  'answer-lost',
  'request-lost',
  'later',
  'refused',
  'oversleep',
];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), key: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('claim' as const), panel: fc.nat(2), worker: fc.nat(2) }) },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('work' as const),
      panel: fc.nat(2),
      worker: fc.nat(2),
      pick: fc.nat(5),
      fault: fc.constantFrom(...faults),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'expire' as const), panel: fc.nat(2) }) },
);

const play = (steps: readonly Step[]): PanelWorld => {
  const world = new PanelWorld(seats);
  for (const one of steps) world.run(one);
  expect(world.settle(200)).toBeLessThan(200);
  return world;
};

describe('the panel machine under 6,000 random schedules of crashes, lost answers and duplicate deliveries', () => {
  it('makes one panel for each delivery key, posts each message at most once, loses none, and always ends', () => {
    const ends = new Map<string, number>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 90 }), (steps) => {
        const world = play([{ do: 'deliver', key: 0 }, { do: 'claim', panel: 0, worker: 0 }, ...steps]);
        expect(world.panels.length).toBe(world.deliveries);
        for (const [panel, stored] of world.panels.entries()) {
          const { state } = stored;
          ends.set(state.status, (ends.get(state.status) ?? 0) + 1);
          expect(isOver(state)).toBe(true);
          const sent = world.platform.filter((message) => message.panel === panel);
          expect(new Set(sent.map(({ key }) => key)).size).toBe(sent.length);
          // What the platform holds is what the journal knows, with the same ids: nothing is lost and nothing is imagined.
          const known = state.posts.filter((post) => post.state === 'sent').map(({ key, ref }) => ({ panel, key, ref }));
          expect(known.toSorted((a, b) => a.key.localeCompare(b.key))).toEqual(sent.toSorted((a, b) => a.key.localeCompare(b.key)));
          if (state.status === 'closed' && stored.refusals === 0) {
            const wanted = [rootKey, ...seats.map((persona) => turnKey(persona, 1)), closingKey].toSorted();
            const given = state.posts.some((post) => post.state === 'refused');
            if (!given) expect(sent.map(({ key }) => key).toSorted()).toEqual(wanted);
          }
          for (const calls of stored.modelCalls.values())
            expect(calls).toBeLessThanOrEqual(Math.min(attemptLimits.turn, 1 + stored.crashes + stored.token));
        }
      }),
      { numRuns: runs(6_000) },
    );
    // The schedules reach every ordinary end, so the properties above were not vacuous.
    for (const status of ['closed', 'stopped', 'expired', 'interrupted']) expect(ends.get(status) ?? 0).toBeGreaterThan(runs(100));
  });

  it('asks each persona exactly once when nothing goes wrong', () => {
    const world = play([{ do: 'deliver', key: 0 }]);
    expect([...(world.panels[0]?.modelCalls.values() ?? [])]).toEqual([1, 1, 1]);
  });
});

const stateAfter = (events: readonly PanelEvent[], from: PanelState = startPanel(seats)): PanelState => events.reduce(applyEvent, from);
const rootSent: readonly PanelEvent[] = [
  { type: 'sending', key: rootKey },
  { type: 'sent', key: rootKey, ref: 'r' },
];

describe('a panel', () => {
  it('does nothing but send its first message until that has arrived, because it opens the thread', () => {
    expect(nextActions(startPanel(seats))).toEqual([{ do: 'send', key: rootKey }]);
    expect(nextActions(stateAfter([{ type: 'sending', key: rootKey }]))).toEqual([]);
    expect(nextActions(stateAfter(rootSent)).map((action) => action.do)).toEqual(['ask', 'ask', 'ask']);
  });

  it('looks before it sends again when the fate of a message is unknown', () => {
    expect(
      nextActions(
        stateAfter([
          { type: 'sending', key: rootKey },
          { type: 'unknown', key: rootKey },
        ]),
      ),
    ).toEqual([{ do: 'look', key: rootKey }]);
    expect(nextActions(stateAfter([{ type: 'sending', key: rootKey }, { type: 'taken-over' }]))).toEqual([{ do: 'look', key: rootKey }]);
  });

  it('refuses reports that come late or twice', () => {
    const sent = stateAfter(rootSent);
    expect(() => applyEvent(sent, { type: 'sent', key: rootKey, ref: 'other' })).toThrow(ImpossibleEvent);
    expect(() => applyEvent(sent, { type: 'answered', persona: 'ana', round: 1 })).toThrow(ImpossibleEvent);
    expect(() => applyEvent(sent, { type: 'asked', persona: 'nobody', round: 1 })).toThrow(ImpossibleEvent);
    expect(() => applyEvent(sent, { type: 'sending', key: 'turn/1/nobody' })).toThrow(ImpossibleEvent);
    const over = stateAfter([...rootSent, { type: 'stop' }, { type: 'over' }]);
    expect(() => applyEvent(over, { type: 'stop' })).toThrow(ImpossibleEvent);
  });

  it('drops what was not begun when it is stopped, keeps what is under way, and says that it was stopped', () => {
    const asked = stateAfter([
      ...rootSent,
      { type: 'asked', persona: 'ana', round: 1 },
      { type: 'answered', persona: 'ana', round: 1 },
      { type: 'stop' },
    ]);
    expect(asked.posts.map(({ state }) => state)).toEqual(['sent', 'dropped']);
    expect(asked.turns.map(({ state }) => state)).toEqual(['answered', 'skipped', 'skipped']);
    expect(nextActions(asked)).toEqual([{ do: 'finish' }]);
    expect(applyEvent(asked, { type: 'over' }).status).toBe('stopped');
  });

  it('waits for a message that is being sent before it ends, and does not send it again when it comes back unsent', () => {
    const key = turnKey('ana', 1);
    const sending = stateAfter([
      ...rootSent,
      { type: 'asked', persona: 'ana', round: 1 },
      { type: 'answered', persona: 'ana', round: 1 },
      { type: 'sending', key },
      { type: 'stop' },
    ]);
    expect(nextActions(sending)).toEqual([]);
    const back = applyEvent(sending, { type: 'unsent', key });
    expect(back.posts.at(-1)?.state).toBe('dropped');
    expect(nextActions(back)).toEqual([{ do: 'finish' }]);
  });

  it('still sends its first message when it was stopped before, so that people read how it ended', () => {
    const stopped = stateAfter([{ type: 'stop' }]);
    expect(nextActions(stopped)).toEqual([{ do: 'send', key: rootKey }]);
    expect(nextActions(stateAfter(rootSent, stopped))).toEqual([{ do: 'finish' }]);
  });

  it('gives up a turn that was started too often, and a message that was tried too often', () => {
    let state = stateAfter(rootSent);
    for (let start = 0; start < attemptLimits.turn; start += 1)
      state = stateAfter([{ type: 'asked', persona: 'ana', round: 1 }, { type: 'taken-over' }], state);
    expect(nextActions(state)[0]).toEqual({ do: 'give-up', persona: 'ana', round: 1 });
    expect(applyEvent(state, { type: 'failed', persona: 'ana', round: 1 }).turns[0]?.state).toBe('failed');
    let root = startPanel(seats);
    for (let send = 0; send < attemptLimits.post; send += 1)
      root = stateAfter(
        [
          { type: 'sending', key: rootKey },
          { type: 'unsent', key: rootKey },
        ],
        root,
      );
    expect(root.posts[0]?.state).toBe('refused');
    expect(nextActions(root)).toEqual([{ do: 'finish' }]);
    expect(applyEvent(root, { type: 'over' }).status).toBe('interrupted');
  });

  it('closes with one closing message after the last persona was posted', () => {
    const turns = seats.flatMap((persona): PanelEvent[] => [
      { type: 'asked', persona, round: 1 },
      { type: 'answered', persona, round: 1 },
      { type: 'sending', key: turnKey(persona, 1) },
      { type: 'sent', key: turnKey(persona, 1), ref: persona },
    ]);
    const done = stateAfter([...rootSent, ...turns]);
    expect(nextActions(done)).toEqual([{ do: 'close' }]);
    const closing = applyEvent(done, { type: 'closing' });
    expect(nextActions(closing)).toEqual([{ do: 'send', key: closingKey }]);
    expect(() => applyEvent(closing, { type: 'closing' })).toThrow(ImpossibleEvent);
    expect(
      nextActions(
        stateAfter(
          [
            { type: 'sending', key: closingKey },
            { type: 'sent', key: closingKey, ref: 'c' },
          ],
          closing,
        ),
      ),
    ).toEqual([{ do: 'finish' }]);
  });

  it('ignores an answer that comes while it is winding down', () => {
    const winding = stateAfter([...rootSent, { type: 'asked', persona: 'ana', round: 1 }, { type: 'stop' }]);
    expect(applyEvent(winding, { type: 'answered', persona: 'ana', round: 1 })).toBe(winding);
    expect(applyEvent(winding, { type: 'failed', persona: 'nobody', round: 9 })).toBe(winding);
  });

  it('ends by what came first when it is stopped and expires', () => {
    const end = (first: 'stop' | 'expire', second: 'stop' | 'expire') =>
      stateAfter([...rootSent, { type: first }, { type: second }, { type: 'over' }]).status;
    expect([end('stop', 'expire'), end('expire', 'stop')]).toEqual(['stopped', 'expired']);
  });

  it('counts the starts of each turn and the tries of each message apart', () => {
    const key = turnKey('ben', 1);
    const state = stateAfter([
      ...rootSent,
      { type: 'asked', persona: 'ana', round: 1 },
      { type: 'taken-over' },
      { type: 'asked', persona: 'ben', round: 1 },
      { type: 'answered', persona: 'ben', round: 1 },
      { type: 'sending', key },
      { type: 'unsent', key },
      { type: 'sending', key },
    ]);
    expect(state.turns.map(({ attempts }) => attempts)).toEqual([1, 1, 0]);
    expect(state.posts.map(({ attempts }) => attempts)).toEqual([1, 2]);
  });

  it('knows turns by persona and round', () => {
    expect(() => applyEvent(stateAfter(rootSent), { type: 'asked', persona: 'ana', round: 2 })).toThrow(
      'asked for a turn that does not exist',
    );
  });

  it('is given up at once when it is interrupted, and does nothing after any end', () => {
    const state = stateAfter([...rootSent, { type: 'interrupt' }]);
    expect(state.status).toBe('interrupted');
    expect(state.turns.every((turn) => turn.state === 'skipped')).toBe(true);
    expect(nextActions(state)).toEqual([]);
    expect(() => applyEvent(state, { type: 'over' })).toThrow('over after the end');
  });

  it('gives up a message of which nobody can ever say whether it was posted, and goes on', () => {
    const key = turnKey('ana', 1);
    const before = [
      { type: 'sending', key: rootKey },
      { type: 'sent', key: rootKey, ref: 'r' },
      { type: 'asked', persona: 'ana', round: 1 },
      { type: 'answered', persona: 'ana', round: 1 },
      { type: 'sending', key },
      { type: 'unknown', key },
    ] as const satisfies readonly PanelEvent[];
    const state = before.reduce<PanelState>((sum, event) => applyEvent(sum, event), startPanel(['ana']));
    expect(nextActions(state)).toEqual([{ do: 'look', key }]);
    const lost = applyEvent(state, { type: 'lost', key });
    expect(lost.posts.find((post) => post.key === key)?.state).toBe('dropped');
    expect(nextActions(lost)).toEqual([{ do: 'close' }]);
    expect(() => applyEvent(lost, { type: 'lost', key })).toThrow(ImpossibleEvent);
    expect(() => applyEvent(startPanel(['ana']), { type: 'lost', key: rootKey })).toThrow(ImpossibleEvent);
  });

  it('is interrupted when its first message is given up', () => {
    const events = [
      { type: 'sending', key: rootKey },
      { type: 'unknown', key: rootKey },
      { type: 'lost', key: rootKey },
    ] as const satisfies readonly PanelEvent[];
    const state = events.reduce<PanelState>((sum, event) => applyEvent(sum, event), startPanel(['ana']));
    expect(nextActions(state)).toEqual([{ do: 'finish' }]);
    expect(applyEvent(state, { type: 'over' }).status).toBe('interrupted');
  });

  it('looks after a message of unknown fate while it winds down, and sends nothing new', () => {
    const key = turnKey('ana', 1);
    const begun: readonly PanelEvent[] = [
      ...rootSent,
      { type: 'asked', persona: 'ana', round: 1 },
      { type: 'answered', persona: 'ana', round: 1 },
      { type: 'sending', key },
      { type: 'unknown', key },
      { type: 'expire' },
    ];
    expect(nextActions(stateAfter(begun))).toEqual([{ do: 'look', key }]);
    expect(nextActions(stateAfter([...begun, { type: 'found', key, ref: 'x' }]))).toEqual([{ do: 'finish' }]);
    expect(nextActions(stateAfter([...begun, { type: 'absent', key }]))).toEqual([{ do: 'finish' }]);
  });

  it('tries its first message again while it winds down', () => {
    const state = stateAfter([{ type: 'sending', key: rootKey }, { type: 'stop' }, { type: 'unsent', key: rootKey }]);
    expect(nextActions(state)).toEqual([{ do: 'send', key: rootKey }]);
  });

  it('waits for every turn and every message before it closes', () => {
    const one = stateAfter([
      ...rootSent,
      { type: 'asked', persona: 'ana', round: 1 },
      { type: 'asked', persona: 'ben', round: 1 },
      { type: 'asked', persona: 'cleo', round: 1 },
    ]);
    expect(nextActions(one)).toEqual([]);
    const answered = stateAfter(
      seats.map((persona): PanelEvent => ({ type: 'answered', persona, round: 1 })),
      one,
    );
    const keys = seats.map((persona) => turnKey(persona, 1));
    expect(nextActions(answered)).toEqual(keys.map((key) => ({ do: 'send', key })));
    const sending = stateAfter(
      keys.map((key): PanelEvent => ({ type: 'sending', key })),
      answered,
    );
    expect(nextActions(sending)).toEqual([]);
    const refused = stateAfter(
      keys.map((key): PanelEvent => ({ type: 'refused', key })),
      sending,
    );
    expect(nextActions(refused)).toEqual([{ do: 'close' }]);
  });

  it('keeps its messages apart by name', () => {
    expect([rootKey, closingKey, turnKey('ana', 2)]).toEqual(['root', 'closing', 'turn/2/ana']);
    expect(new ImpossibleEvent('x').name).toBe('ImpossibleEvent');
  });
});
