import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAttachment } from '../../src/adapters/discord/intake/file.ts';

let server: Server;
let url: string;
let answer: { status: number; body: string; headers?: Record<string, string> };

beforeEach(async () => {
  answer = { status: 200, body: 'text\nI wait.\n' };
  server = createServer((_, response) => response.writeHead(answer.status, answer.headers).end(answer.body));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/file.csv?ex=secret`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const read = async (bytes = answer.body.length): Promise<string> => {
  const chunks: Uint8Array[] = [];
  const file = openAttachment({ id: '1', name: 'file.csv', bytes, url });
  if (!file) throw new Error('it was not opened');
  for await (const chunk of file.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

describe('a file that came with an interaction', () => {
  it('is read as it is, as often as is asked', async () => {
    expect(await read()).toBe(answer.body);
    expect(await read()).toBe(answer.body);
  });

  it('is not read when it is longer or shorter than was said, so that no half file counts as a whole one', async () => {
    await expect(read(answer.body.length - 1)).rejects.toThrow('longer than was said');
    await expect(read(answer.body.length + 1)).rejects.toThrow('shorter than was said');
  });

  it('is not opened when it is too big', () => {
    expect(openAttachment({ id: '1', name: 'a.csv', bytes: 25 * 1024 * 1024 + 1, url })).toBe(undefined);
  });

  it('is not fetched from elsewhere, and its address is in no error', async () => {
    answer = { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } };
    await expect(read(1)).rejects.toThrow(/^(?!.*secret)/);
    answer = { status: 404, body: 'no' };
    await expect(read(2)).rejects.toThrow('the attached file could not be read: 404');
  });
});
