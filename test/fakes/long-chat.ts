import { fileURLToPath } from 'node:url';
import { loadPersonaSets } from '../../src/adapters/files/personas.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { encodeContent, toWire } from '../../src/adapters/web/content.ts';
import { createHub } from '../../src/adapters/web/hub.ts';
import { createWebSurface, webLimits } from '../../src/adapters/web/surface.ts';
import { isRefusal } from '../../src/core/errors.ts';
import { localSpace } from '../../src/core/ids.ts';
import { type LabelledMessage, notice } from '../../src/core/labels.ts';
import { rootMessage } from '../../src/core/panel/root-message.ts';
import { parseStimulus } from '../../src/core/stimulus.ts';
import type { Transcript } from '../../src/ports/transcript.ts';
import { startScriptedPanel } from './playground-panels.ts';

const { sets } = await loadPersonaSets(fileURLToPath(new URL('../../personas', import.meta.url)));

/** The opening message of a panel that was stopped. */
const rootOf = (number: number, transcript: Transcript): LabelledMessage => {
  const [set] = sets;
  const stimulus = parseStimulus(`Headline of panel ${number}`);
  if (!set || isRefusal(stimulus)) throw new Error('there is nothing to make a panel of');
  const surface = createWebSurface({ transcript, hub: createHub(), paceMs: 0, onPosted: () => undefined });
  const panel = startScriptedPanel(number, stimulus, set, {
    surface,
    clock: systemClock,
    paceMs: 0,
    quotes: () => [],
    signal: AbortSignal.abort(),
  });
  panel.stopped = true;
  return rootMessage(panel.facts(), webLimits);
};

const contentOf = (message: LabelledMessage): string => encodeContent({ type: 'message', message: toWire(message) });

/** A line of a thread. */
export const lineOf = (number: number, line: number): string =>
  contentOf(
    notice({ summary: `line ${line} of ${number}`, blocks: [{ type: 'text', text: `Line ${line} of panel ${number}.` }] }, webLimits),
  );

/** Panels `from` to `to`, each an opening message and `lines` in its thread. Answers the ids of their opening messages. */
export const appendPanels = async (transcript: Transcript, from: number, to: number, lines: number): Promise<readonly string[]> => {
  const roots: string[] = [];
  for (let number = from; number <= to; number += 1) {
    const root = await transcript.append(localSpace, {
      key: `${number}/root`,
      channel: 'panels',
      content: contentOf(rootOf(number, transcript)),
    });
    roots.push(root.id);
    for (let line = 1; line <= lines; line += 1)
      await transcript.append(localSpace, {
        key: `${number}/${line}`,
        channel: 'panels',
        thread: root.id,
        content: lineOf(number, line),
      });
  }
  return roots;
};
