import type { AttachedFile } from '../../src/ports/command.ts';

/** A text as an attached file. */
export const attached = (text: string, name = 'words.csv'): AttachedFile => {
  const bytes = new TextEncoder().encode(text);
  return {
    name,
    bytes: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
};
