import type { PanelRecord } from '../../ports/journal.ts';
import { PanelWords } from './panel-words.ts';
import type { RunParts } from './run-parts.ts';

/** Makes a posted message of a panel anew and puts it in the place of the old one. False when the platform would not, or there is none. */
export type RedrawMessage = (panel: PanelRecord, key: string) => Promise<boolean>;

/** Longest time for making one message anew, in milliseconds. */
const redrawMs = 10_000;

/** The judge that has been asked before is not asked again: what it found is stored, and where it found nothing there is nothing. */
const noJudge = (): Promise<never> => Promise.reject(new Error('no language model is asked for a message that is made anew'));

/** Messages are made from what is stored, so making one again shows what is stored now. No language model is asked for it. */
export const createRedraw =
  (parts: RunParts): RedrawMessage =>
  async (panel, key) => {
    const post = panel.state.posts.find((one) => one.key === key);
    const surface = parts.surfaces.get(panel.place.surface);
    if (post?.ref === undefined || !surface) return false;
    const search: RunParts['quotes']['search'] = async (space, query) => ({
      ...(await parts.quotes.search(space, query)),
      withdrawn: true,
    });
    const { models, ...rest } = parts;
    const still = models ? { models: { ...models, judge: noJudge } } : {};
    const words = new PanelWords({ ...rest, ...still, quotes: { search } }, panel, await parts.panelSets.read(panel), surface);
    const message = await words.messageOf(key, panel.state, AbortSignal.timeout(redrawMs));
    const root = panel.state.posts[0]?.ref;
    const thread = panel.place.thread ?? root;
    const place = thread === undefined ? panel.place : { ...panel.place, thread };
    return surface.edit({ space: panel.ref.space, place, ref: post.ref, message });
  };
