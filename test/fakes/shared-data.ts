import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Public data sets that lie beside the project on some machines and are not part of it. `reason` is the sentence under which a test that
 * needs them is skipped elsewhere.
 */
export const sharedData = (name: string): Readonly<{ path: string; missing: boolean; reason: string }> => {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  return { path, missing: !existsSync(path), reason: `skipped: the data set ${name} does not lie beside the project` };
};
