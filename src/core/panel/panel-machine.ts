/*
 * One panel as a state machine. Pure: `applyEvent` says what an event changes, `nextActions` says what is to be done now. The
 * journal stores the state, the panel job carries out the actions; neither decides anything.
 *
 *   turn  waiting -> asked -> answered | failed        (one per persona and round; skipped when the panel ends first)
 *   post  ready -> sending -> sent | refused | unknown (one per message; unknown -> sent | ready after a look, dropped when no look can tell,
 *         and ready -> dropped at the end)
 *
 * The guarantees: at most one message per persona and round, nothing re-sent from `unknown` without looking, nothing lost.
 */

/** One persona's turn in one round. `attempts` counts starts, so a turn that kills its worker can be given up. */
export type Turn = Readonly<{
  persona: string;
  round: number;
  state: 'waiting' | 'asked' | 'answered' | 'failed' | 'skipped';
  attempts: number;
}>;

/** One outgoing message. `ref` is the platform's id once it is known. */
export type Post = Readonly<{
  key: string;
  state: 'ready' | 'sending' | 'unknown' | 'sent' | 'refused' | 'dropped';
  attempts: number;
  ref?: string;
}>;

/** How a panel stands. `open` runs; `stopping` and `expiring` only finish what is under way; the others are over. */
export type PanelStatus = 'open' | 'stopping' | 'expiring' | 'closed' | 'stopped' | 'expired' | 'interrupted';

export type PanelState = Readonly<{ status: PanelStatus; turns: readonly Turn[]; posts: readonly Post[] }>;

export type PanelEvent =
  | Readonly<{ type: 'asked' | 'answered' | 'failed'; persona: string; round: number }>
  | Readonly<{ type: 'sending' | 'unsent' | 'unknown' | 'refused' | 'absent' | 'lost'; key: string }>
  | Readonly<{ type: 'sent' | 'found'; key: string; ref: string }>
  | Readonly<{ type: 'closing' }>
  | Readonly<{ type: 'stop' | 'expire' | 'taken-over' | 'interrupt' }>
  | Readonly<{ type: 'over' }>;

export type PanelAction =
  | Readonly<{ do: 'ask' | 'give-up'; persona: string; round: number }>
  | Readonly<{ do: 'send' | 'look'; key: string }>
  | Readonly<{ do: 'close' }>
  | Readonly<{ do: 'finish' }>;

/** The key of a panel's first message, which opens the thread. */
export const rootKey = 'root';
/** The key of the last message, which sums up. */
export const closingKey = 'closing';
/** The key of one persona's message in one round: the reason why there can be only one. */
export const turnKey = (persona: string, round: number): string => `turn/${round}/${persona}`;

/** Starts of one turn, or sends of one message, before it is given up. A crash counts as a start. */
export const attemptLimits = { turn: 3, post: 8 } as const;

/** The state of a panel that was just accepted. */
export const startPanel = (seats: readonly string[]): PanelState => ({
  status: 'open',
  turns: seats.map((persona) => ({ persona, round: 1, state: 'waiting', attempts: 0 })),
  posts: [{ key: rootKey, state: 'ready', attempts: 0 }],
});

/** True when nothing more will happen. */
export const isOver = ({ status }: PanelState): boolean =>
  status === 'closed' || status === 'stopped' || status === 'expired' || status === 'interrupted';

const isTurnDone = ({ state }: Turn): boolean => state === 'answered' || state === 'failed' || state === 'skipped';
const isPostDone = ({ state }: Post): boolean => state === 'sent' || state === 'refused' || state === 'dropped';

/** An event that does not fit the state: a bug in the caller or a message from a worker that lost its lease. */
export class ImpossibleEvent extends Error {
  override readonly name = 'ImpossibleEvent';
}

type TurnEvent = Readonly<{ type: string; persona: string; round: number }>;

const changeTurn = (state: PanelState, event: TurnEvent, from: readonly Turn['state'][], change: Partial<Turn>): PanelState => {
  let found = false;
  const turns = state.turns.map((turn) => {
    if (turn.persona !== event.persona || turn.round !== event.round) return turn;
    if (!from.includes(turn.state)) throw new ImpossibleEvent(`${event.type} while the turn is ${turn.state}`);
    found = true;
    return { ...turn, ...change };
  });
  if (!found) throw new ImpossibleEvent(`${event.type} for a turn that does not exist`);
  return { ...state, turns };
};

const changePost = (state: PanelState, event: { type: string; key: string }, from: Post['state'], change: Partial<Post>): PanelState => {
  let found = false;
  const posts = state.posts.map((post) => {
    if (post.key !== event.key) return post;
    if (post.state !== from) throw new ImpossibleEvent(`${event.type} while the message is ${post.state}`);
    found = true;
    return { ...post, ...change };
  });
  if (!found) throw new ImpossibleEvent(`${event.type} for a message that does not exist`);
  return { ...state, posts };
};

/** How often a turn was begun. */
const startsOf = (state: PanelState, { persona, round }: TurnEvent): number =>
  state.turns.find((turn) => turn.persona === persona && turn.round === round)?.attempts ?? 0;

const attemptsOf = (state: PanelState, key: string): number => state.posts.find((post) => post.key === key)?.attempts ?? 0;

/** What becomes of a message that is surely not there: tried again, unless it was tried too often or the panel is winding down. */
const afterMiss = (state: PanelState, key: string): Post['state'] => {
  if (attemptsOf(state, key) >= attemptLimits.post) return 'refused';
  return state.status === 'open' || key === rootKey ? 'ready' : 'dropped';
};

