import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import type { StoredWebhook } from '../fakes/discord/types.ts';
import { acme, beta, foreign, permission, theApp } from '../fakes/discord/world.ts';

/* Every limit of the local Discord, moved by one: taken at the limit, refused above it. By raw requests, without any client. */

type Answer = Readonly<{ status: number; code: number | undefined; body: unknown; text: string }>;

let discord: FakeDiscord;
let webhook: StoredWebhook;

const request = async (method: string, path: string, body?: unknown, hasToken = true): Promise<Answer> => {
  const response = await fetch(`${discord.apiUrl}/v10${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(hasToken ? { authorization: `Bot ${discord.token}` } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? undefined : JSON.parse(text);
  const code = typeof parsed === 'object' && parsed !== null && 'code' in parsed ? Number(parsed.code) : undefined;
  return { status: response.status, code, body: parsed, text };
};

const send = (body: unknown, channel: string = acme.general) => request('POST', `/channels/${channel}/messages`, body);
const speak = (body: unknown, query = '') => request('POST', `/webhooks/${webhook.id}/${webhook.token}${query}`, body, false);
const commands = (body: unknown) => request('PUT', `/applications/${discord.applicationId}/commands`, body);
const panel = { name: 'panel', description: 'd' };
const ask = () => discord.slash(acme.member, { name: 'panel' });
const answer = async (type: number, data: unknown): Promise<Answer> => {
  await commands([panel]);
  const { id, token } = ask();
  return request('POST', `/interactions/${id}/${token}/callback`, { type, data }, false);
};
const complete = async (choices: readonly unknown[]): Promise<Answer> => {
  await commands([{ ...panel, options: [{ type: 3, name: 'o', description: 'd', autocomplete: true }] }]);
  const { id, token } = discord.autocomplete(acme.member, { name: 'panel', focused: 'o' });
  return request('POST', `/interactions/${id}/${token}/callback`, { type: 8, data: { choices } }, false);
};
const thread = (body: object, channel: string = acme.general) => request('POST', `/channels/${channel}/threads`, { type: 11, ...body });

const x = (length: number): string => 'x'.repeat(length);
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const id = (index: number): string => String(100_000_000_000_000_000n + BigInt(index));

const row = (...components: unknown[]) => ({ components: [{ type: 1, components }] });
const button = (more: object = {}) => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...more });
const choice = (index: number, more: object = {}) => ({ label: 'l', value: `v${index}`, ...more });
const select = (more: object = {}) => ({ type: 3, custom_id: 'pick', options: [choice(0)], ...more });
const text = (content: string) => ({ type: 10, content });
const fresh = (...components: unknown[]) => ({ flags: 32_768, components });
const thumbnail = { type: 11, media: { url: 'https://example.com/a.png' } };
const labelled = (component: object, more: object = {}) => ({ type: 18, label: 'L', component, ...more });
const input = (more: object = {}) => labelled({ type: 4, custom_id: 'i', style: 1, ...more });
const modal = (...components: unknown[]) => ({ custom_id: 'm', title: 'T', components });
const shown = (body: unknown) => answer(9, body);
const group = (type: number, count: number, more: object = {}) =>
  labelled({ type, custom_id: 'g', options: many(count, (index) => choice(index)), ...more });
const upload = (more: object) => labelled({ type: 19, custom_id: 'f', ...more });
const poll = (more: object) => ({ poll: { question: { text: 'q' }, answers: [{ poll_media: { text: 'a' } }], ...more } });
const option = (more: object = {}) => ({ ...panel, options: [{ type: 3, name: 'o', description: 'd', ...more }] });
const sized = (total: number) => {
  // 25 options with 25 choices of 100 each are more than enough; the rest goes into the command's own description.
  const options = many(3, (at) => ({
    type: 3,
    name: `o${at}`,
    description: 'd',
    choices: many(25, (each) => ({ name: x(50), value: `${x(48)}${10 + each}` })),
  }));
  const used = 5 + options.reduce((sum, one) => sum + one.name.length + 1 + 25 * 100, 0);
  const fill = (rest: number) =>
    many(Math.ceil(rest / 102), (at) => ({ type: 3, name: `f${at}`, description: x(Math.min(100, rest - at * 102 - 2)) }));
  const rest = total - used - 1;
  return { ...panel, options: [...options, ...fill(rest)] };
};

beforeEach(async () => {
  discord = await startDiscord();
  discord.manners.isRateLimited = false;
  webhook = discord.addWebhook(acme.general, { applicationId: discord.applicationId });
});

afterEach(() => discord.close());

type Try = () => Promise<Answer>;
type Line = readonly [what: string, at: Try, above: Try, code: number];
const by = (what: string, limit: number, make: (size: number) => Promise<Answer>, code = 50_035): Line => [
  what,
  () => make(limit),
  () => make(limit + 1),
  code,
];
const atLeast = (what: string, limit: number, make: (size: number) => Promise<Answer>, code = 50_035): Line => [
  `at least for ${what}`,
  () => make(limit),
  () => make(limit - 1),
  code,
];

const messages: readonly Line[] = [
  by('content', 2_000, (size) => send({ content: x(size) })),
  by('content of a webhook', 2_000, (size) => speak({ content: x(size) })),
  by('content of an answer', 2_000, (size) => answer(4, { content: x(size) })),
  atLeast('content', 1, (size) => send({ content: x(size) }), 50_006),
  by('nonce', 25, (size) => send({ content: 'x', nonce: x(size) })),
  by('embeds', 10, (size) => send({ embeds: many(size, () => ({ title: 't' })) })),
  by('embed title', 256, (size) => send({ embeds: [{ title: x(size) }] })),
  by('embed description', 4_096, (size) => send({ embeds: [{ description: x(size) }] })),
  by('embed fields', 25, (size) => send({ embeds: [{ fields: many(size, () => ({ name: 'n', value: 'v' })) }] })),
  by('embed field name', 256, (size) => send({ embeds: [{ fields: [{ name: x(size), value: 'v' }] }] })),
  by('embed field value', 1_024, (size) => send({ embeds: [{ fields: [{ name: 'n', value: x(size) }] }] })),
  by('embed footer', 2_048, (size) => send({ embeds: [{ footer: { text: x(size) } }] })),
  by('embed author', 256, (size) => send({ embeds: [{ author: { name: x(size) } }] })),
  by('all embeds together', 6_000, (size) => send({ embeds: [{ description: x(3_000) }, { description: x(size - 3_000) }] })),
  by('allowed users', 100, (size) => send({ content: 'x', allowed_mentions: { parse: [], users: many(size, id) } })),
  by('allowed roles', 100, (size) => send({ content: 'x', allowed_mentions: { parse: [], roles: many(size, id) } })),
  by('poll question', 300, (size) => send(poll({ question: { text: x(size) } }))),
  by('poll answer', 55, (size) => send(poll({ answers: [{ poll_media: { text: x(size) } }] }))),
  by('poll answers', 10, (size) => send(poll({ answers: many(size, () => ({ poll_media: { text: 'a' } })) }))),
  by('poll hours', 768, (size) => send(poll({ duration: size }))),
  by('stickers', 3, (size) => send({ content: 'x', sticker_ids: many(size, id) })),
  by('description of a file', 1_024, (size) => send({ content: 'x', attachments: [{ id: '0', description: x(size) }] })),
  by('webhook username', 80, (size) => speak({ content: 'x', username: x(size) })),
];

const components: readonly Line[] = [
  by('rows', 5, (size) => send({ components: many(size, (index) => ({ type: 1, components: [button({ custom_id: `b${index}` })] })) })),
  by('buttons of a row', 5, (size) => send(row(...many(size, (index) => button({ custom_id: `b${index}` }))))),
  by('selects of a row', 1, (size) => send(row(...many(size, (index) => select({ custom_id: `s${index}` }))))),
  by('custom id', 100, (size) => send(row(button({ custom_id: x(size) })))),
  atLeast('custom id', 1, (size) => send(row(button({ custom_id: x(size) })))),
  by('button label', 80, (size) => send(row(button({ label: x(size) })))),
  atLeast('button label', 1, (size) => send(row(button({ label: x(size) })))),
  by('button address', 512, (size) => send(row({ type: 2, style: 5, label: 'l', url: `https://example.com/${x(size - 20)}` }))),
  by('options of a select', 25, (size) => send(row(select({ options: many(size, (index) => choice(index)) })))),
  by('option label', 100, (size) => send(row(select({ options: [choice(0, { label: x(size) })] })))),
  by('option value', 100, (size) => send(row(select({ options: [choice(0, { value: x(size) })] })))),
  by('option description', 100, (size) => send(row(select({ options: [choice(0, { description: x(size) })] })))),
  by('placeholder', 150, (size) => send(row(select({ placeholder: x(size) })))),
  by('most choices of a select', 1, (size) => send(row(select({ max_values: size })))),
  by('components in all', 40, (size) => send(fresh({ type: 17, components: many(size - 1, () => text('x')) }))),
  by('text of all components', 4_000, (size) => send(fresh(text(x(2_000)), text(x(size - 2_000))))),
  by('texts of a section', 3, (size) => send(fresh({ type: 9, components: many(size, () => text('x')), accessory: thumbnail }))),
  atLeast('texts of a section', 1, (size) => send(fresh({ type: 9, components: many(size, () => text('x')), accessory: thumbnail }))),
  by('description of a picture', 1_024, (size) =>
    send(fresh({ type: 9, components: [text('x')], accessory: { ...thumbnail, description: x(size) } })),
  ),
  by('pictures of a gallery', 10, (size) => send(fresh({ type: 12, items: many(size, () => ({ media: thumbnail.media })) }))),
];

const modals: readonly Line[] = [
  by('modal title', 45, (size) => shown({ ...modal(input()), title: x(size) })),
  by('modal components', 5, (size) => shown(modal(...many(size, (index) => input({ custom_id: `i${index}` }))))),
  atLeast('modal components', 1, (size) => shown(modal(...many(size, () => input())))),
  by('modal custom id', 100, (size) => shown({ ...modal(input()), custom_id: x(size) })),
  by('label', 45, (size) => shown(modal({ ...input(), label: x(size) }))),
  by('label description', 100, (size) => shown(modal({ ...input(), description: x(size) }))),
  by('input value', 4_000, (size) => shown(modal(input({ value: x(size) })))),
  by('input max_length', 4_000, (size) => shown(modal(input({ max_length: size })))),
  by('input value beside max_length', 10, (size) => shown(modal(input({ max_length: 10, value: x(size) })))),
  by('input placeholder', 100, (size) => shown(modal(input({ placeholder: x(size) })))),
  by('radio options', 10, (size) => shown(modal(group(21, size)))),
  atLeast('radio options', 2, (size) => shown(modal(group(21, size)))),
  by('checkbox options', 10, (size) => shown(modal(group(22, size)))),
  atLeast('checkbox options', 1, (size) => shown(modal(group(22, size)))),
  by('files of an upload', 10, (size) => shown(modal(upload({ max_values: size })))),
  by('file types of an upload', 10, (size) => shown(modal(upload({ file_types: many(size, () => 'text/csv') })))),
  by('choices of a completion', 25, (size) => complete(many(size, (index) => ({ name: 'n', value: `v${index}` })))),
  by('name of a choice', 100, (size) => complete([{ name: x(size), value: 'v' }])),
  by('value of a choice', 100, (size) => complete([{ name: 'n', value: x(size) }])),
];

const registered: readonly Line[] = [
  by('slash commands', 100, (size) => commands(many(size, (index) => ({ ...panel, name: `p${index}` })))),
  by('message menus', 15, (size) => commands(many(size, (index) => ({ name: `M ${index}`, type: 3 })))),
  by('user menus', 15, (size) => commands(many(size, (index) => ({ name: `U ${index}`, type: 2 })))),
  by('command name', 32, (size) => commands([{ ...panel, name: x(size) }])),
  by('command description', 100, (size) => commands([{ ...panel, description: x(size) }])),
  atLeast('command description', 1, (size) => commands([{ ...panel, description: x(size) }])),
  by('translated description', 100, (size) => commands([{ ...panel, description_localizations: { de: x(size) } }])),
  by('options', 25, (size) => commands([{ ...panel, options: many(size, (index) => ({ type: 3, name: `o${index}`, description: 'd' })) }])),
  by('subcommands', 25, (size) =>
    commands([{ ...panel, options: many(size, (index) => ({ type: 1, name: `o${index}`, description: 'd' })) }]),
  ),
  by('choices', 25, (size) => commands([option({ choices: many(size, (index) => ({ name: `n${index}`, value: `v${index}` })) })])),
  by('option max_length', 6_000, (size) => commands([option({ max_length: size })])),
  by('text of a command', 8_000, (size) => commands([sized(size)])),
];

const places: readonly Line[] = [
  by('webhook name', 80, (size) => request('POST', `/channels/${acme.general}/webhooks`, { name: x(size) })),
  atLeast('webhook name', 1, (size) => request('POST', `/channels/${acme.general}/webhooks`, { name: x(size) })),
  [
    'webhooks of a channel',
    async () => {
      for (const one of many(13, () => acme.general)) discord.addWebhook(one);
      return request('POST', `/channels/${acme.general}/webhooks`, { name: 'x' });
    },
    () => request('POST', `/channels/${acme.general}/webhooks`, { name: 'x' }),
    30_007,
  ],
  by('thread name', 100, (size) => thread({ name: x(size) })),
  atLeast('thread name', 1, (size) => thread({ name: x(size) })),
  by('slowmode', 21_600, (size) => thread({ name: 'x', rate_limit_per_user: size })),
  by('minutes until a thread hides', 60, (size) => thread({ name: 'x', auto_archive_duration: size })),
  by('tags of a post', 5, (size) => {
    const tags = many(size, (index) => ({ id: id(index), name: 't', isModerated: false }));
    discord.channel(acme.forum).tags = tags;
    return thread({ name: 'x', message: { content: 'x' }, applied_tags: tags.map((tag) => tag.id) }, acme.forum);
  }),
  by('messages of a list', 100, (size) => request('GET', `/channels/${acme.general}/messages?limit=${size}`)),
  atLeast('messages of a list', 1, (size) => request('GET', `/channels/${acme.general}/messages?limit=${size}`)),
];

describe('limits', () => {
  it.each([...messages, ...components, ...modals, ...registered, ...places])(
    'takes %s at the limit and refuses one beyond',
    async (_, at, above, code) => {
      const taken = await at();
      expect(taken.status, taken.text).toBeLessThan(300);
      const refused = await above();
      expect(refused.status, refused.text).toBe(400);
      expect(refused.code, refused.text).toBe(code);
    },
  );
});

describe('shapes that are refused', () => {
  const line = (what: string, attempt: Try, code = 50_035) => [what, attempt, code] as const;
  it.each([
    line('a name with clyde', () => speak({ content: 'x', username: 'My Clyde' })),
    line('a name with discord', () => speak({ content: 'x', username: 'DisCord fan' })),
    line('a blank name', () => speak({ content: 'x', username: '   ' })),
    line('a webhook called Clyde', () => request('POST', `/channels/${acme.general}/webhooks`, { name: 'clyde' })),
    line('two equal custom ids', () => send(row(button(), button()))),
    line('a disabled select with two equal values', () => send(row(select({ options: [choice(0), choice(0)] })))),
    line('a link with a custom id', () => send(row({ type: 2, style: 5, label: 'l', url: 'https://example.com', custom_id: 'x' }))),
    line('a container without the flag', () => send({ components: [{ type: 17, components: [text('x')] }] })),
    line('content beside the flag', () => send({ ...fresh(text('x')), content: 'x' })),
    line('embeds beside the flag', () => send({ ...fresh(text('x')), embeds: [{ title: 't' }] })),
    line('a poll beside the flag', () => send({ ...fresh(text('x')), ...poll({}) })),
    line('a modal input in a message', () =>
      send({ components: [{ type: 1, components: [{ type: 4, custom_id: 'x', style: 1, label: 'l' }] }] }),
    ),
    line('a button in a modal', () => shown(modal({ type: 1, components: [button()] }))),
    line('a modal with equal ids', () => shown(modal(input(), input()))),
    line('parsed and listed users', () => send({ content: 'x', allowed_mentions: { parse: ['users'], users: [id(1)] } })),
    line('an unknown kind of mention', () => send({ content: 'x', allowed_mentions: { parse: ['all'] } })),
    line('an upper-case command', () => commands([{ ...panel, name: 'Panel' }])),
    line('two commands of a name', () => commands([panel, panel])),
    line('choices beside completion', () => commands([option({ autocomplete: true, choices: [{ name: 'n', value: 'v' }] })])),
    line('an option that is required after one that is not', () =>
      commands([
        { ...panel, options: [false, true].map((required, index) => ({ type: 3, name: `o${index}`, description: 'd', required })) },
      ]),
    ),
    line('a menu with a description', () => commands([{ name: 'M', type: 3, description: 'd' }])),
    line('a language that is none', () => commands([{ ...panel, description_localizations: { xx: 'd' } }])),
    line('a thread of a wrong kind', () => thread({ name: 'x', type: 10 })),
    line('an answer of a wrong type', () => answer(7, { content: 'x' })),
    line('completion of a command', () => answer(8, { choices: [] })),
    line('before and after', () => request('GET', `/channels/${acme.general}/messages?before=${id(1)}&after=${id(1)}`)),
    line('a file that is not there', () => send(fresh({ type: 13, file: { url: 'attachment://a.txt' } }))),
    line('a reply to nothing', () => send({ content: 'x', message_reference: { message_id: id(1) } })),
    line('a post in a channel', () => send({ content: 'x' }, acme.forum), 50_008),
    line('a thread in a thread', () => thread({ name: 'x' }, acme.thread), 50_024),
    line('a webhook on a thread', () => request('POST', `/channels/${acme.thread}/webhooks`, { name: 'x' }), 50_024),
    line('a post by a webhook outside a forum', () => speak({ content: 'x', thread_name: 'x' }), 220_003),
    line('a thread of another channel', () => speak({ content: 'x' }, `?thread_id=${acme.post}`), 10_003),
    line('blanks alone', () => send({ content: '  ' }), 50_006),
  ])('refuses %s', async (_, attempt, code) => {
    const refused = await attempt();
    expect([refused.status, refused.code], refused.text).toEqual([code === 10_003 ? 404 : 400, code]);
  });

  it('names the place of a mistake as Discord does', async () => {
    expect((await send({ content: x(2_001) })).body).toEqual({
      message: 'Invalid Form Body',
      code: 50_035,
      errors: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] } },
    });
  });
});

