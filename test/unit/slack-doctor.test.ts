import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineSlack } from '../../src/adapters/slack/install/doctor.ts';
import { scopes } from '../../src/adapters/slack/install/manifest.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, acmeRooms, theApp } from '../fakes/slack/world.ts';

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startSlack();
  for (const scope of Object.keys(scopes)) slack.token().scopes.add(scope);
});
afterEach(() => slack.close());

const examine = (change: object = {}) =>
  examineSlack({ botToken: acme.token, appToken: theApp.appToken, apiUrl: slack.apiUrl, channel: acme.general, ...change });

describe('the examination of a Slack set-up', () => {
  it('finds nothing where nothing is missing', async () => {
    const findings = await examine();
    expect(findings.filter(({ isWell }) => !isWell)).toEqual([]);
    expect(findings.length).toBe(4);
  });

  it('names each right that is missing, with what it is for', async () => {
    slack.token().scopes.delete('chat:write.customize');
    const problems = (await examine()).filter(({ isWell }) => !isWell);
    expect(problems.map(({ text }) => text).join()).toContain('chat:write.customize is missing (a persona’s name and icon');
  });

  it('says what to do about wrong tokens, and repeats none', async () => {
    const problems = (await examine({ botToken: 'xoxb-wrong', appToken: 'xapp-wrong' })).filter(({ isWell }) => !isWell);
    const said = problems.map(({ text }) => text).join('\n');
    expect(said).toContain('did not take the bot token: invalid_auth');
    expect(said).toContain('did not open a connection');
    expect(said).not.toMatch(/xoxb|xapp/);
  });

  it('tells a channel that the bot is not in from one that is not there', async () => {
    const about = async (channel: string) => (await examine({ channel })).map(({ text }) => text).join('\n');
    expect(await about(acmeRooms.outside)).toContain('/invite @Sounding Board');
    expect(await about('C0NOWHERE')).toContain('did not show the channel: channel_not_found');
  });
});
