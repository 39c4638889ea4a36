import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { loadPersonaSets } from '../adapters/files/personas.ts';
import { createCache } from '../adapters/keyv/cache.ts';
import { createOpenAiModels, type OpenAiModels } from '../adapters/openai/models.ts';
import { createPinoLog } from '../adapters/pino/log.ts';
import { systemClock, systemRandom } from '../adapters/system/system.ts';
import { createModels } from '../app/models/create-models.ts';
import type { Models } from '../app/models/models.ts';
import { type ModelConfig, readConfig } from '../config.ts';
import { isRefusal } from '../core/errors.ts';
import { describeHonestyProblem } from '../core/honesty/honesty.ts';
import { stakesOf } from '../core/honesty/stakes.ts';
import { localSpace } from '../core/ids.ts';
import { labels } from '../core/labels.ts';
import { describeModelFailure } from '../core/model-failure.ts';
import { describeStance } from '../core/panel/stance.ts';
import type { Persona } from '../core/personas/persona.ts';
import { optionLetter, parseStimulus, type Stimulus } from '../core/stimulus.ts';
import type { UsedTokens } from '../core/usage.ts';
import type { EngineAnswer } from '../ports/persona-model.ts';

/*
 * `npm run try-model`: asks the configured endpoint three things in the name of one persona, and tells what it could do. It costs a few thousand
 * tokens and keeps nothing. Ends with code 1 when something did not work.
 */

const stimuli = [
  ['A headline', 'Save money with one tap'],
  ['A comparison', 'Save money with one tap | Banking that gets you'],
  ['A grave question', 'Would you pay 9 dollars or 12 dollars a month for this?'],
] as const;

let isWell = true;
const say = (line = ''): unknown => process.stdout.write(`${line}\n`);
const fail = (line: string): void => {
  isWell = false;
  say(`    PROBLEM: ${line}`);
};

const describeTokens = ({ calls, input, output, cached, isEstimate }: UsedTokens): string =>
  `${calls} ${calls === 1 ? 'call' : 'calls'}, ${isEstimate ? 'about ' : ''}${input} tokens in (${cached} from the cache) and ${output} out`;

const describeReason = (reason: (EngineAnswer & { kind: 'none' })['reason']): string =>
  reason in describeModelFailure
    ? describeModelFailure[reason as keyof typeof describeModelFailure]
    : `the answer was withheld: ${describeHonestyProblem[reason as keyof typeof describeHonestyProblem]}`;

const showAnswer = (answer: EngineAnswer): void => {
  if (answer.kind === 'none') fail(describeReason(answer.reason));
  if (answer.kind === 'questions') for (const question of answer.questions) say(`    asks: ${question}`);
  if (answer.kind !== 'reaction') return;
  const { answers, spoken } = answer.reaction;
  for (const [index, { stance, text, claims }] of answers.entries()) {
    say(`    ${answers.length > 1 ? `${optionLetter(index)}: ` : ''}${describeStance[stance]}. ${text}`);
    say(
      `      ${claims.length} claims, ${claims.filter(({ traitId }) => traitId !== undefined).length} of them on a line of the persona's file`,
    );
  }
  if (answers.length === 1) say(`    ${spoken?.others.length ?? 0} other reactions were offered`);
  else if (!spoken?.odds) fail('it gave no probabilities for the options');
  else
    say(
      `    probabilities: ${spoken.odds.options.map((share) => share.toFixed(2)).join(', ')}; no opinion ${spoken.odds.noOpinion.toFixed(2)}`,
    );
};

const askOnce = async (models: Models, name: string, persona: Persona, stimulus: Stimulus): Promise<void> => {
  const from = systemClock.monotonicMs();
  const stakes = stakesOf(stimulus);
  const answer = await models.engines.get(name)?.react({
    space: localSpace,
    setKey: 'try-model',
    persona,
    stimulus,
    seed: 1,
    quotes: [],
    heard: [],
    ...(stakes === undefined ? {} : { stakes }),
    signal: AbortSignal.timeout(60_000),
  });
  if (!answer) return;
  const seconds = ((systemClock.monotonicMs() - from) / 1_000).toFixed(1);
  say(`    ${seconds} s${answer.tokens ? `, ${describeTokens(answer.tokens)}` : ''}${answer.isMended ? ', mended once' : ''}`);
  showAnswer(answer);
};

const tryJudge = async (models: Models): Promise<void> => {
  const quotes = [
    { id: 'one', text: 'I never read the small print.' },
    { id: 'two', text: 'The soup was cold.' },
  ];
  const claims = [{ id: 'c1', text: 'I read all of the small print before I buy.', quotes }];
  const { verdicts, tokens } = await models.judge({ space: localSpace, claims, signal: AbortSignal.timeout(60_000) });
  say(`  The judge (a claim, a sentence against it and one beside it): ${describeTokens(tokens)}`);
  if (!verdicts) return fail('it gave no verdicts that can be read');
  const of = (id: string): string => verdicts.find(({ quote }) => quote === id)?.verdict ?? 'nothing';
  if (of('one') === 'contradicts' && of('two') === 'unrelated') say('    told contradiction from mere neighbourhood');
  else fail(`it said ${of('one')} and ${of('two')} where contradicts and unrelated were right`);
};

const tryVectors = async (openAi: OpenAiModels, name: string): Promise<void> => {
  if (name === '') return void say('Vectors: no EMBEDDING_MODEL is set, so the spread gauge compares words');
  const vectors = await openAi.embedder(name).embed(['A cold soup.', 'A warm welcome.'], AbortSignal.timeout(60_000));
  say(`Vectors by ${name}: ${vectors ? `${vectors[0]?.length} numbers each` : 'none'}`);
  if (!vectors) fail('the endpoint gave no vectors that can be used');
};

const tryAll = async (config: ModelConfig): Promise<void> => {
  const log = createPinoLog('warn');
  const openAi = createOpenAiModels({ ...config, cache: createCache({ log }), clock: systemClock, random: systemRandom, log });
  const { sets } = await loadPersonaSets(fileURLToPath(new URL('../../personas', import.meta.url)));
  const persona = sets[0]?.personas[0];
  if (!persona) throw new Error('there is no persona to try it with');
  const [first, ...others] = config.models;
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const languageModels = [openAi.languageModel(first), ...others.map(openAi.languageModel)] as const;
  const models = createModels({ languageModels, clock: systemClock, random: systemRandom, digest, thinkingTokens: config.thinkingTokens });
  say(`${config.baseUrl === '' ? 'OpenAI' : config.baseUrl}. What follows is said in the name of ${persona.name}. ${labels['ai-speech']}`);
  for (const name of config.models) {
    say(`\n${name}`);
    for (const [title, typed] of stimuli) {
      const stimulus = parseStimulus(typed);
      if (isRefusal(stimulus)) throw new Error('a stimulus of this tool cannot be read');
      say(`  ${title}: ${typed}`);
      await askOnce(models, name, persona, stimulus);
    }
    const { api, answer, tokens, cacheKey } = await openAi.capabilities(name);
    const shape = { schema: 'strict schemas', object: 'JSON without a schema', text: 'plain text only' }[answer];
    say(`  The endpoint: ${api} API, ${shape}, ${tokens}, ${cacheKey ? 'with' : 'without'} a cache key`);
  }
  await tryJudge(models);
  await tryVectors(openAi, config.embeddingModel);
};

const { model } = readConfig(process.env);
if (model) await tryAll(model);
else fail('no language model is configured. Set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own');
say(isWell ? '\nAll of it worked.' : '\nNot all of it worked: see PROBLEM above.');
process.exitCode = isWell ? 0 : 1;
