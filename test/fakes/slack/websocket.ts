import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/* The server side of RFC 6455, as much as the tests need: whole text frames, ping, pong, close. No extensions, no fragments. */

/** One open connection. */
export type WebSocketPeer = Readonly<{
  send: (text: string) => void;
  ping: () => void;
  /** Says goodbye with a close frame. */
  close: (code: number) => void;
  /** Cuts the TCP connection. */
  drop: () => void;
  /** From now on nothing that arrives is answered, pings included: a peer that is dead although its connection stands. */
  mute: () => void;
}>;

type Handlers = Readonly<{ onText: (text: string) => void; onClose: () => void }>;

const frame = (opcode: number, payload: Buffer): Buffer => {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.alloc(length < 65_536 ? 4 : 10);
  if (length >= 126) {
    head[0] = 0x80 | opcode;
    head[1] = length < 65_536 ? 126 : 127;
    if (length < 65_536) head.writeUInt16BE(length, 2);
    else head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
};

type Frame = Readonly<{ opcode: number; payload: Buffer; size: number }>;

/** The first frame of a buffer, or `undefined` while it is not complete. Throws when a client breaks the protocol. */
const readFrame = (data: Buffer): Frame | undefined => {
  const [first, second] = data;
  if (first === undefined || second === undefined) return undefined;
  if ((first & 0x80) === 0 || (second & 0x80) === 0) throw new Error('only whole, masked frames are read');
  const short = second & 0x7f;
  const at = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (data.length < at + 4) return undefined;
  const length = short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
  const size = at + 4 + length;
  if (data.length < size) return undefined;
  const mask = data.subarray(at, at + 4);
  const payload = Buffer.from(data.subarray(at + 4, size).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
  return { opcode: first & 0x0f, payload, size };
};

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** Accepts an upgrade. Answers the peer; hands texts and the end of the connection to the handlers. */
export const acceptWebSocket = (request: IncomingMessage, socket: Duplex, { onText, onClose }: Handlers): WebSocketPeer => {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  let rest: Buffer = Buffer.alloc(0);
  let isMute = false;
  let isClosing = false;
  const write = (opcode: number, payload: Buffer): void => {
    if (!socket.destroyed && socket.writable) socket.write(frame(opcode, payload));
  };

  const take = ({ opcode, payload }: Frame): void => {
    if (isMute) return;
    if (opcode === opcodes.text) onText(payload.toString());
    if (opcode === opcodes.ping) write(opcodes.pong, payload);
    if (opcode !== opcodes.close) return;
    if (!isClosing) write(opcodes.close, payload.subarray(0, 2));
    socket.end();
  };

  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    try {
      for (let next = readFrame(rest); next; next = readFrame(rest)) {
        rest = rest.subarray(next.size);
        take(next);
      }
    } catch {
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', onClose);

  return {
    send: (text) => write(opcodes.text, Buffer.from(text)),
    ping: () => write(opcodes.ping, Buffer.from('Ping from the local Slack')),
    close: (code) => {
      isClosing = true;
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      write(opcodes.close, payload);
    },
    drop: () => void socket.destroy(),
    mute: () => {
      isMute = true;
    },
  };
};
