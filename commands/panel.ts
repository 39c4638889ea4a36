import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import { type MessageLimits, notice } from '../src/core/labels.ts';
import { describePanelists } from '../src/core/panel/root-message.ts';
import { othersMessage } from '../src/core/panel/turn-message.ts';
import type { Command, Reply } from '../src/ports/command.ts';
import type { PanelRecord } from '../src/ports/journal.ts';
import { defineAction, panelNumber } from './input.ts';
import { messageActions } from './panel-messages.ts';
import { scoreActions } from './panel-score.ts';
import { quotesReply } from './quotes-reply.ts';

/** One sentence of the bot, in private. */
const say = (text: string, limits: MessageLimits) => ({ messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)] });

/** What the person who asked reads at once. */
const accept = ({ ref }: PanelRecord, what: string, limits: MessageLimits): Reply => ({
  ...say(`Panel ${ref.number} is under way: ${what}`, limits),
  panel: ref.number,
  panelId: ref.id,
});

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
    rounds: { about: 'With 2, the personas read each other afterwards and discuss', choices: ['1', '2'] },
    vote: { about: 'With first, the answers to a comparison wait for the team’s blind votes', choices: ['first'] },
  },
  input: z.object({
    stimulus: z.string().default(''),
    set: z.string().optional(),
    rounds: z.string().optional(),
    vote: z.enum(['first'], 'Write vote:first, or leave it out.').optional(),
  }),
  run: async ({ stimulus, set, rounds, vote }, { invocation, desks, limits }) => {
    if (rounds !== undefined && rounds !== '1' && rounds !== '2') return refuse('rounds-limit', {}, stimulus);
    const { space, deliveryKey, place, actor } = invocation;
    const summoned = await desks.panels.summon({
      space,
      deliveryKey,
      place,
      actor,
      typed: stimulus,
      ...(set === undefined ? {} : { set }),
      rounds: rounds === '2' ? 2 : 1,
      voteFirst: vote === 'first',
    });
    if (isRefusal(summoned)) return summoned;
    const { ref, plan } = summoned.panel;
    if (summoned.fresh) return accept(summoned.panel, describePanelists(plan.seats.length), limits);
    return {
      ...say(`This request started panel ${ref.number} already; there is no second one.`, limits),
      panel: ref.number,
      panelId: ref.id,
    };
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
    return { ...say(text, limits), panel };
  },
});

const discuss = defineAction({
  path: ['discuss'],
  about: 'Let the personas of a panel read each other and discuss, in its thread.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' } },
  input: z.object({ panel: panelNumber }),
  run: async ({ panel }, { invocation: { space, deliveryKey, actor }, desks, limits }) => {
    const accepted = await desks.panels.discuss({ space, deliveryKey, number: panel, actor });
    if (isRefusal(accepted)) return accepted;
    return accept(accepted.panel, `the personas of panel ${panel} read each other and discuss.`, limits);
  },
});

const ask = defineAction({
  path: ['ask'],
  about: 'Ask one persona of a panel one more question, in its thread.',
  who: 'member',
  hidden: true,
  options: {
    panel: { about: 'The number of the panel' },
    persona: { about: 'The persona’s id' },
    question: { about: 'The question' },
  },
  input: z.object({ panel: panelNumber, persona: z.string(), question: z.string().default('') }),
  run: async ({ panel, persona, question }, { invocation: { space, deliveryKey, actor }, desks, limits }) => {
    const accepted = await desks.panels.ask({ space, deliveryKey, number: panel, actor, persona, question });
    if (isRefusal(accepted)) return accepted;
    return accept(accepted.panel, `your question goes to one persona of panel ${panel}.`, limits);
  },
});

const others = defineAction({
  path: ['others'],
  about: 'Show the other reactions that a persona might have had.',
  who: 'member',
  hidden: true,
  options: { panel: { about: 'The number of the panel' }, persona: { about: 'The persona’s id' } },
  input: z.object({ panel: panelNumber, persona: z.string() }),
  run: async ({ panel, persona }, { invocation, desks, limits }) => {
    const found = await desks.panels.who(invocation.space, panel, persona);
    if (isRefusal(found)) return found;
    const { result } = found;
    if (result?.kind !== 'reaction' || !result.reaction.spoken?.others.length) return refuse('no-others', {});
    return { messages: [othersMessage({ ...found.panel, number: panel }, found.persona, result, limits)], panel };
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

const feedback = defineAction({
  path: ['feedback'],
  about: 'Say whether the message of a persona was helpful.',
  who: 'member',
  hidden: true,
  options: {
    panel: { about: 'The number of the panel' },
    persona: { about: 'The persona’s id' },
    helpful: { about: 'Whether it was', choices: ['yes', 'no'] },
  },
  input: z.object({ panel: panelNumber, persona: z.string(), helpful: z.enum(['yes', 'no'], 'Choose yes or no.') }),
  run: async ({ panel, persona, helpful }, { invocation: { space, actor }, desks, limits }) => {
    const given = await desks.feedback.give(space, { number: panel, persona, actorId: actor.id, isHelpful: helpful === 'yes' });
    if (isRefusal(given)) return given;
    const text = given === 'counted' ? 'Thank you. It is counted without your name.' : 'You have said so already; it counts once.';
    return { ...say(text, limits), panel };
  },
});

/** `/panel`: the bot's main job, and the buttons on a panel. */
export const panel: Command = {
  name: 'panel',
  about: 'Named AI personas react to a headline or concept. Every line is labelled, and every claim is set beside what real people said.',
  actions: [run, stop, ...messageActions, quotes, others, discuss, ask, feedback, ...scoreActions],
};
