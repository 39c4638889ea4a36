import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAction } from '../../commands/input.ts';
import { createManifest } from '../../src/adapters/slack/install/manifest.ts';
import { slackMessageLimits } from '../../src/adapters/slack/limits.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { createDispatch } from '../../src/app/dispatch.ts';
import { isRefusal, refuse } from '../../src/core/errors.ts';
import { type Form, makeForm } from '../../src/core/form.ts';
import { notice } from '../../src/core/labels.ts';
import type { Button } from '../../src/core/message.ts';
import type { Command, CommandContext, Reply } from '../../src/ports/command.ts';
import type { Desks } from '../../src/ports/desks.ts';
import { type FakeSlack, signInPage, startSlack } from '../fakes/slack/slack.ts';
import { acme } from '../fakes/slack/world.ts';
import { createIntakeApp } from '../fakes/slack-intake.ts';

/* A command that nobody knows, declared here, through the real dispatch and the real Bolt: what works for it works for every command. */

const say = (text: string, more: Partial<Reply> & { buttons?: readonly Button[] } = {}): Reply => {
  const { buttons = [], ...rest } = more;
  return { messages: [notice({ summary: text, blocks: [{ type: 'text', text }], buttons }, slackMessageLimits)], ...rest };
};

/** Everything that was carried out: which action, with what, and what the file held. */
let done: { path: string; input: Readonly<Record<string, unknown>>; file?: string; name?: string; channel: string; actor: string }[] = [];
let refuses = false;

const note = async (path: string, input: Readonly<Record<string, unknown>>, { invocation }: CommandContext) => {
  const { file, place, actor } = invocation;
  let content = '';
  if (file) for await (const chunk of file.open()) content += Buffer.from(chunk).toString();
  done.push({ path, input, channel: place.channel, actor: actor.id, ...(file ? { file: content, name: file.name } : {}) });
  return refuses ? refuse('set-unknown', { name: 'x', names: 'y' }) : say(`Done: ${path}`);
};

const secondForm = (draft: string): Form =>
  makeForm({
    title: 'Second step',
    fields: [{ kind: 'line', option: 'colour', label: 'Colour', required: true, maxUnits: 20 }],
    press: { command: 'garden', action: ['finish'], options: { draft } },
    submit: 'Finish',
  });

const bigForm: Form = makeForm({
  title: 'A bed for the garden of https://evil.example and more',
  about: 'What grows where. <!channel> [x](https://evil.example)',
  fields: [
    { kind: 'line', option: 'name', label: 'Name', hint: 'As on the sign', required: true, maxUnits: 3_000, value: 'Bed 1' },
    { kind: 'text', option: 'notes', label: 'Notes', required: false, maxUnits: 3_000, placeholder: 'Sunny' },
    {
      kind: 'choice',
      option: 'soil',
      label: 'Soil',
      required: true,
      choices: [
        { value: 'clay', label: 'Clay' },
        { value: 'sand', label: 'Sand' },
      ],
      value: 'sand',
    },
    {
      kind: 'choices',
      option: 'crops',
      label: 'Crops',
      required: false,
      choices: ['Peas', 'Beans'].map((label) => ({ value: label.toLowerCase(), label })),
      values: ['peas'],
    },
    { kind: 'file', option: 'plan', label: 'Plan', required: false, accept: ['.txt'] },
  ],
  press: { command: 'garden', action: ['store'], options: { bed: '1' } },
  submit: 'Save',
});

