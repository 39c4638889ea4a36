import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { createFindPhones, usualCountries } from '../src/adapters/phones/find-phones.ts';
import { markers, privateKinds } from '../src/core/privacy/kinds.ts';
import { redact } from '../src/core/privacy/redact.ts';
import { findSuspects } from '../src/core/privacy/suspects.ts';
import { privateStrings } from '../test/unit/private-strings.ts';

/*
 * How much of what is private is found, and what is damaged on the way. `npm run bench:privacy -- DIR...`; each folder holds quotes.jsonl (text), of which the
 * first 1,000 are real sentences that should nearly all stay as they are. The strings are made up, and the rules were written with them at hand: their recall
 * says that nothing got worse, not how the rules do on words that they have never seen.
 */

const sentences = 1_000;
const findPhones = createFindPhones(usualCountries);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const lineSchema = z.object({ text: z.string() });

for (const kind of [...privateKinds, 'name', 'address'] as const) {
  const strings = privateStrings.filter((one) => one.kind === kind);
  const found = strings.filter(({ text, hidden }) => {
    if (kind === 'name' || kind === 'address') return findSuspects(text).some(({ from, to }) => text.slice(from, to) === hidden);
    return redact(text, findPhones).text === text.replace(hidden, markers[kind]);
  });
  print(`${kind}: ${found.length} of ${strings.length}${kind === 'name' || kind === 'address' ? ' suspected' : ' removed exactly'}`);
}
const clean = privateStrings.filter(({ kind }) => kind === undefined);
print(`look-alikes changed: ${clean.filter(({ text }) => redact(text, findPhones).text !== text).length} of ${clean.length}`);

for (const folder of process.argv.slice(2)) {
  const lines = readFileSync(join(folder, 'quotes.jsonl'), 'utf8').trim().split('\n').slice(0, sentences);
  const texts = lines.map((line) => lineSchema.parse(JSON.parse(line)).text);
  const from = performance.now();
  const changed = texts.filter((text) => redact(text, findPhones).text !== text);
  const ms = ((performance.now() - from) / texts.length) * 1_000;
  const suspects = texts.filter((text) => findSuspects(text).length > 0);
  print(
    `${basename(folder)}: ${changed.length} of ${texts.length} changed, ${suspects.length} listed for a person, ${ms.toFixed(0)} ms for 1,000`,
  );
}
