import { createServer } from 'node:http';

/*
 * A model endpoint in a process of its own, so that its work is not counted as ours. It answers every call after 1.0 to 1.6 s with a fixed,
 * well-formed reaction, and on `GET /calls` tells how long the slowest call of each panel took. Chat Completions only. Started by panels.ts.
 */

const [minMs = 1_000, spreadMs = 600] = process.argv.slice(2).map(Number);

const candidate = (text: string, stance: string, probability: number) => ({
  stance,
  text,
  claims: [
    { text: 'I read the small print before I believe a headline.', leans: 'against', trait: null },
    { text: 'I put off what needs another account.', leans: 'against', trait: null },
  ],
  change_my_mind: 'Seeing plainly what it costs to leave again.',
  probability,
});

const reaction = JSON.stringify({
  candidates: [
    candidate('It sounds quick, and quick is what makes me careful. I would look for what it leaves out.', 'against', 0.5),
    candidate('I could see myself trying it on a slow evening, if nobody asks me to sign up first.', 'mixed', 0.3),
    candidate('This passes me by. There is nothing in it that I have been missing.', 'no-opinion', 0.2),
  ],
  questions: ['When did you last stop halfway through signing up for something?'],
});

const slowest = new Map<string, number>();
let calls = 0;

const answer = (model: string) =>
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: reaction, refusal: null }, finish_reason: 'stop' }],
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
    const [, model = 'bench'] = /"model":"([^"]+)"/.exec(body) ?? [];
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end(answer(model));
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
