import { z } from 'zod';
import { isRefusal } from '../src/core/errors.ts';
import { type MessageLimits, notice } from '../src/core/labels.ts';
import { askPeopleMessage } from '../src/core/panel/ask-people.ts';
import type { CommandAction } from '../src/ports/command.ts';
import { defineAction, panelNumber } from './input.ts';

const say = (text: string, limits: MessageLimits) => [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)];

const vote = defineAction({
  path: ['vote'],
  about: 'Vote blind on a comparison, before its answers can be read.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' }, choice: { about: 'The letter of the option' } },
  input: z.object({ panel: panelNumber, choice: z.string().regex(/^[A-E]$/, 'Vote for one of the letters.') }),
  run: async ({ panel, choice }, { invocation: { space, actor }, desks, limits }) => {
    const voted = await desks.scores.vote({ space, number: panel, actor, choice: choice.charCodeAt(0) - 65 });
    if (isRefusal(voted)) return voted;
    const text = `Your vote on panel ${panel} is ${choice}. Nobody sees it before the reveal, and until then you can change it.`;
    return { messages: say(text, limits), panel };
  },
});

const reveal = defineAction({
  path: ['reveal'],
  about: 'End the vote on a comparison and let the personas speak.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' } },
  input: z.object({ panel: panelNumber }),
  run: async ({ panel }, { invocation: { space, actor }, desks, limits }) => {
    const revealed = await desks.scores.reveal({ space, number: panel, actor });
    if (isRefusal(revealed)) return revealed;
    return {
      messages: say(`The vote on panel ${panel} is over. The personas speak now, and the votes stand in the last message.`, limits),
      panel,
    };
  },
});

const people = defineAction({
  path: ['people'],
  about: 'Turn the open questions of a panel into an interview guide, and a comparison into a plan for a test.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' } },
  input: z.object({ panel: panelNumber }),
  run: async ({ panel }, { invocation: { space }, desks, limits }) => {
    const found = await desks.panels.seats(space, panel);
    if (isRefusal(found)) return found;
    return { messages: [askPeopleMessage({ ...found.panel, number: panel }, found.seats, limits)], panel };
  },
});

/** The buttons that keep score, and the one that goes to people. */
export const scoreActions: readonly CommandAction[] = [vote, reveal, people];
