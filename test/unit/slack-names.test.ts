import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCache } from '../../src/adapters/keyv/cache.ts';
import { createMemberNames } from '../../src/adapters/slack/member-names.ts';
import { createKnownMembers } from '../../src/app/known-members.ts';
import { localSpace, spaceId } from '../../src/core/ids.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, beta } from '../fakes/slack/world.ts';

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startSlack();
  slack.addUser({ id: 'U0MAYA', name: 'mjones', realName: 'Maya Jones' });
  slack.addUser({ id: 'U0GONE', name: 'gone', realName: 'Gone Away', isDeleted: true });
});
afterEach(() => slack.close());

const acmeSpace = spaceId('slack', acme.team);
const betaSpace = spaceId('slack', beta.team);
const open = () => {
  const lines: string[] = [];
  const log = {
    info: () => {},
    warn: (event: string, fields?: object) => void lines.push(`${event} ${JSON.stringify(fields)}`),
    error: () => {},
  };
  const find = async (space: string) => {
    const place = [acme, beta].find(({ team }) => space === `slack:${team}`);
    return place && { token: place.token, botId: place.bot, botUserId: place.botUser, scopes: undefined, team: place.team };
  };
  const names = createMemberNames({ find, apiUrl: slack.apiUrl, cache: createCache({ log }), log });
  return { ...createKnownMembers(new Map([['slack', names]])), lines };
};

describe('a name that looks like somebody in the workspace', () => {
  it('is known as handle, display name or full name, in any letters and any case', async () => {
    const { looksLikeMember } = open();
    for (const name of ['Maya Jones', 'MAYA  JONES', 'mjones', 'Ｍaya Jοnes', 'Mаyа Jones', 'Maya Jones\u200B', 'Slackbot', 'Adа', 'admin'])
      expect([name, await looksLikeMember(acmeSpace, name)]).toEqual([name, true]);
  });

  it('is not one of somebody who left, of a bot, of part of a name, or of another workspace', async () => {
    const { looksLikeMember } = open();
    for (const name of ['Gone Away', 'Maya', 'Jones', 'Nobody', '', ' '])
      expect([name, await looksLikeMember(acmeSpace, name)]).toEqual([name, false]);
    expect(await looksLikeMember(betaSpace, 'Maya Jones')).toBe(false);
    expect(await looksLikeMember(localSpace, 'Mia')).toBe(false);
  });

  it('is looked for among all pages, once for many questions at a time and in an hour', async () => {
    slack.manners.pageSize = 2;
    const { looksLikeMember } = open();
    const answers = await Promise.all(['Maya Jones', 'Owen', 'Nobody'].map((name) => looksLikeMember(acmeSpace, name)));
    expect(answers).toEqual([true, true, false]);
    const { length } = slack.callsOf('users.list');
    expect(length).toBeGreaterThan(2);
    expect(await looksLikeMember(acmeSpace, 'Mia')).toBe(true);
    expect(slack.callsOf('users.list')).toHaveLength(length);
  });

  it('passes when Slack cannot be asked, which is logged without a name, and is asked again the next time', async () => {
    const { looksLikeMember, lines } = open();
    slack.faults.next('users.list', { kind: 'error', error: 'missing_scope' });
    expect(await looksLikeMember(acmeSpace, 'Maya Jones')).toBe(false);
    expect(lines.join()).toContain('missing_scope');
    expect(lines.join()).not.toMatch(/maya|jones/i);
    expect(await looksLikeMember(acmeSpace, 'Maya Jones')).toBe(true);
  });
});
