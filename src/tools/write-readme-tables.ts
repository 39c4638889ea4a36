import { readFile, writeFile } from 'node:fs/promises';
import { commands } from '../../commands/index.ts';
import { renderReadme } from './readme-tables.ts';

/** `npm run readme`: renders the tables of the README from the declarations. A test fails when they are stale. */
const readme = new URL('../../README.md', import.meta.url);
await writeFile(readme, renderReadme(await readFile(readme, 'utf8'), commands));
