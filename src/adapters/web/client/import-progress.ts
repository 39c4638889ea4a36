import { fetchImports } from './api.ts';
import { h, isolated } from './dom.ts';

/** Time between two looks, in milliseconds. */
const lookMs = 1_000;

/**
 * Shows under `place` how many rows of a running import are stored, until the work is done. Nothing is shown of work that takes less than a second, or
 * imports nothing.
 */
export const withImportProgress = async <Answer>(place: Element, work: Promise<Answer>): Promise<Answer> => {
  const line = h('p', { class: 'note import-progress', role: 'status' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    // A look that fails says nothing: the import itself will.
    const [running] = await fetchImports().catch(() => []);
    if (timer === undefined) return;
    if (running) {
      line.replaceChildren('Importing ', isolated(running.fileName), `: ${running.quotes.toLocaleString('en')} rows so far.`);
      if (!line.isConnected) place.append(line);
    }
    timer = setTimeout(look, lookMs);
  };
  timer = setTimeout(look, lookMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    timer = undefined;
    line.remove();
  }
};