describe('permissions', () => {
  const moderatorsOnly = { kind: 'role', allow: 0n, deny: permission.viewChannel } as const;
  const bit = permission.sendMessages;
  const role = (allow: bigint, deny: bigint) => ({ kind: 'role', allow, deny }) as const;
  it.each([
    ['nothing written', [], 200],
    ['everyone denied', [[acme.guild, role(0n, bit)]], 403],
    [
      'everyone denied, a role allowed',
      [
        [acme.guild, role(0n, bit)],
        [acme.botRole, role(bit, 0n)],
      ],
      200,
    ],
    [
      'one role denied, another allowed',
      [
        [acme.botRole, role(0n, bit)],
        [acme.moderatorRole, role(bit, 0n)],
      ],
      200,
    ],
    [
      'a role allowed, the member denied',
      [
        [acme.botRole, role(bit, 0n)],
        [theApp.botUser, { kind: 'member', allow: 0n, deny: bit }],
      ],
      403,
    ],
    [
      'everyone denied, the member allowed',
      [
        [acme.guild, role(0n, bit)],
        [theApp.botUser, { kind: 'member', allow: bit, deny: 0n }],
      ],
      200,
    ],
  ] as const)('are worked out in order: %s', async (_, written, status) => {
    discord.guild(acme.guild).members.get(theApp.botUser)?.roles.add(acme.moderatorRole);
    for (const [key, one] of written) discord.channel(acme.general).overwrites.set(key, { ...one });
    expect((await send({ content: 'x' })).status).toBe(status);
  });

  it('hide a channel with its threads, from the bot and from people', async () => {
    discord.channel(acme.general).overwrites.set(acme.guild, { ...moderatorsOnly });
    for (const place of [acme.general, acme.thread]) expect((await send({ content: 'x' }, place)).code).toBe(50_001);
    expect(() => discord.say(acme.member, acme.general, 'x')).toThrow('not to be seen');
    expect(discord.visible(acme.member, acme.general)).toEqual([]);
    const bot = discord.guild(acme.guild).roles.get(acme.botRole);
    if (bot) bot.permissions |= permission.administrator;
    expect((await send({ content: 'x' }, acme.thread)).status).toBe(200);
  });

  it('are none at all where the bot does not see the channel of an interaction', async () => {
    await commands([panel]);
    expect(discord.slash(acme.member, { name: 'panel', channel: acme.secret }).payload['app_permissions']).toBe('0');
  });

  it('keep a private thread to its members', async () => {
    discord.channel(acme.privateThread).members.delete(theApp.botUser);
    expect((await send({ content: 'x' }, acme.privateThread)).code).toBe(50_001);
    discord.channel(acme.privateThread).members.add(theApp.botUser);
    expect((await send({ content: 'x' }, acme.privateThread)).status).toBe(200);
    expect(() => discord.say(acme.other, acme.privateThread, 'x')).toThrow('not to be seen');
  });

  it('ask for their own right in threads, for files and for the messages of others', async () => {
    const said = discord.say(acme.member, acme.general, 'mine');
    expect((await request('DELETE', `/channels/${acme.general}/messages/${said.id}`)).code).toBe(50_013);
    expect((await request('PATCH', `/channels/${acme.general}/messages/${said.id}`, { content: 'x' })).code).toBe(50_005);
    const lacks = role(0n, permission.sendMessagesInThreads | permission.createPublicThreads);
    discord.channel(acme.general).overwrites.set(acme.botRole, { ...lacks });
    expect((await send({ content: 'x' })).status).toBe(200);
    expect((await send({ content: 'x' }, acme.thread)).code).toBe(50_013);
    expect((await thread({ name: 'x' })).code).toBe(50_013);
    expect((await request('PATCH', `/channels/${acme.thread}`, { name: 'x' })).code).toBe(50_013);
  });

  it('reach into no other guild', async () => {
    expect((await send({ content: 'x' }, foreign.general)).code).toBe(50_001);
    expect((await send({ content: 'x' }, foreign.group)).code).toBe(50_001);
    discord.removeBot(beta.guild);
    expect((await send({ content: 'x' }, beta.general)).code).toBe(50_001);
  });
});

