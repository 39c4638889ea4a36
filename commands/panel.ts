import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import { notice } from '../src/core/labels.ts';
import { describePanelists } from '../src/core/panel-messages.ts';
import type { Command } from '../src/ports/command.ts';
import { defineAction, panelNumber } from './input.ts';
import { personaCard } from './persona-card.ts';
import { quotesReply } from './quotes-reply.ts';

const run = defineAction({
  path: [],
  about: 'Ask a panel of AI personas about a headline or concept, in a new thread. A | B sets 2 to 5 options side by side.',
  who: 'member',
  takes: {
    name: 'stimulus',
    about: 'The headline or concept; options separated by |',
    example: 'Save money with one tap | Banking that gets you',
  },
  options: {
    set: { about: 'Which persona set answers', choices: 'sets', example: 'stress-set' },
    rounds: { about: 'How many rounds; one for now', choices: ['1'] },
  },
  input: z.object({ stimulus: z.string().default(''), set: z.string().optional(), rounds: z.string().optional() }),
  run: async ({ stimulus, set, rounds }, { invocation, desks, limits }) => {
    if (rounds !== undefined && rounds !== '1') return refuse('rounds-limit', {}, stimulus);
    const { space, deliveryKey, place, actor } = invocation;
    const summoned = await desks.panels.summon({
      space,
      deliveryKey,
      place,
      actor,
      typed: stimulus,
      ...(set === undefined ? {} : { set }),
    });
    if (isRefusal(summoned)) return summoned;
    const { ref, plan } = summoned.panel;
    const text = summoned.fresh
      ? `Panel ${ref.number} is under way: ${describePanelists(plan.seats.length)}`
      : `This request started panel ${ref.number} already; there is no second one.`;
    return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)], panel: ref.number, panelId: ref.id };
  },
});

const stop = defineAction({
  path: ['stop'],
  about: 'Stop a running panel.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' } },
  input: z.object({ panel: panelNumber }),
  run: async ({ panel }, { invocation, desks, limits }) => {
    const stopped = await desks.panels.stop({ space: invocation.space, number: panel, actor: invocation.actor });
    if (isRefusal(stopped)) return stopped;
    const text = `Panel ${panel} is stopping. What was posted stays.`;
    return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)], panel };
  },
});

const who = defineAction({
  path: ['who'],
  about: 'Say who a persona is and what it rests on.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' }, persona: { about: 'The persona’s id' } },
  input: z.object({ panel: panelNumber, persona: z.string() }),
  run: async ({ panel, persona }, { invocation, desks, limits }) => {
    const found = await desks.panels.who(invocation.space, panel, persona);
    if (isRefusal(found)) return found;
    const { plan, acceptedAt, actor } = found.panel;
    const record = `Panel ${panel} · ${plan.set.title}, version ${plan.set.version} · ${plan.engine.name} · asked by ${actor.name} on ${acceptedAt.slice(0, 10)} · seed ${plan.seed}`;
    return { messages: [personaCard(found.persona, record, limits)], panel };
  },
});

const quotes = defineAction({
  path: ['quotes'],
  about: 'Show the closest real quotes to what a panel was asked.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' } },
  input: z.object({ panel: panelNumber }),
  run: async ({ panel }, { invocation, desks, limits }) => {
    const found = await desks.panels.find(invocation.space, panel);
    if (isRefusal(found)) return found;
    const messages = await Promise.all(
      found.plan.stimulus.options.map((text) => quotesReply(desks.quotes, invocation.space, { text, filters: {}, limit: 5 }, limits)),
    );
    return { messages, panel };
  },
});

/** `/panel`: the bot's main job, and the buttons on a panel. */
export const panel: Command = {
  name: 'panel',
  about: 'Named AI personas react to a headline or concept. Every line is labelled, and every claim is set beside what real people said.',
  actions: [run, stop, who, quotes],
};
