import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createManifest, scopes } from '../../src/adapters/slack/install/manifest.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/slack.ts';
import { acme, acmeRooms, theApp } from '../fakes/slack/world.ts';

/* The steps of docs/slack.md, carried out as they are written, against the local Slack. */

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const guide = readFileSync(at('docs/slack.md'), 'utf8');
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(at('package.json'), 'utf8')).scripts;

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startSlack();
  slack.token().scopes = new Set(Object.keys(scopes));
});
afterEach(() => slack.close());

/** Runs a script of package.json as npm does. */
const run = async (script: string, argv: readonly string[] = [], environment: Record<string, string> = {}) => {
  const [program = '', ...given] = (scripts[script] ?? '').split(' ');
  expect([script, program]).toEqual([script, 'node']);
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [...given, ...argv], { cwd: at('.'), env: { PATH, ...environment } });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      said += String(part);
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
};

describe('the guide to Slack', () => {
  it('names scripts that exist, and every right with its reason once', () => {
    for (const [, script = ''] of guide.matchAll(/`?npm run ([\w:]+)/g)) expect([script, script in scripts]).toEqual([script, true]);
    const table = guide.slice(guide.indexOf('| Right | What for |'), guide.indexOf('It asks for no'));
    const named = table
      .split('\n')
      .map((line) => line.split('|')[1] ?? '')
      .flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, right = '']) => right));
    expect(named.toSorted()).toEqual(Object.keys(scopes).toSorted());
    for (const [, right = ''] of guide
      .slice(guide.indexOf('It asks for no'))
      .split('\n\n')[0]
      ?.matchAll(/`([^`]+)`/g) ?? [])
      expect([right, Object.keys(scopes).includes(right)]).toEqual([right, false]);
  });

  it('begins with a manifest that npm run slack:manifest prints', async () => {
    const { code, said } = await run('slack:manifest');
    expect(code).toBe(0);
    expect(JSON.parse(said)).toEqual(JSON.parse(readFileSync(at('slack-manifest.json'), 'utf8')));
  });

  it('and that has the shape of Slack’s own types, with rights and events that they name', () => {
    const { oauth_config: _rights, settings, ...rest } = createManifest(commands);
    // The compiler checks this one; rights and events are compared below, because these types lag behind.
    const typed: AppsManifestCreateArguments['manifest'] = { ...rest, settings: { ...settings, event_subscriptions: {} } };
    expect(typed.display_information.name).toBe('Sounding Board');
    const types = readFileSync(at('node_modules/@slack/web-api/dist/types/request/manifest.d.ts'), 'utf8');
    const union = (name: string) =>
      (types.match(new RegExp(`type ${name} = ([^;]+);`))?.[1] ?? '').split('|').map((one) => one.replace(/['\s]/g, ''));
    const unnamed = (all: readonly string[], name: string) => all.filter((one) => !union(name).includes(one));
    // docs.slack.dev/ai/developing-agents and /ai/agent-sessions have these two; web-api 8.2.0 does not yet.
    expect(unnamed(Object.keys(scopes), 'BotScope')).toEqual(['assistant:write']);
    expect(unnamed(settings.event_subscriptions.bot_events, 'ManifestEvent')).toEqual(['agent_session_stopped']);
  });

  it('has a doctor that finds nothing where nothing is missing, and names what is', { timeout: 30_000 }, async () => {
    const environment = { SLACK_BOT_TOKEN: acme.token, SLACK_APP_TOKEN: theApp.appToken, SLACK_API_URL: slack.apiUrl };
    const well = await run('slack:doctor', [acme.general], environment);
    expect([well.code, well.said]).toEqual([0, expect.not.stringContaining('PROBLEM')]);
    slack.token().scopes.delete('files:read');
    const ill = await run('slack:doctor', [acmeRooms.outside], environment);
    expect(ill.code).toBe(1);
    expect(ill.said).toContain('The right files:read is missing');
    expect(ill.said).toContain('/invite @Sounding Board');
    const none = await run('slack:doctor');
    expect([none.code, none.said]).toEqual([1, expect.stringContaining('SLACK_BOT_TOKEN')]);
    for (const { said } of [well, ill, none]) expect(said).not.toMatch(/xoxb-|xapp-/);
  });
});
