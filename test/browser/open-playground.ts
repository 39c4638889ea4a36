import { startScriptedPlayground } from '../fakes/playground-app.ts';
import { createMemoryTranscript } from '../fakes/playground-transcript.ts';

/**
 * A playground to open in a browser. `panelists` is how many personas a panel has without further ado. `restart` ends it and starts it again
 * at the same address, with the same chat.
 */
export type OpenPlayground = Readonly<{
  url: string;
  panelists: number;
  restart: (downMs: number) => Promise<void>;
  close: () => Promise<void>;
}>;

/**
 * The one place that says what the browser tests look at. Point it at another server to run the same tests there: `paceMs` is the shortest
 * time between two messages of a panel.
 */
export const openPlayground = async ({ paceMs }: { paceMs: number }): Promise<OpenPlayground> => {
  const transcript = createMemoryTranscript();
  let app = await startScriptedPlayground({ transcript, paceMs });
  const { url } = app;
  return {
    url,
    panelists: 5,
    restart: async (downMs) => {
      await app.close();
      await new Promise((resolve) => setTimeout(resolve, downMs));
      app = await startScriptedPlayground({ transcript, paceMs, port: Number(new URL(url).port) });
    },
    close: () => app.close(),
  };
};
