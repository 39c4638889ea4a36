import { z } from 'zod';
import { notice } from '../src/core/labels.ts';
import { defineAction } from './input.ts';

/* Where panels may be, and what people object to. */

/** Most reports that are listed at once. */
const mostReports = 20;

const switchPanels = (isMuted: boolean) =>
  defineAction({
    path: [isMuted ? 'mute' : 'unmute'],
    about: isMuted ? 'Switch panels off in this channel and its threads.' : 'Switch panels on again in this channel.',
    who: 'moderator',
    options: {},
    input: z.object({}),
    run: async (_input, { invocation: { space, place, actor }, desks, limits }) => {
      await desks.objections.setMuted(space, { place, isMuted, author: actor.id });
      const text = isMuted
        ? 'Panels are switched off in this channel and its threads. What runs goes on. /panel-admin unmute switches them on again.'
        : 'Panels are switched on in this channel.';
      return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)] };
    },
  });

const reports = defineAction({
  path: ['reports'],
  about: 'List what people reported about messages of personas.',
  who: 'moderator',
  options: {},
  input: z.object({}),
  run: async (_input, { invocation: { space }, desks, limits }) => {
    const all = await desks.objections.reports(space, mostReports);
    const none = 'Nobody has reported a message here.';
    if (all.length === 0) return { messages: [notice({ summary: none, blocks: [{ type: 'text', text: none }] }, limits)] };
    const title = `The newest ${all.length === 1 ? 'report' : `${all.length} reports`}`;
    const rows = all.map(({ at, panel, persona, reason, by }) => [at.slice(0, 10), `${panel}, ${persona}`, reason, by]);
    return {
      messages: [
        notice({ summary: title, blocks: [{ type: 'table', title, columns: ['Day', 'Panel, persona', 'Reason', 'By'], rows }] }, limits),
      ],
    };
  },
});

/** What moderators can do about panels in channels. */
export const moderationActions = [switchPanels(true), switchPanels(false), reports];
