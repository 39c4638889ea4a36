import { writeFile } from 'node:fs/promises';
import { renderPersonaSchema } from './persona-schema.ts';

/** `npm run schema`: writes personas/schema.json from the schemas in src/core. A test fails when it is stale. */
await writeFile(new URL('../../personas/schema.json', import.meta.url), renderPersonaSchema());
