import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import { type MessageLimits, notice } from '../src/core/labels.ts';
import type { Button } from '../src/core/message.ts';
import { engineOfSeat } from '../src/core/panel/panel.ts';
import { maxReasonUnits, reportButton } from '../src/core/panel/turn-message.ts';
import { isReadable, onOneLine } from '../src/core/text.ts';
import type { CommandContext, Reply } from '../src/ports/command.ts';
import { defineAction, panelNumber } from './input.ts';
import { personaCard } from './persona-card.ts';

/* What people may do with one message of a panel: ask who speaks there, have it deleted, report it. */

const options = { panel: { about: 'The number of the panel' }, persona: { about: 'The persona’s id' } };
const oneMessage = { panel: panelNumber, persona: z.string() };

const say = (text: string, limits: MessageLimits): Reply => ({
  messages: [notice({ summary: text, blocks: [{ type: 'text', text }] }, limits)],
});

const removeButton = (panel: number, persona: string): Button => ({
  label: 'Delete this message',
  style: 'danger',
  press: { command: 'panel', action: ['remove'], options: { panel: String(panel), persona } },
});

/** The card of whoever speaks in a message, from the record. Deleting is offered to those who may. */
const showWho = async (
  { panel: number, persona }: { panel: number; persona: string },
  { invocation, desks, limits }: CommandContext,
): Promise<Reply | ReturnType<typeof refuse>> => {
  const found = await desks.panels.who(invocation.space, number, persona);
  if (isRefusal(found)) return found;
  const { plan, acceptedAt, actor } = found.panel;
  const engine = found.result?.engine ?? engineOfSeat(plan, persona);
  const when = `${acceptedAt.slice(0, 10)} at ${acceptedAt.slice(11, 16)} UTC`;
  const record = `Panel ${number} · ${plan.set.title}, version ${plan.set.version} · ${engine.name} · asked by ${actor.name} on ${when} · seed ${plan.seed}`;
  const mayRemove = invocation.actor.role === 'moderator' || invocation.actor.id === actor.id;
  const buttons = [...(mayRemove ? [removeButton(number, persona)] : []), reportButton(number, found.persona)];
  const facts = { record, grounding: await desks.quotes.grounding(invocation.space, found.persona), today: desks.sets.today(), buttons };
  return { messages: [personaCard(found.persona, facts, limits)], panel: number };
};

const who = defineAction({
  path: ['who'],
  about: 'Say who a persona is and what it rests on.',
  who: 'member',
  hidden: true,
  options,
  input: z.object(oneMessage),
  run: showWho,
});

const whose = defineAction({
  path: ['whose'],
  about: 'Say who speaks in a message, from the record.',
  who: 'member',
  hidden: true,
  options: { message: { about: 'The platform’s id of the message' } },
  input: z.object({ message: z.string().min(1) }),
  run: async ({ message }, context) => {
    const { invocation, desks, limits } = context;
    const found = await desks.panels.behind(invocation.space, message);
    if (isRefusal(found)) return found;
    const { panel, persona } = found;
    if (persona !== undefined) return showWho({ panel: panel.ref.number, persona }, context);
    const by = `Panel ${panel.ref.number} was asked for by ${onOneLine(panel.actor.name)} on ${panel.acceptedAt.slice(0, 10)}.`;
    return { ...say(`Sounding Board says this itself: it is no persona and no person. ${by}`, limits), panel: panel.ref.number };
  },
});

const remove = defineAction({
  path: ['remove'],
  about: 'Delete a persona’s message, for whoever asked for the panel and for moderators.',
  who: 'member',
  hidden: true,
  options,
  input: z.object(oneMessage),
  run: async ({ panel, persona }, { invocation: { space, actor }, desks, limits }) => {
    const removed = await desks.panels.remove({ space, number: panel, persona, actor });
    if (isRefusal(removed)) return removed;
    return { ...say('The message is deleted. The record of the panel stays.', limits), panel, settled: 'button' };
  },
});

const report = defineAction({
  path: ['report'],
  about: 'Report a persona’s message to the moderators of this space.',
  who: 'member',
  hidden: true,
  options: { ...options, reason: { about: 'What is wrong with it' } },
  input: z.object({ ...oneMessage, reason: z.string().default('') }),
  run: async ({ panel, persona, reason }, { invocation: { space, actor }, desks, limits }) => {
    if (reason.length > maxReasonUnits) return refuse('reason-long', { units: reason.length }, reason);
    if (!isReadable(reason)) return refuse('reason-empty', {}, reason);
    const found = await desks.panels.who(space, panel, persona);
    if (isRefusal(found)) return found;
    await desks.objections.report(space, { panel, persona, reason: onOneLine(reason), actor });
    return { ...say('Thank you: the moderators of this space can see your report with /panel-admin reports.', limits), panel };
  },
});

/** The actions behind the buttons and menus of one message. */
export const messageActions = [who, whose, remove, report];
