import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { createInstallations } from '../../src/adapters/slack/install/installations.ts';
import { createTokenBox, SealError } from '../../src/adapters/slack/install/token-box.ts';
import { spaceId } from '../../src/core/ids.ts';
import { createTestClock } from '../contract/helpers.ts';

const team = { id: 'T0001', name: 'Example' };
const enterprise = { id: 'E0001', name: 'Example Org' };
const bot = { token: 'xoxb-very-secret', id: 'B0001', userId: 'U0BOT', scopes: ['chat:write', 'commands'] };
const ofTeam = {
  team,
  enterprise: undefined,
  user: { token: 'xoxp-person', scopes: ['identify'] as string[], id: 'U0001' },
  bot,
  appId: 'A0001',
  tokenType: 'bot',
  isEnterpriseInstall: false,
  authVersion: 'v2',
  incomingWebhook: { url: 'https://hooks.slack.example/secret' },
} as const;
const ofOrg = { ...ofTeam, team: undefined, enterprise, isEnterpriseInstall: true, bot: { ...bot, token: 'xoxb-org-secret' } } as const;
const here = spaceId('slack', 'T0001');
const org = spaceId('slack', 'E0001');

const make = (secret = 'a secret') => {
  const clock = createTestClock();
  const documents = createMemoryDocuments({ clock });
  return { clock, documents, installations: createInstallations({ documents, clock, secret }) };
};

describe('an installation', () => {
  it('comes back as the bot of its space, and of no other', async () => {
    const { installations } = make();
    await installations.store.storeInstallation(ofTeam);
    expect(await installations.find(here)).toEqual({
      token: 'xoxb-very-secret',
      botId: 'B0001',
      botUserId: 'U0BOT',
      scopes: ['chat:write', 'commands'],
      team: 'T0001',
    });
    expect(await installations.find(spaceId('slack', 'T0002'))).toBeUndefined();
    expect(await installations.find(org)).toBeUndefined();
  });

  it('of an organisation belongs to the organisation, beside that of a workspace in it', async () => {
    const { installations } = make();
    await installations.store.storeInstallation(ofOrg);
    await installations.store.storeInstallation({ ...ofTeam, enterprise });
    expect(await installations.find(org)).toMatchObject({ token: 'xoxb-org-secret', enterprise: 'E0001' });
    expect(await installations.find(here)).toMatchObject({ token: 'xoxb-very-secret', team: 'T0001' });
    const query = { isEnterpriseInstall: true, enterpriseId: 'E0001', teamId: undefined } as const;
    expect(await installations.store.fetchInstallation(query)).toMatchObject({
      bot: { token: 'xoxb-org-secret' },
      isEnterpriseInstall: true,
    });
  });

  it('made anew replaces the old one', async () => {
    const { installations } = make();
    await installations.store.storeInstallation(ofTeam);
    await installations.store.storeInstallation({ ...ofTeam, bot: { ...bot, token: 'xoxb-new' } });
    expect((await installations.find(here))?.token).toBe('xoxb-new');
  });

  it('keeps no token in the clear, and nothing of the person who made it', async () => {
    const { installations, documents } = make();
    await installations.store.storeInstallation(ofTeam);
    const kept = JSON.stringify(await documents.history(here, 'slack-installation', 'bot'));
    for (const secret of ['xoxb-', 'xoxp-', 'hooks.slack', 'U0001', 'Example']) expect(kept).not.toContain(secret);
    expect(kept).toContain('B0001');
  });

  it('says what to do when the secret is another one', async () => {
    const { documents, clock, installations } = make();
    await installations.store.storeInstallation(ofTeam);
    const other = createInstallations({ documents, clock, secret: 'another' });
    await expect(other.find(here)).rejects.toThrow(SealError);
    await expect(other.find(here)).rejects.toThrow(/Set the secret back/);
  });

  it('is refused while Slack would change its token every half day', async () => {
    const { installations } = make();
    await expect(installations.store.storeInstallation({ ...ofTeam, bot: { ...bot, refreshToken: 'xoxe' } })).rejects.toThrow(/rotation/);
    expect(await installations.find(here)).toBeUndefined();
  });

  it('is forgotten with all its versions, but not for an uninstall that came before it', async () => {
    const { installations, documents, clock } = make();
    await installations.store.storeInstallation(ofTeam);
    await installations.store.storeInstallation(ofTeam);
    const now = clock.now().getTime();
    expect(await installations.forget(here, now - 60_000)).toBe(false);
    expect(await installations.find(here)).toBeDefined();
    expect(await installations.forget(here, now + 60_000)).toBe(true);
    expect(await documents.history(here, 'slack-installation', 'bot')).toEqual([]);
    await installations.store.storeInstallation(ofTeam);
    await installations.store.deleteInstallation({ isEnterpriseInstall: false, teamId: 'T0001', enterpriseId: undefined });
    await expect(
      installations.store.fetchInstallation({ isEnterpriseInstall: false, teamId: 'T0001', enterpriseId: undefined }),
    ).rejects.toThrow();
  });
});

describe('a sealed token', () => {
  const box = createTokenBox('a secret');
  it('opens again, for the space that it was sealed for', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, bound) => {
        expect(box.open(box.seal(text, bound), bound)).toBe(text);
      }),
    );
    expect(() => box.open(box.seal('x', 'here'), 'there')).toThrow(SealError);
  });

  it('looks different each time', () => {
    expect(box.seal('x', 'here').data).not.toBe(box.seal('x', 'here').data);
    expect(box.seal('x', 'here').iv).not.toBe(box.seal('x', 'here').iv);
  });

  it('does not open when one bit of it was changed, or its tag cut short', () => {
    const sealed = box.seal('xoxb-very-secret', 'here');
    for (const part of ['iv', 'tag', 'data'] as const) {
      const bytes = Buffer.from(sealed[part], 'base64');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      expect(() => box.open({ ...sealed, [part]: bytes.toString('base64') }, 'here')).toThrow(SealError);
    }
    const short = Buffer.from(sealed.tag, 'base64').subarray(0, 4).toString('base64');
    expect(() => box.open({ ...sealed, tag: short }, 'here')).toThrow(SealError);
  });
});