const text = z.string().optional();
const garden: Command = {
  name: 'garden',
  about: 'Keeps a garden.',
  actions: [
    defineAction({
      path: ['plant'],
      about: 'Plant something.',
      who: 'member',
      takes: { name: 'plant', about: 'What to plant', example: 'Peas' },
      options: { row: { about: 'Which row', example: '3' } },
      input: z.object({ plant: text, row: text }),
      run: (input, context) => note('plant', input, context),
    }),
    defineAction({
      path: ['seeds', 'load'],
      about: 'Load seeds.',
      who: 'moderator',
      file: 'A list of seeds.',
      options: {
        kind: { about: 'Which kind', choices: ['flower', 'herb'] },
        shelf: { about: 'On which shelf', example: '2' },
        keeper: { about: 'Whose', choices: 'personas' },
        set: { about: 'Which set', choices: 'sets' },
      },
      input: z.object({ kind: text, shelf: text, keeper: text, set: text }),
      run: (input, context) => note('seeds load', input, context),
    }),
    defineAction({
      path: ['bed'],
      about: 'Make a bed.',
      who: 'moderator',
      opensForm: true,
      options: {},
      input: z.object({}),
      run: async () => ({ messages: [], form: bigForm }),
    }),
    defineAction({
      path: ['store'],
      about: 'Store a bed.',
      who: 'moderator',
      hidden: true,
      options: {},
      input: z.looseObject({}),
      run: async (input, context) => {
        const answer = await note('store', input, context);
        if (isRefusal(answer)) return answer;
        return say('Half done', {
          buttons: [{ label: 'Go on', style: 'plain', press: { command: 'garden', action: ['next'], options: { draft: 'd1' } } }],
        });
      },
    }),
    defineAction({
      path: ['next'],
      about: 'Go on.',
      who: 'moderator',
      hidden: true,
      opensForm: true,
      options: { draft: { about: 'Which' } },
      input: z.object({ draft: z.string() }),
      run: async ({ draft }) => ({ messages: [], form: secondForm(draft) }),
    }),
    defineAction({
      path: ['finish'],
      about: 'Finish.',
      who: 'moderator',
      hidden: true,
      options: { draft: { about: 'Which' }, colour: { about: 'Which colour' } },
      input: z.object({ draft: z.string(), colour: text }),
      run: (input, context) => note('finish', input, context),
    }),
  ],
};

let slack: FakeSlack;
let app: ReturnType<typeof createIntakeApp>;
const until = async (what: () => boolean): Promise<void> => app.settled(what);
const user = acme.admin;
const textsTo = (who = user) => slack.ephemerals(who).map(({ blocks }) => JSON.stringify(blocks));
const type = (typed: string, who = user) => slack.command({ command: '/garden', text: typed, user: who });
const modal = async (who = user) => {
  await until(() => slack.modals(who).length === 1);
  const [view] = slack.modals(who);
  if (!view) throw new Error('there is a form');
  return view;
};

beforeEach(async () => {
  done = [];
  refuses = false;
  slack = await startSlack();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  // The made-up command asks no desk.
  const desks = {} as Desks;
  const dispatch = createDispatch({ commands: [garden], desks, limitsOf: () => slackMessageLimits, clock: systemClock, log });
  app = createIntakeApp(slack, { commands: [garden], dispatch });
  await app.open();
});
afterEach(async () => {
  await app.stop(0);
  await slack.close();
});

