import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Method } from './methods-chat.ts';
import { rules } from './rules.ts';
import type { State } from './state.ts';
import { type Fields, isFields, refuse } from './types.ts';
import { acceptWebSocket, type WebSocketPeer } from './websocket.ts';
import { theApp } from './world.ts';

/** What an app answered to an envelope. `undefined` when its socket closed first, `late` when time ran out. */
export type SocketAnswer = Readonly<{ payload: Fields }> | 'late' | undefined;

/** The open sockets of Socket Mode, oldest first. An index may be left out where the oldest is meant. */
export type Sockets = Readonly<{
  /** How many are open. */
  count: () => number;
  /** How many were ever opened. */
  opened: () => number;
  /** Resolves when so many are open. */
  waitFor: (count: number) => Promise<void>;
  /** Sends a `disconnect` frame. After `refresh_requested` and `link_disabled` nothing more is delivered there. */
  disconnect: (reason: 'warning' | 'refresh_requested' | 'link_disabled', index?: number) => void;
  /** Cuts the TCP connection. */
  drop: (index?: number) => void;
  /** Closes with a close frame. */
  close: (index?: number) => void;
  /** Leaves the connection standing, but answers nothing any more. */
  mute: (index?: number) => void;
  ping: (index?: number) => void;
  /** Sends a frame as it stands, for nonsense. */
  sendRaw: (text: string, index?: number) => void;
}>;

type Line = { readonly peer: WebSocketPeer; isReceiving: boolean; readonly waiting: Map<string, (answer: SocketAnswer) => void> };

/** The Socket Mode side: the method that hands out addresses, the upgrade, and `deliver`. */
export const createSockets = (state: State, origin: () => string) => {
  const tickets = new Map<string, number>();
  const lines: Line[] = [];
  /* An answer may come late, or over another socket than the envelope did: neither is wrong. */
  const answered = new Map<string, boolean>();
  let opened = 0;
  let turn = 0;
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watcher of watchers) watcher();
  };

  const open: Method = () => {
    if (lines.length >= rules.sockets) return refuse('too_many_websockets');
    const ticket = state.nextId('ticket');
    tickets.set(ticket, state.nowMs());
    return { ok: true, url: `${origin().replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${theApp.id}` };
  };

  const read = (line: Line, text: string): void => {
    const message: unknown = JSON.parse(text);
    const id = isFields(message) ? String(message['envelope_id']) : '';
    const wasAnswered = answered.get(id);
    if (!isFields(message) || wasAnswered !== false) {
      state.violate(
        'bad_answer',
        'socket',
        wasAnswered ? 'an envelope was answered twice' : 'an answer to an envelope that was never sent',
      );
      return;
    }
    answered.set(id, true);
    line.waiting.get(id)?.({ payload: isFields(message['payload']) ? message['payload'] : {} });
    line.waiting.delete(id);
  };

  const upgrade = (request: IncomingMessage, socket: Duplex): void => {
    const url = new URL(request.url ?? '/', 'http://slack');
    const ticket = url.searchParams.get('ticket') ?? '';
    const madeAt = tickets.get(ticket);
    tickets.delete(ticket);
    if (madeAt === undefined || state.nowMs() - madeAt > rules.linkMs) return void socket.end('HTTP/1.1 408 Request Timeout\r\n\r\n');
    const waiting: Line['waiting'] = new Map();
    const peer = acceptWebSocket(request, socket, {
      onText: (text) => read(line, text),
      onClose: () => {
        const index = lines.indexOf(line);
        if (index >= 0) lines.splice(index, 1);
        for (const answer of waiting.values()) answer(undefined);
        changed();
      },
    });
    const line: Line = { peer, isReceiving: true, waiting };
    lines.push(line);
    opened += 1;
    const connection = { app_id: theApp.id };
    peer.send(JSON.stringify({ type: 'hello', num_connections: lines.length, connection_info: connection, debug_info: { host: 'local' } }));
    changed();
  };

  /** Sends an envelope to one socket, the given one or each in turn, and waits for its answer. */
  const deliver = (envelope: Fields, patienceMs: number, index?: number): Promise<SocketAnswer> | undefined => {
    const open = lines.filter(({ isReceiving }) => isReceiving);
    turn += 1;
    const line = index === undefined ? open[turn % Math.max(1, open.length)] : lines[index];
    if (!line) return undefined;
    answered.set(String(envelope['envelope_id']), false);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('late'), patienceMs);
      line.waiting.set(String(envelope['envelope_id']), (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      line.peer.send(JSON.stringify(envelope));
    });
  };

  const sockets: Sockets = {
    count: () => lines.length,
    opened: () => opened,
    waitFor: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (lines.length !== count) return;
          watchers.delete(check);
          resolve();
        };
        watchers.add(check);
        check();
      }),
    disconnect: (reason, index = 0) => {
      const line = lines[index];
      if (!line) return;
      line.isReceiving = reason === 'warning';
      line.peer.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'local' } }));
    },
    drop: (index = 0) => lines[index]?.peer.drop(),
    close: (index = 0) => lines[index]?.peer.close(1000),
    mute: (index = 0) => lines[index]?.peer.mute(),
    ping: (index = 0) => lines[index]?.peer.ping(),
    sendRaw: (text, index = 0) => lines[index]?.peer.send(text),
  };

  const dropAll = (): void => {
    for (const { peer } of lines.slice()) peer.drop();
  };

  return { open, upgrade, deliver, sockets, dropAll };
};
