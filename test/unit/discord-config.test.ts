import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

const token = 'a.b.c';

describe('the settings of Discord', () => {
  it('turn it on with a token alone, and the playground off', () => {
    expect(readConfig({}).discord).toBe(undefined);
    const config = readConfig({ DISCORD_TOKEN: token });
    expect(config.discord).toEqual({ token, apiUrl: 'https://discord.com/api', shards: 'auto' });
    expect(config.isPlayground).toBe(false);
    expect(readConfig({ DISCORD_TOKEN: token, PLAYGROUND: 'on' }).isPlayground).toBe(true);
    expect(readConfig({ DISCORD_TOKEN: token, PLAYGROUND: 'off' }).isPlayground).toBe(false);
  });

  it('take another address without its version, and a number of shards', () => {
    for (const given of ['http://127.0.0.1:9/api', 'http://127.0.0.1:9/api/', 'http://127.0.0.1:9/api/v10'])
      expect(readConfig({ DISCORD_TOKEN: token, DISCORD_API_URL: given, DISCORD_SHARDS: '4' }).discord).toEqual({
        token,
        apiUrl: 'http://127.0.0.1:9/api',
        shards: 4,
      });
  });

  it('are refused by name when they cannot be right, and never repeated', () => {
    for (const [name, value] of [
      ['DISCORD_TOKEN', 'Bot secret'],
      ['DISCORD_API_URL', 'discord.com'],
      ['DISCORD_SHARDS', '0'],
      ['DISCORD_SHARDS', 'many'],
    ] as const) {
      const read = () => readConfig({ DISCORD_TOKEN: token, [name]: value });
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(name);
      expect(read).toThrow(/^(?!.*secret)/);
    }
  });
});
