import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptWebSocket, type WebSocketPeer } from '../slack/websocket.ts';
import { guildCreate, userPayload } from './payloads.ts';
import { intent, rules } from './rules.ts';
import { type State, until } from './state.ts';
import { type Fields, isFields } from './types.ts';
import { theApp } from './world.ts';

/** The gateway sessions, for drops and dead lines. */
export type Gateway = Readonly<{
  /** How many connections are open and have identified or resumed. */
  count: () => number;
  /** How many times IDENTIFY and RESUME were taken. */
  identified: () => number;
  resumed: () => number;
  /** Closes with a code: 4000 resumes, 4004 does not. */
  close: (code: number) => void;
  /** Cuts the connection: the client sees 1006. */
  drop: () => void;
  /** Op 7: asks for a reconnect. */
  reconnect: () => void;
  /** Op 9. `isResumable` false throws the session away. */
  invalidate: (isResumable: boolean) => void;
  /** The connection stands, and no heartbeat is acknowledged any more. A new connection is. */
  mute: () => void;
  /** Throws all sessions away, so that the next RESUME is answered with op 9. */
  forget: () => void;
  /** While it is held, nobody may connect: for events that are missed. Open again with `false`. */
  hold: (isHeld: boolean) => void;
  /** Sends an event to all sessions as it stands. */
  send: (event: string, data: Fields) => void;
  /** Resolves when so many are open. */
  waitFor: (count: number) => Promise<void>;
}>;

type Session = {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  readonly events: Fields[];
  line: Line | undefined;
};
type Line = { readonly peer: WebSocketPeer; session: Session | undefined; isMute: boolean; readonly sentAtMs: number[] };

const pairOf = (value: unknown): readonly [number, number] => {
  const [first, second] = Array.isArray(value) ? value : [];
  return typeof first === 'number' && typeof second === 'number' ? [first, second] : [0, 1];
};

