import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commands } from '../../commands/index.ts';
import { createManifest } from '../adapters/slack/install/manifest.ts';

/** `npm run slack:manifest` prints the manifest of the Slack app; with `--write` it renews the committed copy. */
const text = `${JSON.stringify(createManifest(commands), null, 2)}\n`;
if (process.argv.includes('--write')) writeFileSync(fileURLToPath(new URL('../../slack-manifest.json', import.meta.url)), text);
else process.stdout.write(text);