describe('a command that the Slack side has never heard of', () => {
  it('is typed with its options, helps, and stands in the manifest and on the Home tab', async () => {
    await type('plant Sweet peas row:3');
    await until(() => done.length === 1);
    expect(done[0]).toMatchObject({ path: 'plant', input: { plant: 'Sweet peas', row: '3' }, channel: acme.general, actor: user });
    await type('help');
    await until(() => textsTo().some((one) => one.includes('/garden plant')));
    const help = textsTo().find((one) => one.includes('/garden plant')) ?? '';
    expect(help).toContain('Load seeds. (moderators)');
    expect(help).not.toMatch(/finish|\/garden next/);
    const [command] = createManifest([garden]).features.slash_commands;
    expect(command).toMatchObject({ command: '/garden', usage_hint: 'plant <plant> [row:…] | seeds load (opens a form) | bed' });
    await slack.homeOpened(user);
    await until(() => slack.home(user) !== undefined);
    expect(JSON.stringify(slack.home(user)?.view)).toContain('/garden');
  });

  it('gets a form for its file, made from its declaration, filled in with what was typed', async () => {
    await type('seeds load shelf:2 kind:herb');
    const view = await modal();
    const shown = JSON.stringify(view.view);
    for (const part of ['Seeds load', 'A list of seeds.', 'Which kind', 'flower', 'On which shelf', 'Test set (test-set)'])
      expect(shown).toContain(part);
    const file = slack.addFile({ name: 'seeds.txt', content: 'peas\nbeans\n', user, mimetype: 'text/plain' });
    await slack.submit({ view, values: { attached_file: file.id, kind: 'flower' }, user });
    await until(() => done.length === 1);
    expect(done[0]).toMatchObject({ path: 'seeds load', input: { kind: 'flower', shelf: '2' }, file: 'peas\nbeans\n', name: 'seeds.txt' });
    await until(() => textsTo().some((one) => one.includes('Done: seeds load')));
  });

  it('refuses a form to whoever may not send it, before anything is filled in', async () => {
    for (const line of ['seeds load', 'bed']) await type(line, acme.member);
    await until(() => textsTo(acme.member).length === 2);
    for (const one of textsTo(acme.member)) expect(one).toContain('Only moderators');
    expect(slack.modals(acme.member)).toEqual([]);
  });

  it('opens a form of its own, which Slack takes, with every kind of field, and reads it back', async () => {
    await type('bed');
    const view = await modal();
    const shown = JSON.stringify(view.view);
    expect(shown).not.toMatch(/https:\/\/evil|<!channel>/);
    const plan = slack.addFile({ name: 'plan.txt', content: 'north', user });
    await slack.submit({ view, values: { name: 'Bed & <two>', crops: ['peas', 'beans'], plan: plan.id }, user });
    await until(() => done.length === 1);
    expect(done[0]).toMatchObject({
      path: 'store',
      input: { bed: '1', name: 'Bed & <two>', soil: 'sand', crops: 'peas,beans' },
      file: 'north',
      channel: acme.general,
    });
  });

  it('goes on in steps: a form, a button in its answer, the next form', async () => {
    await type('bed');
    await slack.submit({ view: await modal(), values: { name: 'Bed 2' }, user });
    await until(() => slack.ephemerals(user).some((one) => slack.buttons(one).includes('Go on')));
    const on = slack.ephemerals(user).find((one) => slack.buttons(one).includes('Go on'));
    if (!on) throw new Error('there is a button');
    await slack.press({ on, button: 'Go on', user });
    const second = await modal();
    expect(second.id).not.toBe('');
    await slack.submit({ view: second, values: { colour: 'green' }, user });
    await until(() => done.length === 2);
    expect(done[1]).toMatchObject({ path: 'finish', input: { draft: 'd1', colour: 'green' } });
  });

  it('keeps a form open, with a sentence below the field, when it holds spaces only', async () => {
    await type('bed');
    const view = await modal();
    const { body } = await slack.submit({ view, values: { name: '   ' }, user });
    expect(JSON.parse(body)).toEqual({ response_action: 'errors', errors: { name: expect.stringContaining('nothing here') } });
    expect(slack.modals(user)).toHaveLength(1);
    expect(done).toEqual([]);
  });

  it('gives everything back that was typed into a refused form, however long', async () => {
    refuses = true;
    await type('bed');
    const lines = Array.from({ length: 270 }, (_, index) => `row ${index}`).join('\n');
    await slack.submit({ view: await modal(), values: { name: `My bed ${'x '.repeat(1_490)}`, notes: lines, soil: 'clay' }, user });
    await until(() => textsTo().join('').includes('row 269'));
    const given = textsTo().join('');
    for (const part of ['There is no persona set', 'Name: My bed', 'Soil: Clay', 'row 0', 'row 135']) expect(given).toContain(part);
  });

  it('carries out a form once, however often Slack delivers it', async () => {
    await type('bed');
    const first = await slack.submit({ view: await modal(), values: { name: 'Once' }, user });
    await until(() => done.length === 1);
    await first.again({ retry: { num: 1, reason: 'http_timeout' } });
    await systemClock.sleep(60);
    expect(done).toHaveLength(1);
  });

  it('says so, and gives the text back, when the form came too late for Slack', async () => {
    slack.faults.next('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await type('seeds load shelf:7');
    await until(() => textsTo().length === 1);
    expect(textsTo()[0]).toContain('did not open the form in time');
    expect(textsTo()[0]).toContain('seeds load shelf:7');
  });
});

describe('a file that is sent to the bot', () => {
  /** A stranger's server, which notes what it is sent. */
  const startStranger = async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      response.writeHead(200, { 'content-type': 'text/csv' }).end('stolen');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return { origin, seen, close: () => new Promise((resolve) => server.close(resolve)) };
  };
  const send = async (file: Parameters<FakeSlack['addFile']>[0]) => {
    await type('seeds load');
    const added = slack.addFile({ user, ...file });
    const before = textsTo().length;
    await slack.submit({ view: await modal(), values: { attached_file: added.id }, user });
    await until(() => textsTo().length > before);
    return textsTo().at(-1) ?? '';
  };

  it('is fetched from Slack’s own host only: the token goes nowhere else', async () => {
    const stranger = await startStranger();
    const host = new URL(slack.origin).host;
    const addresses = [
      `${stranger.origin}/x.csv`,
      `http://${host}@${new URL(stranger.origin).host}/x.csv`,
      `http://user:pass@${host}/x.csv`,
      `https://files.slack.com.evil.example/x.csv`,
      'file:///etc/passwd',
      'no address',
    ];
    for (const url_private_download of addresses) {
      const answer = await send({ name: 'x.csv', content: 'a', described: { url_private_download } });
      expect([url_private_download, answer]).toEqual([url_private_download, expect.stringContaining('did not hand over the file')]);
    }
    expect(await send({ name: 'x.csv', content: 'stolen', movedTo: `${stranger.origin}/x.csv` })).toContain('Something went wrong');
    expect([done, stranger.seen]).toEqual([[], []]);
    await stranger.close();
  });

  it('is refused when somebody else uploaded it, when it lies elsewhere, or when it is of another organisation', async () => {
    const described = [{ is_external: true }, { mode: 'external' }, { mode: 'tombstone' }, { user_team: 'T9ELSE' }];
    for (const one of described) expect(await send({ name: 'x.csv', content: 'a', described: one })).toContain('not uploaded by you');
    expect(await send({ name: 'x.csv', content: 'a', user: acme.owner })).toContain('not uploaded by you');
    expect(done).toEqual([]);
  });

  it('is refused when it is too large, and given up when it is longer or shorter than announced', async () => {
    expect(await send({ name: 'x.csv', content: 'a', described: { size: 513 * 1_024 * 1_024 } })).toContain('larger than 512 MB');
    expect(await send({ name: 'x.csv', content: 'four', described: { size: 3 } })).toContain('Something went wrong');
    expect(await send({ name: 'x.csv', content: 'four', described: { size: 5 } })).toContain('Something went wrong');
    expect(done).toEqual([]);
  });

  it('is not taken from Slack’s log-in page, and a missing right is named', async () => {
    const token = slack.token();
    slack.faults.when(
      ({ method }) => {
        if (method === 'files.info') queueMicrotask(() => token.scopes.delete('files:read'));
        return false;
      },
      { kind: 'none' },
    );
    // As long as the page, so that only what it is gives it away.
    expect(await send({ name: 'x.csv', content: 'a'.repeat(signInPage.length) })).toContain('Something went wrong');
    expect(await send({ name: 'x.csv', content: 'a' })).toContain('files:read is missing');
    expect(done).toEqual([]);
  });
});
