import { describe, expect, it } from 'vitest';
import { findActor } from '../../src/adapters/slack/intake/members.ts';
import { spaceId } from '../../src/core/ids.ts';

/* What Slack may answer about a person; the local Slack of the conversation tests does not show people of other organisations. */

const createMemory = () => {
  const kept = new Map<string, unknown>();
  return {
    kept,
    cache: {
      get: async (key: string) => kept.get(key),
      set: async (key: string, value: unknown) => void kept.set(key, value),
      delete: async (key: string) => void kept.delete(key),
      clear: async () => undefined,
      close: async () => {},
    },
  };
};

const admin = { id: 'U0001', team_id: 'T0001', name: 'robin', profile: { display_name: 'Robin' }, is_admin: true };
const find = (user: unknown, team: string | undefined = 'T0001', moderators: readonly string[] = []) =>
  findActor(
    { cache: createMemory().cache, moderators },
    { space: spaceId('slack', 'T0001'), team, person: { id: 'U0001', name: 'typed' }, client: { users: { info: async () => ({ user }) } } },
  );

describe('who a person is', () => {
  it('is a moderator for an admin, an owner and the first owner, and a member for everybody else', async () => {
    expect(await find(admin)).toEqual({ id: 'U0001', name: 'Robin', role: 'moderator' });
    for (const right of ['is_owner', 'is_primary_owner']) {
      expect((await find({ ...admin, is_admin: false, [right]: true })).role).toBe('moderator');
    }
    expect((await find({ ...admin, is_admin: false })).role).toBe('member');
  });

  it('is a member for an admin of somewhere else, a stranger, and somebody who has left', async () => {
    expect((await find({ ...admin, team_id: 'T0002' })).role).toBe('member');
    expect((await find({ ...admin, is_stranger: true })).role).toBe('member');
    expect((await find({ ...admin, deleted: true })).role).toBe('member');
  });

  it('is a moderator whatever Slack says when the settings name the person, and only then', async () => {
    expect((await find(undefined, 'T0001', ['U0001'])).role).toBe('moderator');
    expect((await find(undefined, 'T0001', ['U0002'])).role).toBe('member');
  });

  it('has a name, the best that is known', async () => {
    expect((await find({ ...admin, profile: { display_name: '' }, real_name: 'Robin R.' })).name).toBe('Robin R.');
    expect((await find({ ...admin, profile: undefined })).name).toBe('robin');
    expect((await find(undefined)).name).toBe('typed');
  });

  it('is asked once while the answer is kept, and kept for each space apart; a failure is not kept', async () => {
    const { cache, kept } = createMemory();
    let asked = 0;
    const ask = (space: string, answer: () => Promise<unknown>) =>
      findActor(
        { cache, moderators: [] },
        {
          space: spaceId('slack', space),
          team: undefined,
          person: { id: 'U0001', name: '' },
          client: {
            users: {
              info: () => {
                asked += 1;
                return answer();
              },
            },
          },
        },
      );
    await ask('T0001', () => Promise.reject(new Error('down')));
    expect(kept.size).toBe(0);
    await ask('T0001', async () => ({ user: admin }));
    await ask('T0001', async () => ({ user: admin }));
    expect(asked).toBe(2);
    expect((await ask('T0002', async () => ({ user: { ...admin, is_admin: false } }))).role).toBe('member');
  });
});
