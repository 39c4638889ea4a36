import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryDocuments } from '../../src/adapters/memory/documents.ts';
import { createInstallations } from '../../src/adapters/slack/install/installations.ts';
import { systemClock } from '../../src/adapters/system/system.ts';
import { spaceId } from '../../src/core/ids.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, allScopes, beta, org, theApp } from '../fakes/slack/world.ts';
import { createIntakeApp } from '../fakes/slack-intake.ts';

/* Installing in a browser, with Slack's own installer, against the strict local Slack: nothing leaves this machine. */

let slack: FakeSlack;
let app: ReturnType<typeof createIntakeApp>;
let url = '';
const documents = createMemoryDocuments({ clock: systemClock });
const installations = createInstallations({ documents, clock: systemClock, secret: 'token secret' });

const until = async (what: () => boolean): Promise<void> => {
  for (let waited = 0; !what(); waited += 5) {
    if (waited > 5_000) throw new Error('waited for too long');
    await systemClock.sleep(5);
  }
};

beforeEach(async () => {
  slack = await startSlack();
  const oauth = { clientId: theApp.clientId, clientSecret: theApp.clientSecret, stateSecret: 'state secret', scopes: allScopes };
  // The port is not known before it listens, and the address that Slack sends people back to has to hold it.
  const probe = createIntakeApp(slack);
  url = (await probe.open()) ?? '';
  await probe.stop(0);
  const port = Number(new URL(url).port);
  app = createIntakeApp(slack, {
    installations,
    config: { oauth: { ...oauth, redirectUri: `${url}/slack/oauth_redirect` }, listen: { host: '127.0.0.1', port } },
  });
  await app.open();
});
afterEach(async () => {
  await app.stop(0);
  await slack.close();
  for (const id of [acme.team, beta.team, org.enterprise]) await installations.forget(spaceId('slack', id), Number.POSITIVE_INFINITY);
});

/** Goes through the pages as a browser does. Without the cookie it is somebody else's link. */
const install = async ({ withCookie = true } = {}): Promise<number> => {
  const page = await fetch(`${url}/slack/install`, { redirect: 'manual' });
  const [cookie = ''] = (page.headers.get('set-cookie') ?? '').split(';');
  const agree = page.headers.get('location') ?? '';
  expect(agree.startsWith(`${slack.authorizeUrl}?`)).toBe(true);
  const agreed = await fetch(agree, { redirect: 'manual' });
  const back = agreed.headers.get('location') ?? '';
  const done = await fetch(back, withCookie ? { headers: { cookie } } : {});
  await done.text();
  return done.status;
};

describe('installing the app', () => {
  it('goes to the Slack of the settings, and lets each workspace and organisation work with its own token', async () => {
    for (const installer of [
      { team: acme.team, user: acme.admin },
      { team: beta.team, user: beta.admin },
      { enterprise: org.enterprise, user: org.admin },
    ]) {
      slack.installAs(installer);
      expect(await install()).toBe(200);
    }
    await slack.command({ text: 'Tea', channel: acme.general, user: acme.member });
    await slack.command({ text: 'Tea', channel: beta.general, user: beta.member });
    await slack.command({ text: 'Tea', channel: org.secondGeneral, user: org.member });
    await slack.mention({ text: 'Tea', channel: org.general, user: org.member });
    await until(() => app.dispatch.all.length === 4);
    expect(app.dispatch.all.map(({ space }) => space).toSorted()).toEqual(['slack:E2ORG', 'slack:E2ORG', 'slack:T0ACME', 'slack:T1BETA']);
    await until(() => slack.ephemerals().length === 4);
    expect(app.lines.join('\n')).not.toContain('xoxb-');
  });

  it('is refused without the cookie of the browser that began it, and when the person says no', async () => {
    slack.installAs({ team: acme.team, user: acme.admin });
    expect(await install({ withCookie: false })).not.toBe(200);
    slack.installAs({ team: acme.team, user: acme.admin, isDenied: true });
    expect(await install()).not.toBe(200);
    expect(await installations.find(spaceId('slack', acme.team))).toBeUndefined();
  });

  it('that was stored with another secret is not used, and the log says what to do', async () => {
    slack.installAs({ team: acme.team, user: acme.admin });
    await install();
    const other = createIntakeApp(slack, { installations: createInstallations({ documents, clock: systemClock, secret: 'another' }) });
    try {
      await other.open();
      expect((await slack.command({ text: 'Tea' })).status).toBe(200);
      await until(() => other.lines.some((line) => line.includes('stored with another secret. Set the secret back')));
      expect(other.dispatch.all).toEqual([]);
    } finally {
      await other.stop(0);
    }
  });

  it('ends with an uninstall: the space is wiped and others stay', async () => {
    for (const one of [acme, beta]) {
      slack.installAs({ team: one.team, user: one.admin });
      await install();
    }
    await systemClock.sleep(5);
    await slack.uninstall(acme.team);
    await until(() => app.wiped.includes(`slack:${acme.team} uninstalled`));
    expect(await installations.find(spaceId('slack', acme.team))).toBeUndefined();
    expect(await installations.find(spaceId('slack', beta.team))).toBeDefined();
    expect(app.wiped.join()).not.toContain(beta.team);
  });
});