describe('time', () => {
  const now = Date.now();
  const inFreshTime = async (): Promise<void> => {
    await discord.close();
    discord = await startDiscord({ nowMs: () => now });
    await commands([panel]);
  };
  const reply = ({ id: interaction, token }: Readonly<{ id: string; token: string }>) =>
    request('POST', `/interactions/${interaction}/${token}/callback`, { type: 4, data: { content: 'x' } }, false);

  it('takes a first answer for 3 s', async () => {
    await inFreshTime();
    const [inTime, late] = [ask(), ask()];
    discord.advance(3_000);
    expect((await reply(inTime)).status).toBe(204);
    discord.advance(1);
    expect((await reply(late)).code).toBe(10_062);
  });

  it('takes more than five follow-ups where the app is installed', async () => {
    await inFreshTime();
    discord.manners.isRateLimited = false;
    const made = ask();
    await reply(made);
    const path = `/webhooks/${discord.applicationId}/${made.token}`;
    for (const content of many(6, String)) expect((await request('POST', path, { content }, false)).status).toBe(200);
    expect(made.followUps()).toHaveLength(6);
  });

  it('takes follow-ups for 15 min', async () => {
    await inFreshTime();
    const made = ask();
    await reply(made);
    const path = `/webhooks/${discord.applicationId}/${made.token}`;
    discord.advance(900_000);
    expect((await request('POST', path, { content: 'x' }, false)).status).toBe(200);
    discord.advance(1);
    expect((await request('POST', path, { content: 'x' }, false)).code).toBe(50_027);
  });

  it('knows a nonce for two minutes, in every channel, even of a deleted message', async () => {
    await inFreshTime();
    const once = { content: 'x', nonce: 'n', enforce_nonce: true };
    const first = await send(once);
    const [stored] = discord.messages(acme.general);
    if (stored) discord.deleteMessage(stored);
    discord.advance(119_999);
    expect((await send(once, acme.random)).text).toBe(first.text);
    expect([...discord.messages(acme.general), ...discord.messages(acme.random)]).toEqual([]);
    discord.advance(1);
    await send(once, acme.random);
    expect(discord.messages(acme.random)).toHaveLength(1);
  });

  it('takes fifty requests of a bot in a second, and interactions beside them', async () => {
    await inFreshTime();
    discord.advance(1_000);
    const paths = many(51, (index) => `/channels/${[acme.general, acme.random][index % 2]}`);
    const answers = [];
    for (const path of paths) answers.push(await request('GET', path));
    expect(answers.map(({ status }) => status)).toEqual([...many(50, () => 200), 429]);
    expect(answers.at(-1)?.body).toMatchObject({ global: true, retry_after: 1 });
    expect((await reply(ask())).status).toBe(204);
  });
});

