import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AttachedFile } from '../../ports/command.ts';

/** Largest file that is taken in. More than enough for millions of quotes. */
export const maxImportBytes = 512 * 1024 * 1024;

/** A file that is larger than the spool takes. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

const spoolName = /^import-[\w-]+\.part$/;

const countingUpTo = (maxBytes: number, count: (bytes: number) => void): Transform => {
  let total = 0;
  return new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => {
      total += chunk.byteLength;
      count(total);
      done(total > maxBytes ? new FileTooLarge('the file is too large') : null, chunk);
    },
  });
};

/** A folder in which files wait while they are imported. Nothing stays there: each is deleted after its use, and leftovers at `sweep`. */
export const createSpool = (directory: string, nextId: () => string, maxBytes: number = maxImportBytes) => ({
  /** Deletes what a killed process left behind. */
  sweep: async (): Promise<void> => {
    await mkdir(directory, { recursive: true });
    const leftovers = (await readdir(directory)).filter((name) => spoolName.test(name));
    await Promise.all(leftovers.map((name) => rm(join(directory, name), { force: true })));
  },
  /** Streams a body to disk, lets `use` read it as often as it likes, and deletes it. Rejects with `FileTooLarge`, or as the body does. */
  hold: async <Result>(name: string, body: ReadableStream<Uint8Array>, use: (file: AttachedFile) => Promise<Result>): Promise<Result> => {
    const path = join(directory, `import-${nextId()}.part`);
    let bytes = 0;
    const counter = countingUpTo(maxBytes, (total) => {
      bytes = total;
    });
    try {
      await pipeline(Readable.from(body), counter, createWriteStream(path, { mode: 0o600 }));
      return await use({ name, bytes, open: () => createReadStream(path) });
    } finally {
      await rm(path, { force: true });
    }
  },
});

export type Spool = ReturnType<typeof createSpool>;
