import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createManifest, scopes } from '../../src/adapters/slack/install/manifest.ts';

const manifest = createManifest(commands);

describe('the Slack manifest', () => {
  it('is committed as it is rendered from the commands; npm run slack:manifest -- --write renews it', () => {
    const committed = readFileSync(fileURLToPath(new URL('../../slack-manifest.json', import.meta.url)), 'utf8');
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(manifest)));
  });

  it('has every command, with a hint that says how it is typed', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(commands.map(({ name }) => `/${name}`));
    expect(manifest.features.slash_commands[0]?.usage_hint).toContain('<stimulus>');
  });

  // docs.slack.dev/reference/app-manifest, by the types of @slack/web-api 8.2.0.
  it('stays within what Slack allows', () => {
    const { display_information: about, features } = manifest;
    expect(about.name.length).toBeLessThanOrEqual(35);
    expect(about.description.length).toBeLessThanOrEqual(140);
    expect(about.long_description.length).toBeGreaterThanOrEqual(174);
    expect(about.long_description.length).toBeLessThanOrEqual(4_000);
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
    expect(features.agent_view.agent_description.length).toBeLessThanOrEqual(300);
    expect(features.slash_commands.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint: hint = '' } of features.slash_commands) {
      expect(command.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(2_000);
      expect(hint.length).toBeLessThanOrEqual(1_000);
    }
  });

  it('asks for no right without a reason, and for none over people’s messages but its own', () => {
    for (const reason of Object.values(scopes)) expect(reason.length).toBeGreaterThan(10);
    expect(Object.keys(scopes).filter((scope) => scope.includes('search') || scope.includes('admin'))).toEqual([]);
  });
});