/** The WebSocket side: HELLO, IDENTIFY, RESUME, heartbeats, events. Close codes as in topics/opcodes-and-status-codes.mdx. */
export const createGateway = (state: State, heartbeatMs: number) => {
  const sessions = new Map<string, Session>();
  const lines = new Set<Line>();
  let identified = 0;
  let resumed = 0;
  let isHeld = false;
  let lastIdentifyMs = Number.NEGATIVE_INFINITY;

  const emit = (session: Session, event: string, data: Fields): void => {
    const frame = { op: 0, t: event, s: session.events.length + 1, d: data };
    session.events.push(frame);
    session.line?.peer.send(JSON.stringify(frame));
  };
  const belongs = ({ shard: [index, count] }: Session, guild: string | undefined): boolean =>
    guild === undefined ? index === 0 : Number((BigInt(guild) >> 22n) % BigInt(count)) === index;

  state.dispatch = (event, data, guild, needed) => {
    if (guild !== undefined && event !== 'INTERACTION_CREATE' && event !== 'GUILD_DELETE' && !state.world.guilds.get(guild)?.isInstalled)
      return;
    for (const session of sessions.values()) {
      if (needed !== 0 && (session.intents & needed) === 0) continue;
      if (belongs(session, guild)) emit(session, event, data);
    }
    state.changed();
  };

  const invalidate = (line: Line, isResumable: boolean): void => line.peer.send(JSON.stringify({ op: 9, d: isResumable }));

  const attach = (line: Line, session: Session): void => {
    line.session = session;
    session.line = line;
  };

  const identify = (line: Line, data: Fields) => {
    const now = state.nowMs();
    if (line.session) return line.peer.close(4005);
    if (data['token'] !== state.token) return line.peer.close(4004);
    const intents = data['intents'];
    if (typeof intents !== 'number' || !isFields(data['properties'])) return line.peer.close(4013);
    if ((intents & (intent.members | intent.presences | intent.content)) !== 0) return line.peer.close(4014);
    if (state.manners.isIdentifyLimited && now - lastIdentifyMs < rules.identifyMs) return invalidate(line, false);
    lastIdentifyMs = now;
    identified += 1;
    const session: Session = { id: `session-${state.nextId()}`, intents, shard: pairOf(data['shard']), events: [], line: undefined };
    sessions.set(session.id, session);
    attach(line, session);
    const guilds = Array.from(state.world.guilds.values()).filter(({ id, isInstalled }) => isInstalled && belongs(session, id));
    emit(session, 'READY', {
      v: 10,
      user: { ...userPayload(state, theApp.botUser), verified: true, mfa_enabled: true, email: null, flags: 0 },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      private_channels: [],
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: state.origin.replace('http', 'ws'),
      shard: session.shard,
      application: { id: theApp.id, flags: 0 },
    });
    if ((intents & intent.guilds) !== 0) for (const guild of guilds) emit(session, 'GUILD_CREATE', guildCreate(state, guild));
  };

  const resume = (line: Line, data: Fields) => {
    const session = sessions.get(String(data['session_id']));
    const seq = data['seq'];
    if (data['token'] !== state.token) return line.peer.close(4004);
    if (!session || typeof seq !== 'number') return invalidate(line, false);
    if (seq > session.events.length) return line.peer.close(4007);
    resumed += 1;
    if (session.line !== line) session.line?.peer.drop();
    attach(line, session);
    for (const frame of session.events.slice(seq)) line.peer.send(JSON.stringify(frame));
    emit(session, 'RESUMED', {});
  };

  const read = (line: Line, text: string) => {
    const now = state.nowMs();
    line.sentAtMs.push(now);
    if (line.sentAtMs.filter((at) => now - at < rules.gatewaySendsMs).length > rules.gatewaySends) return line.peer.close(4008);
    if (Buffer.byteLength(text) > rules.gatewayBytes) return line.peer.close(4002);
    const frame: unknown = JSON.parse(text);
    const op = isFields(frame) ? frame['op'] : undefined;
    const data = isFields(frame) && isFields(frame['d']) ? frame['d'] : {};
    if (op === 1) return void (line.isMute || line.peer.send(JSON.stringify({ op: 11 })));
    if (op === 2) identify(line, data);
    else if (op === 6) resume(line, data);
    else if (op !== 3 && op !== 4 && op !== 8) {
      state.violate('gateway', `op ${String(op)}`, 'there is no such operation');
      line.peer.close(4001);
    } else if (!line.session) line.peer.close(4003);
  };

  const upgrade = (request: IncomingMessage, socket: Duplex): void => {
    const url = new URL(request.url ?? '/', 'http://discord');
    if (isHeld) return void socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    if (url.searchParams.get('v') !== '10' || url.searchParams.get('encoding') !== 'json')
      state.violate('gateway', 'connect', 'the address lacks v=10 or encoding=json');
    const peer = acceptWebSocket(request, socket, {
      onText: (text) => {
        read(line, text);
        state.changed();
      },
      onClose: () => {
        lines.delete(line);
        if (line.session?.line === line) line.session.line = undefined;
        state.changed();
      },
    });
    const line: Line = { peer, session: undefined, isMute: false, sentAtMs: [] };
    lines.add(line);
    peer.send(JSON.stringify({ op: 10, d: { heartbeat_interval: heartbeatMs, _trace: [] } }));
  };

  const open = (): readonly Line[] => Array.from(lines).filter(({ session }) => session !== undefined);
  const gateway: Gateway = {
    count: () => open().length,
    identified: () => identified,
    resumed: () => resumed,
    close: (code) => {
      // Discord throws the session away with these: an app may only identify anew.
      if ([1000, 1001, 4004, 4007, 4009].includes(code)) sessions.clear();
      for (const { peer } of open()) peer.close(code);
    },
    drop: () => {
      for (const { peer } of open()) peer.drop();
    },
    reconnect: () => {
      for (const { peer } of open()) peer.send(JSON.stringify({ op: 7, d: null }));
    },
    invalidate: (isResumable) => {
      if (!isResumable) sessions.clear();
      for (const line of open()) {
        // The client may send RESUME on this very connection; what happens until then is missed.
        if (line.session) line.session.line = undefined;
        line.session = undefined;
        invalidate(line, isResumable);
      }
    },
    mute: () => {
      for (const line of lines) line.isMute = true;
    },
    forget: () => sessions.clear(),
    hold: (now) => {
      isHeld = now;
    },
    send: (event, data) => {
      for (const session of sessions.values()) emit(session, event, data);
    },
    waitFor: (count) => until(state, () => open().length === count, `${count} gateway connections`),
  };

  const dropAll = (): void => {
    for (const { peer } of Array.from(lines)) peer.drop();
  };
  return { gateway, upgrade, dropAll };
};
