import { createServer } from 'node:http';

/*
 * A model endpoint in a process of its own, so that its work is not counted as ours. It answers every call after 1.0 to 1.6 s with a fixed,
 * well-formed reaction, and on `GET /calls` tells how long the slowest call of each panel took. Chat Completions only. Started by panels.ts.
 */

const [minMs = 1_000, spreadMs = 600] = process.argv.slice(2).map(Number);

/** Words that make every answer another one, so that nothing that remembers a text gets an easier life than with a real model. */
const things = 'promise price button reader morning kitchen letter margin shortcut ribbon ladder basket engine pocket corner harbour'.split(
  ' ',
);
const wordOf = (call: number, place: number): string => {
  const at = (call * 31 + place * 17) % (things.length * things.length);
  return `${things[at % things.length]} and the ${things[Math.floor(at / things.length)]}`;
};

const candidateOf = (call: number, text: string, stance: string, probability: number) => ({
  stance,
  text: `${text} The ${wordOf(call, 1 + probability * 10)} of call ${call % 9} stay with me.`,
  claims: [
    { text: `I read the ${wordOf(call, 2 + probability * 10)} before I believe a headline.`, leans: 'against', trait: null },
    { text: `I put off the ${wordOf(call, 3 + probability * 10)} when it needs another account.`, leans: 'against', trait: null },
  ],
  change_my_mind: `Seeing plainly what the ${wordOf(call, 4 + probability * 10)} would cost to leave again.`,
  probability,
});

const reactionOf = (call: number): string =>
  JSON.stringify({
    candidates: [
      candidateOf(call, 'It sounds quick, and quick is what makes me careful. I would look for what it leaves out.', 'against', 0.5),
      candidateOf(call, 'I could see myself trying it on a slow evening, if nobody asks me to sign up first.', 'mixed', 0.3),
      candidateOf(call, 'This passes me by. There is nothing in it that I have been missing.', 'no-opinion', 0.2),
    ],
    questions: [`When did you last stop halfway through the ${wordOf(call, 5)}?`],
  });

const slowest = new Map<string, number>();
let calls = 0;

const answer = (model: string, call: number) =>
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: reactionOf(call), refusal: null }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1_400, completion_tokens: 350, total_tokens: 1_750, prompt_tokens_details: { cached_tokens: 1_024 } },
  });

/** A fixed sequence of waits, the same in every run. */
const nextWait = (): number => {
  calls += 1;
  return minMs + ((calls * 0.618_033_988_75) % 1) * spreadMs;
};

const server = createServer((request, response) => {
  const from = performance.now();
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (request.method === 'GET') {
      response.end(JSON.stringify(Object.fromEntries(slowest)));
      slowest.clear();
      return;
    }
    const body = Buffer.concat(parts).toString();
    const [, panel = ''] = /bench panel (\d+)/.exec(body) ?? [];
    const call = calls + 1;
    const [, model = 'bench'] = /"model":"([^"]+)"/.exec(body) ?? [];
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end(answer(model, call));
      slowest.set(panel, Math.max(slowest.get(panel) ?? 0, performance.now() - from));
    }, nextWait());
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
process.on('disconnect', () => process.exit(0));