describe('the gateway', () => {
  /** Opens a connection, sends frames, and answers the code of the close or the first op 9. */
  const closing = (...frames: readonly string[]): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${discord.origin.replace('http', 'ws')}/?v=10&encoding=json`);
      socket.addEventListener('open', () => {
        for (const frame of frames) socket.send(frame);
      });
      socket.addEventListener('message', ({ data }) => {
        if (String(data).startsWith('{"op":9')) resolve(9);
      });
      socket.addEventListener('close', ({ code }) => resolve(code));
    });
  const op = (number: number, d: unknown = null): string => JSON.stringify({ op: number, d });
  const identify = (more: object = {}): string => op(2, { token: discord.token, intents: 1, properties: {}, ...more });
  const beats = (count: number): readonly string[] => many(count, () => op(1));
  const padded = (bytes: number): string => {
    const empty = op(3, { text: '' });
    return op(3, { text: x(bytes - empty.length) });
  };

  it.each([
    ['a wrong token', () => [identify({ token: 'wrong' })], 4_004],
    ['no intents', () => [identify({ intents: undefined })], 4_013],
    ['privileged intents', () => [identify({ intents: 32_768 })], 4_014],
    ['two IDENTIFY', () => [identify(), identify()], 4_005],
    ['a command before IDENTIFY', () => [op(3, {})], 4_003],
    ['4096 bytes, before IDENTIFY', () => [padded(4_096)], 4_003],
    ['4097 bytes', () => [padded(4_097)], 4_002],
    ['120 sends and one that is refused for itself', () => [...beats(119), op(3, {})], 4_003],
    ['121 sends', () => [...beats(120), op(3, {})], 4_008],
    ['a session that never was', () => [op(6, { token: discord.token, session_id: 'x', seq: 1 })], 9],
  ] as const)('answers %s', async (_, frames, code) => {
    expect(await closing(...frames())).toBe(code);
  });

  it('notes an operation that is none', async () => {
    expect(await closing(op(77))).toBe(4_001);
    expect(discord.violations).toMatchObject([{ rule: 'gateway' }]);
    discord.forgive();
  });

  it('takes one IDENTIFY in 5 s where a test asks for it', async () => {
    await discord.close();
    const now = Date.now();
    discord = await startDiscord({ nowMs: () => now });
    discord.manners.isIdentifyLimited = true;
    const first = closing(identify());
    await discord.gateway.waitFor(1);
    discord.advance(4_999);
    expect(await closing(identify())).toBe(9);
    discord.advance(1);
    void closing(identify());
    await discord.gateway.waitFor(2);
    discord.gateway.close(4_000);
    expect(await first).toBe(4_000);
  });
});

describe('what is kept', () => {
  it('works out whom a message calls', async () => {
    discord.guild(acme.guild).roles.set(acme.botRole, { id: acme.botRole, name: 'Bot', permissions: 8n });
    const content = `@everyone <@${acme.member}> <@&${acme.moderatorRole}>`;
    const answered = await answer(4, { content });
    expect(answered.status).toBe(204);
    for (const attempt of [send({ content }), send({ content, allowed_mentions: { parse: [] } }), speak({ content })])
      expect((await attempt).status).toBeLessThan(300);
    await send({ content, allowed_mentions: { users: [acme.member] } });
    expect(discord.messages(acme.general).map(({ pings }) => pings)).toEqual([
      { everyone: false, users: [acme.member], roles: [] },
      { everyone: true, users: [acme.member], roles: [acme.moderatorRole] },
      { everyone: false, users: [], roles: [] },
      { everyone: false, users: [acme.member], roles: [] },
      { everyone: false, users: [acme.member], roles: [] },
    ]);
  });

  it('lists messages newest first, without the words of others', async () => {
    discord.say(acme.member, acme.general, 'secret');
    await speak({ content: 'by webhook' });
    await send({ content: 'by bot' });
    const all = discord.messages(acme.general);
    const read = async (query: string) => (await request('GET', `/channels/${acme.general}/messages${query}`)).body;
    expect(await read('')).toMatchObject([{ content: 'by bot' }, { content: '', webhook_id: webhook.id }, { content: '' }]);
    discord.manners.isOwnWebhookTextShown = true;
    expect(await read('?limit=2')).toMatchObject([{ content: 'by bot' }, { content: 'by webhook' }]);
    expect(await read(`?after=${all[0]?.id}`)).toMatchObject([{ id: all[2]?.id }, { id: all[1]?.id }]);
    expect(await read(`?before=${all[2]?.id}&limit=1`)).toMatchObject([{ id: all[1]?.id }]);
    expect(await read(`?around=${all[1]?.id}&limit=3`)).toMatchObject([{ id: all[2]?.id }, { id: all[1]?.id }, { id: all[0]?.id }]);
  });

  it('opens a hidden thread for a new message, and a locked one for nobody', async () => {
    const place = discord.channel(acme.thread);
    place.isArchived = true;
    expect((await speak({ content: 'x' }, `?thread_id=${acme.thread}&wait=true`)).status).toBe(200);
    expect(place.isArchived).toBe(false);
    const [message] = discord.messages(acme.thread);
    place.isArchived = true;
    const path = `/webhooks/${webhook.id}/${webhook.token}/messages/${message?.id}?thread_id=${acme.thread}`;
    expect((await request('PATCH', path, { content: 'y' }, false)).code).toBe(50_083);
    place.isLocked = true;
    expect((await send({ content: 'x' }, acme.thread)).code).toBe(160_005);
  });

  it('never takes the components flag back, and empties the old content first', async () => {
    const { body } = await send({ content: 'old' });
    const message = discord.messages(acme.general)[0];
    const edit = (change: unknown) => request('PATCH', `/channels/${acme.general}/messages/${message?.id}`, change);
    expect(body).toMatchObject({ content: 'old' });
    expect((await edit(fresh(text('new')))).code).toBe(50_035);
    expect((await edit({ ...fresh(text('new')), content: null })).status).toBe(200);
    expect((await edit({ content: 'back' })).code).toBe(50_035);
    expect((await edit({ flags: 0, components: [text('newer')] })).status).toBe(200);
    expect(discord.messages(acme.general)[0]).toMatchObject({ flags: 32_768, edits: 2 });
  });

  it('asks for the bot’s token, and for a webhook’s own', async () => {
    expect(await request('GET', '/users/@me', undefined, false)).toMatchObject({ status: 401, code: 0 });
    expect(await request('POST', `/webhooks/${webhook.id}/wrong`, { content: 'x' }, false)).toMatchObject({ status: 401, code: 50_027 });
    expect(await request('POST', `/webhooks/${id(5)}/wrong`, { content: 'x' }, false)).toMatchObject({ status: 404, code: 10_015 });
    discord.revokeToken();
    expect((await request('GET', '/users/@me')).status).toBe(401);
  });

  it('has no follow-up before the first answer, and the first after "thinking" takes its place', async () => {
    await commands([panel]);
    const made = ask();
    const path = `/webhooks/${discord.applicationId}/${made.token}`;
    expect((await request('POST', path, { content: 'early' }, false)).code).toBe(10_015);
    await request('POST', `/interactions/${made.id}/${made.token}/callback`, { type: 5, data: { flags: 64 } }, false);
    expect((await request('POST', path, { content: 'first' }, false)).status).toBe(200);
    expect([made.followUps(), made.original()?.content, made.original()?.onlyFor]).toEqual([[], 'first', acme.member]);
    await request('POST', path, { content: 'second' }, false);
    expect(made.followUps().map(({ content, onlyFor }) => [content, onlyFor])).toEqual([['second', undefined]]);
    await request('DELETE', `${path}/messages/@original`, undefined, false);
    expect((await request('PATCH', `${path}/messages/%40original`, { content: 'x' }, false)).code).toBe(10_008);
  });

  it('makes a test fail that sends what Discord does not read', async () => {
    await send({ content: 'x', contents: 'y' });
    await request('GET', '/nothing');
    expect(discord.violations.map(({ rule }) => rule)).toEqual(['unknown_field', 'http_shape']);
    await expect(discord.close()).rejects.toThrow('contents');
    discord = await startDiscord();
  });
});
