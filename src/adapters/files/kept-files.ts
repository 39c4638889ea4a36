import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../ports/clock.ts';
import type { KeptFiles } from '../../ports/kept-files.ts';
import type { Random } from '../../ports/random.ts';

const fileName = /^draft-[\w-]+\.part$/;

/** Keeps files in a folder that only this user can read. Ids are unguessable and never a path. */
export const createKeptFiles = (directory: string, { clock, random }: { clock: Clock; random: Random }): KeptFiles => {
  const pathOf = (id: string): string | undefined => {
    const name = `draft-${id}.part`;
    return fileName.test(name) ? join(directory, name) : undefined;
  };
  const drop = async (id: string): Promise<void> => {
    const path = pathOf(id);
    if (path !== undefined) await rm(path, { force: true });
  };
  return {
    drop,
    keep: async (file) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const id = random.id();
      try {
        await pipeline(Readable.from(file.open()), createWriteStream(pathOf(id) ?? '', { mode: 0o600 }));
        return id;
      } catch (error) {
        await drop(id);
        throw error;
      }
    },
    open: async (id, name) => {
      const path = pathOf(id);
      const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
      return path !== undefined && found ? { name, bytes: found.size, open: () => createReadStream(path) } : undefined;
    },
    sweep: async (olderThanMs) => {
      const names = (await readdir(directory).catch(() => [])).filter((name) => fileName.test(name));
      const before = clock.now().getTime() - olderThanMs;
      for (const name of names) {
        const path = join(directory, name);
        const found = await stat(path).catch(() => undefined);
        if (found && found.mtimeMs < before) await rm(path, { force: true });
      }
    },
  };
};
