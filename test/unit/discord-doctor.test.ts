import { REST } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wordCatalogue } from '../../commands/words/catalogue.ts';
import { examineDiscord, permissionsIn } from '../../src/adapters/discord/install/doctor.ts';
import { inviteLink } from '../../src/adapters/discord/install/permissions.ts';
import { registerCommands } from '../../src/adapters/discord/install/registered.ts';
import { renderCommands } from '../../src/adapters/discord/install/registration.ts';
import { type FakeDiscord, startDiscord } from '../fakes/discord/discord.ts';
import { someCommands } from '../fakes/discord-intake.ts';

let discord: FakeDiscord;
let rest: REST;
const wanted = renderCommands(someCommands, wordCatalogue);

beforeEach(async () => {
  discord = await startDiscord();
  rest = new REST({ api: discord.apiUrl, retries: 0 }).setToken(discord.token);
});
afterEach(async () => {
  rest.clearHandlerSweeper();
  rest.clearHashSweeper();
  await discord.close();
});

const problems = async () => (await examineDiscord({ rest, wanted })).filter(({ isWell }) => !isWell).map(({ text }) => text);

describe('the examination of a Discord set-up', () => {
  it('finds nothing where nothing is missing, and prints the invite link', async () => {
    await registerCommands(rest, discord.applicationId, wanted);
    const findings = await examineDiscord({ rest, wanted });
    expect(findings.filter(({ isWell }) => !isWell)).toEqual([]);
    expect(findings.map(({ text }) => text).join('\n')).toContain(inviteLink(discord.applicationId));
    expect(findings.map(({ text }) => text).join('\n')).toContain('no privileged one');
  });

  it('names the commands that are not registered as they should be', async () => {
    expect(await problems()).toEqual([expect.stringContaining('/panel, /personas, /panel-admin, Ask the panel, Who is this?')]);
    await registerCommands(rest, discord.applicationId, wanted.slice(1));
    expect(await problems()).toEqual([expect.stringContaining('as they should be: /panel. Start the bot')]);
  });

  it('says what to do about a wrong token, and repeats none', async () => {
    discord.revokeToken();
    const all = await problems();
    expect(all).toEqual([expect.stringContaining('Discord did not take DISCORD_TOKEN: it is not accepted')]);
    expect(all.join()).not.toContain(discord.token);
  });

  it('says what it could not look at', async () => {
    discord.faults.always('GET /gateway/bot', { kind: 'status', status: 502 });
    expect(await problems()).toContainEqual(expect.stringContaining('did not tell its gateway: http 502'));
  });
});

describe('what the bot may do in a channel', () => {
  const [view, send] = [1n << 10n, 1n << 11n];
  const roles = [
    { id: 'guild', permissions: String(view) },
    { id: 'bot', permissions: String(send) },
    { id: 'other', permissions: String(1n << 29n) },
  ];
  const permissions = (overwrites: Parameters<typeof permissionsIn>[0]['overwrites']) =>
    permissionsIn({ guild: 'guild', botUser: 'me', roles, held: ['bot'], overwrites });
  const one = (id: string, allow: bigint, deny: bigint) => ({ id, allow: String(allow), deny: String(deny) });

  it('follows from its roles and the exceptions of the channel, the nearest last', () => {
    expect(permissions([])).toBe(view | send);
    expect(permissions([one('guild', 0n, view)])).toBe(send);
    expect(permissions([one('guild', 0n, view | send), one('bot', send, 0n)])).toBe(send);
    expect(permissions([one('bot', 0n, send), one('me', send, 0n)])).toBe(view | send);
    expect(permissions([one('other', 0n, view)])).toBe(view | send);
  });
});
