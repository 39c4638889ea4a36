import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/* What a Slack app has to prove, each with the tests that show it. A test that is renamed or taken away fails here. */

const checks: ReadonlyArray<readonly [check: string, ...tests: ReadonlyArray<readonly [file: string, title: string]>]> = [
  [
    '1. A command is acknowledged at once, however long the work takes',
    ['conversation/slack-intake', 'is heard at once, however long the work takes'],
    ['conversation/slack-intake', 'is heard before Slack or a store has been asked anything'],
  ],
  [
    '2. The same delivery three times, over two processes: one panel',
    ['conversation/slack-intake', 'sends one event three times, once marked as a retry, and gets one panel and one answer'],
    ['conversation/slack-intake', 'is carried out by one of two processes with one store'],
  ],
  [
    '3. 500 after storing leaves one copy',
    ['unit/slack-strict', 'arrives once, whatever goes wrong on the way'],
    ['unit/slack-surface', 'is posted once for each message and found again, with every second answer lost'],
  ],
  [
    '4. 429 in mid-run: order kept, other channels go on',
    ['conversation/slack', 'goes on in one channel while Slack holds the other back, each in order, nothing lost or doubled'],
  ],
  [
    '5. Labels in four places, no previews, metadata of ids',
    ['unit/slack-render', 'in the name, in the message, in the notification and in the metadata'],
    ['unit/slack-surface', 'sends one request with the label, the key and no previews, into the thread'],
    ['conversation/slack', 'opens a thread for /panel, in which labelled personas answer one a second, and closes it'],
  ],
  [
    '6. Hostile text is alive nowhere',
    ['unit/slack-render', 'is alive nowhere in a panel of a language model, in no string of the payload, however the message is sent'],
    ['unit/slack-strict', 'holds no link and no mention, wherever hostile text stands in it'],
    ['unit/slack-forms', 'break no limit and hold no link, however long and hostile a form is'],
  ],
  [
    '7. Strict limits are never broken',
    ['unit/slack-render', 'break no limit, are labelled and hold no link, whatever the headline is'],
    ['unit/slack-strict', 'are taken at the first try'],
  ],
  [
    '8. Sockets: recycled, failing, revoked',
    ['conversation/slack-intake', 'lose no command while one after the other is renewed, dropped and closed'],
    ['conversation/slack-intake', 'come back after apps.connections.open failed for a while, in every way'],
    ['conversation/slack', 'ends with one sentence and code 1 when Slack does not know the token'],
  ],
  ['9. SIGTERM in mid-run', ['conversation/slack', 'finishes what runs when it is asked to stop, and exits with code 0']],
  [
    '10. Two workspaces and an organisation never meet; an uninstall wipes',
    ['conversation/slack-install', 'goes to the Slack of the settings, and lets each workspace and organisation work with its own token'],
    ['conversation/slack-install', 'ends with an uninstall: the space is wiped and others stay'],
  ],
  [
    '11. A crafted form of somebody without rights',
    ['conversation/slack-intake', 'are refused, with all that was typed, when a form was changed or belongs to somebody else'],
    ['conversation/slack-intake', 'are those of the moment of the press, and of the sending of a form'],
  ],
  [
    '12. Bots are not heard, least of all itself',
    ['conversation/slack-intake', 'are not heard: neither its own messages under any name, nor those of others'],
  ],
  [
    '13. Quotes never invented, never under a persona',
    ['conversation/slack', 'imports a file in a form, shows its words under no persona, and says when nothing matches'],
    ['unit/slack-render', 'never takes a name or an icon for the bot itself, so quotes stand under no persona'],
  ],
  [
    '14. Without the right to a name; not in the channel',
    ['unit/slack-strict', 'names its personas inside the messages where the scope for names is missing, after one refusal only'],
    ['conversation/slack-intake', 'says how to invite it, in private, and gives the text back'],
  ],
  [
    '15. Stop: nothing more is posted, and the model is hung up on',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the title stands in a loop over two ways, written like this.
    ['conversation/slack', 'posts nothing more after ${way}, and hangs up on the model'],
  ],
];

describe('the checks of a Slack app', () => {
  it('are fifteen, each with a test', () => {
    expect(checks.map(([check]) => Number.parseInt(check, 10))).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  });

  it.each(checks)('%s', (_check, ...tests) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const [file, title] of tests) {
      const text = readFileSync(fileURLToPath(new URL(`../${file}.test.ts`, import.meta.url)), 'utf8');
      const found = [`it('${title}'`, `it(\`${title}\``].some((call) => text.includes(call));
      expect([file, title, found]).toEqual([file, title, true]);
    }
  });
});
