import { fileURLToPath } from 'node:url';
import { describeFileProblem } from '../adapters/files/front-matter.ts';
import { loadPersonaSets } from '../adapters/files/personas.ts';

/** `npm run personas`: says of every set and persona in personas/ whether it loads, and what is wrong where. */
const { sets, problems } = await loadPersonaSets(fileURLToPath(new URL('../../personas', import.meta.url)));
for (const set of sets) console.log(`${set.id} v${set.version}: ${set.personas.map((persona) => persona.name).join(', ')}`);
for (const problem of problems) console.error(describeFileProblem(problem));
process.exitCode = problems.length > 0 ? 1 : 0;
