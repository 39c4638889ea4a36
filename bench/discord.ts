import { acme } from '../test/fakes/discord/world.ts';
import { openDiscordBot } from '../test/fakes/discord-bot.ts';
import { startModelServer } from '../test/fakes/model-server.ts';
import { hang } from '../test/fakes/model-steps.ts';

/*
 * How soon the bot acknowledges an interaction while it is busy: 300 panels asked for within ten seconds, and a model that never answers. `npm run bench:discord`.
 * The bot is a process of its own, as it is started; Discord is the strict local one, which counts from the moment at which it sends the interaction.
 */

const panels = 300;
const perSecond = 30;

const model = await startModelServer();
model.always(hang);
const bot = await openDiscordBot();
await bot.startBot({
  LOG_LEVEL: 'error',
  OPENAI_BASE_URL: model.url,
  PANEL_MODEL: 'm',
  TOKENS_PER_DAY: '1000000000',
  TOKENS_PER_PERSON_AND_HOUR: '1000000000',
});

const ask = async (words: string): Promise<number | undefined> => {
  const { acknowledged } = bot.discord.slash(acme.member, { name: 'panel', channel: acme.general, options: { stimulus: words } });
  try {
    return (await acknowledged).afterMs;
  } catch {
    return undefined;
  }
};

/** The first panels after a start meet code that was never run; they are told apart. */
const first: number[] = [];
for (let index = 0; index < 5; index += 1) first.push((await ask(`The first ones, number ${index + 1}`)) ?? Number.NaN);
await new Promise((resolve) => setTimeout(resolve, 1_000));

const asked = Array.from({ length: panels }, async (_, index) => {
  await new Promise((resolve) => setTimeout(resolve, (index * 1_000) / perSecond));
  return ask(`Save money with one tap, number ${index + 1}`);
});
const times = (await Promise.all(asked)).filter((one) => one !== undefined).toSorted((a, b) => a - b);
const at = (share: number): string =>
  `${(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN).toFixed(1)} ms`;
process.stdout.write(`| ${panels} interactions in ${panels / perSecond} s, a model that never answers: acknowledged | ${times.length} |\n`);
process.stdout.write(`| the first five after a start, slowest | ${Math.max(...first).toFixed(1)} ms |\n`);
process.stdout.write(`| after, median, 99th percentile and slowest | ${at(0.5)}, ${at(0.99)}, ${at(1)} |\n`);

bot.discord.forgive();
await bot.close();
await model.close();
