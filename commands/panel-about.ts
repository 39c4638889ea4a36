import { z } from 'zod';
import type { SpaceId } from '../src/core/ids.ts';
import { notice } from '../src/core/labels.ts';
import { trackPage } from '../src/core/ledger/track-record.ts';
import type { EngineMark } from '../src/core/panel/panel.ts';
import { countTokens, type UsedTokens } from '../src/core/usage.ts';
import type { Command } from '../src/ports/command.ts';
import type { Desks } from '../src/ports/desks.ts';
import { defineAction } from './input.ts';

const describeEngine = ({ kind, name }: EngineMark): string =>
  kind === 'evidence' ? 'The evidence engine: persona files and stored quotes. No language model.' : `A language model: ${name}.`;

const describeUse = (use: { number: number; tokens: UsedTokens; cost?: number }): string => {
  const about = use.tokens.isEstimate ? 'about ' : '';
  const cost = use.cost === undefined ? '' : `, cost ${use.cost.toFixed(4)}`;
  return `panel ${use.number}: ${about}${countTokens(use.tokens).toLocaleString('en')} tokens${cost}`;
};

/** What the last panels used, where a language model is configured. */
const readUses = async ({ panels }: Desks, space: SpaceId): Promise<readonly string[]> => {
  const recent = (await panels.recent(space, 5)).filter(({ plan }) => plan.models);
  return Promise.all(recent.map(async (panel) => describeUse({ number: panel.ref.number, ...(await panels.use(panel)) })));
};

const byWords = 'About half of the matches of words on a paraphrase are about something else: read them.';

/** How quotes are found here, and how far to trust what is found. */
const describeSearch = ({ meaning, read }: Desks['about']['quoteSearch']): string =>
  [
    meaning
      ? `/quotes looks by words and by meaning, and sets apart what only meaning found; claims are looked up by words. ${byWords}`
      : `By words, not by meaning. ${byWords}`,
    ...(read ? ['A language model reads what /quotes found, and puts aside what is beside the topic. It writes no word of it.'] : []),
  ].join(' ');

const methodCard = (facts: {
  engine: EngineMark;
  quoteSearch: Desks['about']['quoteSearch'];
  quotes: number;
  panels: number;
  uses: readonly string[];
  trackRecord: string;
}): ReadonlyArray<readonly [string, string]> => [
  ['What answers', describeEngine(facts.engine)],
  ['What it is for', 'Finding the questions worth asking people. Never a stand-in for them.'],
  ['Who speaks', 'AI personas: invented characters from files. None is a real person, and every message says so.'],
  ['Data', `${facts.quotes.toLocaleString('en')} quotes of real people in this space; ${facts.panels.toLocaleString('en')} panels so far.`],
  ...(facts.engine.kind === 'model'
    ? [
        ['What language models used', facts.uses.length > 0 ? `Last panels: ${facts.uses.join('; ')}.` : 'Nothing yet.'] as const,
        ['Where it falls short of a model', 'Where the model fails, persona files answer under their own label, never silently.'] as const,
      ]
    : []),
  ['How quotes are found', describeSearch(facts.quoteSearch)],
  ['Track record', `${facts.trackRecord} All of it: /panel-about track`],
  [
    'Known limits',
    'Personas are flatter than people, carry the assumptions of their authors, and have lived nothing. No share of users follows from a panel.',
  ],
  ['What is stored', 'What was asked, by whom, the answers, and imported quotes, in this bot’s own database until they are removed.'],
  ['How to object', 'Stop a panel with its button. To have words or a persona removed, ask a moderator or the operator of this bot.'],
];

const about = defineAction({
  path: [],
  root: 'show',
  about: 'The method card: what answers, on what data, with what limits, and what is stored.',
  who: 'member',
  options: {},
  input: z.object({}),
  run: async (_input, { invocation, desks, limits }) => {
    const { space } = invocation;
    const { about: facts } = desks;
    const [quotes, panels, uses, trackRecord] = await Promise.all([
      facts.quotes(space),
      facts.panels(space),
      readUses(desks, space),
      facts.trackRecord(space),
    ]);
    const rows = methodCard({ engine: facts.engine, quoteSearch: facts.quoteSearch, quotes, panels, uses, trackRecord });
    const heading = { type: 'heading', text: `Sounding Board ${desks.about.version}: method card` } as const;
    const blocks = [heading, { type: 'table', title: '', columns: ['Question', 'Answer'], rows } as const];
    return { messages: [notice({ summary: 'How Sounding Board works', blocks }, limits)] };
  },
});

const track = defineAction({
  path: ['track'],
  about: 'How often panels were right, against a coin, simple rules, the model without personas, and the team’s own votes.',
  who: 'member',
  options: { set: { about: 'Only this persona set', choices: 'sets', example: 'stress-set' } },
  input: z.object({ set: z.string().optional() }),
  run: async ({ set }, { invocation: { space }, desks, limits }) => {
    const heading = { type: 'heading', text: 'Track record' } as const;
    const blocks = [heading, ...trackPage(await desks.scores.tallies(space), set)];
    return { messages: [notice({ summary: 'The track record of this space', blocks }, limits)] };
  },
});

/** `/panel-about`: the method card. */
export const panelAbout: Command = {
  name: 'panel-about',
  about: 'How this works, and how far to trust it.',
  actions: [about, track],
};
