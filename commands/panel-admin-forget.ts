import { z } from 'zod';
import { isRefusal, refuse } from '../src/core/errors.ts';
import type { Withdrawal } from '../src/ports/moderation.ts';
import type { Forgetting } from '../src/ports/quote-index.ts';
import { defineAction } from './input.ts';
import { adminButton, counted, say } from './say.ts';

const kinds = ['quote', 'speaker', 'batch', 'source'] as const;
const value = z.string().trim().min(1).max(200).optional();

const toForgetting = (input: Readonly<Partial<Record<(typeof kinds)[number], string | undefined>>>): Forgetting | undefined => {
  const given = kinds.flatMap((kind) => (input[kind] === undefined ? [] : [{ kind, value: input[kind] }]));
  return given.length === 1 ? given[0] : undefined;
};

const described: Readonly<Record<Forgetting['kind'], string>> = {
  quote: 'that quote',
  speaker: 'everything that speaker said',
  batch: 'everything of that import',
  source: 'everything of that source',
};

const describeDone = ({ quotes, messages, unchanged }: Withdrawal): string => {
  const left =
    unchanged > 0
      ? ` ${counted(unchanged, 'message')} could not be changed by the bot: delete ${unchanged === 1 ? 'it' : 'them'} by hand.`
      : '';
  return `${counted(quotes, 'quote')} forgotten, ${counted(messages, 'message')} changed.${left} Copies in backups of the operator’s data file end with those backups.`;
};

const forget = defineAction({
  path: ['quotes', 'forget'],
  about: 'Take words of people back for good, everywhere they are shown. You are asked once more.',
  who: 'moderator',
  options: {
    quote: { about: 'One quote, by its id' },
    speaker: { about: 'All that one speaker said, by the id that your file had for them' },
    batch: { about: 'One import, by its id' },
    source: { about: 'All of one source, as it is written', example: '"Spring survey"' },
    sure: { about: 'With yes, without asking again', choices: ['yes'] },
  },
  input: z.object({ quote: value, speaker: value, batch: value, source: value, sure: z.string().optional() }),
  run: async ({ sure, ...input }, { invocation: { space, actor }, desks, limits }) => {
    const asked = toForgetting(input);
    if (!asked) return refuse('forget-what');
    const found = await desks.moderation.forgetting.preview(space, asked);
    if (isRefusal(found)) return found;
    const { what, quotes, messages } = found;
    if (sure === 'yes') {
      const done = await desks.moderation.forgetting.carryOut(space, { what, author: actor.id });
      return isRefusal(done) ? done : { messages: [say(describeDone(done), limits)] };
    }
    const later =
      what.kind === 'speaker'
        ? ' Whatever a later import has of this speaker stays out too.'
        : ' The same words stay out of later imports too.';
    const text = `This forgets ${described[what.kind]}: ${counted(quotes, 'quote')}, shown in ${counted(messages, 'message')}.${later} It cannot be undone.`;
    const button = adminButton('Forget for good', ['quotes', 'forget-now'], { kind: what.kind, value: what.value }, 'danger');
    return { messages: [say(text, limits, [button])] };
  },
});

const forgetNow = defineAction({
  path: ['quotes', 'forget-now'],
  about: 'Take words of people back for good.',
  who: 'moderator',
  hidden: true,
  options: { kind: { about: 'What is named' }, value: { about: 'Which one' } },
  input: z.object({ kind: z.enum(kinds), value: z.string().min(1) }),
  run: async (what, { invocation: { space, actor }, desks, limits }) => {
    const done = await desks.moderation.forgetting.carryOut(space, { what, author: actor.id });
    return isRefusal(done) ? done : { messages: [say(describeDone(done), limits)], settled: 'message' };
  },
});

/** Taking words back. */
export const forgetActions = [forget, forgetNow] as const;
