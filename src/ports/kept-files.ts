import type { AttachedFile } from './command.ts';

/**
 * Files that wait for a person to say yes. Contract: `keep` resolves with an id once all bytes are stored; `open` answers the same bytes under the same name as
 * often as it is asked, or nothing when the file is gone; `drop` may be repeated; `sweep` drops everything older.
 */
export type KeptFiles = Readonly<{
  keep: (file: AttachedFile) => Promise<string>;
  open: (id: string, name: string) => Promise<AttachedFile | undefined>;
  drop: (id: string) => Promise<void>;
  sweep: (olderThanMs: number) => Promise<void>;
}>;