const withPost = (state: PanelState, key: string): PanelState => ({
  ...state,
  posts: [...state.posts, { key, state: 'ready', attempts: 0 }],
});

/** Ends the intake: turns that gave no answer are skipped, messages that were not begun are dropped, what is under way stays. */
const wind = (state: PanelState, status: PanelStatus): PanelState => ({
  status,
  turns: state.turns.map((turn) => (isTurnDone(turn) ? turn : { ...turn, state: 'skipped' })),
  posts: state.posts.map((post) => (post.state === 'ready' && post.key !== rootKey ? { ...post, state: 'dropped' } : post)),
});

/** A worker took the panel over from one that vanished: what it may have sent is unknown, what it had asked is asked again. */
const takeOver = (state: PanelState): PanelState => ({
  ...state,
  turns: state.turns.map((turn) => (turn.state === 'asked' ? { ...turn, state: 'waiting' } : turn)),
  posts: state.posts.map((post) => (post.state === 'sending' ? { ...post, state: 'unknown' } : post)),
});

/** Without its first message a panel has no thread to go on in. */
const isLost = (root: Post | undefined): boolean => root?.state === 'refused' || root?.state === 'dropped';

const finalStatus = (state: PanelState): PanelStatus => {
  if (isLost(state.posts[0])) return 'interrupted';
  if (state.status === 'stopping') return 'stopped';
  return state.status === 'expiring' ? 'expired' : 'closed';
};

/**
 * What an event changes. Throws `ImpossibleEvent` when it does not fit, so a late or doubled report can never move a message
 * backwards. While a panel is winding down, an answer that comes late is ignored.
 */
export const applyEvent = (state: PanelState, event: PanelEvent): PanelState => {
  if (isOver(state)) throw new ImpossibleEvent(`${event.type} after the end`);
  switch (event.type) {
    case 'asked':
      return changeTurn(state, event, ['waiting'], { state: 'asked', attempts: startsOf(state, event) + 1 });
    case 'answered':
    case 'failed': {
      if (state.status !== 'open') return state;
      const from = event.type === 'answered' ? (['asked'] as const) : (['asked', 'waiting'] as const);
      return withPost(changeTurn(state, event, from, { state: event.type }), turnKey(event.persona, event.round));
    }
    case 'sending':
      return changePost(state, event, 'ready', { state: 'sending', attempts: attemptsOf(state, event.key) + 1 });
    case 'sent':
    case 'found':
      return changePost(state, event, event.type === 'sent' ? 'sending' : 'unknown', { state: 'sent', ref: event.ref });
    case 'unsent':
    case 'absent':
      return changePost(state, event, event.type === 'unsent' ? 'sending' : 'unknown', { state: afterMiss(state, event.key) });
    case 'lost':
      return changePost(state, event, 'unknown', { state: 'dropped' });
    case 'refused':
    case 'unknown':
      return changePost(state, event, 'sending', { state: event.type });
    case 'closing':
      if (state.posts.some((post) => post.key === closingKey)) throw new ImpossibleEvent('closing twice');
      return withPost(state, closingKey);
    case 'stop':
      return state.status === 'open' ? wind(state, 'stopping') : state;
    case 'expire':
      return state.status === 'open' ? wind(state, 'expiring') : state;
    case 'taken-over':
      return takeOver(state);
    case 'interrupt':
      return wind(state, 'interrupted');
    case 'over':
      return wind(state, finalStatus(state));
  }
};

/** What has to be done with one message, if anything. Messages wait for the root, because it opens their thread. */
const actionsForPosts = (posts: readonly Post[], onlyUnderWay: boolean): PanelAction[] =>
  posts.flatMap((post): PanelAction[] => {
    if (post.state === 'unknown') return [{ do: 'look', key: post.key }];
    return post.state === 'ready' && !onlyUnderWay ? [{ do: 'send', key: post.key }] : [];
  });

/** Winding down: the root is still sent, because it says how the panel ended; everything else is only looked after. */
const windingActions = (state: PanelState): PanelAction[] => {
  const looks = actionsForPosts(state.posts, true);
  const root = state.posts[0];
  if (root?.state === 'ready') return [{ do: 'send', key: rootKey }];
  return looks.length > 0 || state.posts.some((post) => post.state === 'sending') ? looks : [{ do: 'finish' }];
};

/**
 * Everything that may be done now, in order. Actions for different personas are independent and may run at once; the caller
 * leaves out what it has under way. Empty means: wait for an answer, or the panel is over.
 */
export const nextActions = (state: PanelState): readonly PanelAction[] => {
  if (isOver(state)) return [];
  if (state.status !== 'open') return windingActions(state);
  const root = state.posts[0];
  if (!root) throw new ImpossibleEvent('a panel without a first message');
  if (isLost(root)) return [{ do: 'finish' }];
  if (root.state !== 'sent') return actionsForPosts([root], false);
  const asks = state.turns
    .filter((turn) => turn.state === 'waiting')
    .map(({ persona, round, attempts }): PanelAction => ({ do: attempts < attemptLimits.turn ? 'ask' : 'give-up', persona, round }));
  const posts = actionsForPosts(state.posts, false);
  if (!state.turns.every(isTurnDone) || !state.posts.every(isPostDone)) return [...asks, ...posts];
  return state.posts.some((post) => post.key === closingKey) ? [{ do: 'finish' }] : [{ do: 'close' }];
};
