import { afterEach, describe, expect, it } from 'vitest';
import { reportOf } from '../../src/core/check/report.ts';
import { reportMessages } from '../../src/core/check/report-messages.ts';
import { isRefusal } from '../../src/core/errors.ts';
import type { Persona } from '../../src/core/personas/persona.ts';
import type { LanguageModel } from '../../src/ports/language-model.ts';
import { answerOf, type Chat, openChat, textOf } from '../fakes/chat.ts';
import { chanceOf, leaningModel, type Seen, withBefore } from '../fakes/check-models.ts';
import { reactionText, scriptModel } from '../fakes/language-model.ts';
import { aPersona, aSet } from '../fakes/personas.ts';

/* What a moderator meets who asks whether the personas of a set are different voices. */

const names = ['Ana', 'Ben', 'Cleo', 'Dora'];
const persona = (name: string, change: Partial<Persona> = {}): Persona => ({
  ...aPersona(name.toLowerCase(), name, [{ text: `The ${name} way of doing it is what I look for.` }]),
  ...change,
});
const four = [aSet(names.map((name) => persona(name)))];

const chats: Chat[] = [];
afterEach(async () => {
  await Promise.all(chats.splice(0).map((chat) => chat.close()));
});
const open = async (options: Parameters<typeof openChat>[0] = {}): Promise<Chat> => {
  const chat = await openChat({ sets: four, ...options });
  chats.push(chat);
  return chat;
};

const wobble = ({ file, item, time }: Seen, size = 0.1): number => (chanceOf(`${file}${item}${time}`) - 0.5) * 2 * size;
/** Each persona has a view of its own on each item, and wavers a little. */
const voices = (seen: Seen): number => (seen.isControl ? 0 : (chanceOf(`${seen.name}/${seen.item}`) - 0.5) * 1.6 + wobble(seen));

const buttonOf = (answer: Awaited<ReturnType<Chat['say']>>, label: RegExp) => {
  if (isRefusal(answer)) throw new Error(answer.userMessage);
  const button = answer.messages.flatMap(({ buttons }) => buttons).find((one) => label.test(one.label));
  if (!button) throw new Error(`no button ${String(label)}`);
  return button.press;
};

/** Looks at the price, presses the button, waits until nothing runs. */
const run = async (chat: Chat, line = '/personas check'): Promise<void> => {
  const press = buttonOf(await chat.say(line), /^Run it/);
  const started = await chat.invoke(press);
  if (isRefusal(started)) throw new Error(started.userMessage);
  await chat.runner.idle();
};
const shownReport = async (chat: Chat): Promise<string> => answerOf(await chat.say('/personas check report'));

describe('a check of a persona set', () => {
  it('says what it takes before anything is asked, and asks nothing until the button is pressed', async () => {
    const model = leaningModel(voices);
    const chat = await open({ languageModels: [model], prices: { input: 2, output: 8 } });
    const shown = answerOf(await chat.say('/personas check'));
    // 4 personas × 8 items × 3 times, and 3 comparisons × 3 without a persona.
    expect(shown).toMatch(/105 calls of leaning, up to [\d,]+ tokens/);
    expect(shown).toMatch(/at most about \d+\.\d\d in the currency/);
    expect(shown).toContain('This set has not been checked yet');
    await chat.runner.idle();
    expect(model.calls).toHaveLength(0);
    await run(chat);
    expect(model.calls).toHaveLength(105);
  });

  it('finds distinct voices, and says so first', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    await run(chat);
    const report = await shownReport(chat);
    expect(report).toMatch(
      /^From the bot\. Not a person\. \[\{"type":"heading","text":"Check of Test set"\},\{"type":"text","text":"Four names, and the answers of all can be told apart\./,
    );
    expect(report).toContain('"Caricatures","none"');
    expect(report).toContain('"kind":"matrix"');
    expect(report).toContain('On 3 comparisons: Ana');
  });

  it('finds one voice where the model ignores who speaks', async () => {
    const chat = await open({ languageModels: [leaningModel((seen) => (chanceOf(seen.item) - 0.5) * 1.6 + wobble(seen))] });
    await run(chat);
    expect(await shownReport(chat)).toContain('Four names, one voice');
  });

  it('calls it one voice as well when all give one answer to everything', async () => {
    const chat = await open({ languageModels: [leaningModel(() => 0.6)] });
    await run(chat);
    expect(await shownReport(chat)).toContain('Four names, one voice');
  });

  it('names the persona that says the same whatever it is asked', async () => {
    const chat = await open({ languageModels: [leaningModel((seen) => (seen.name === 'Cleo' ? -1 : voices(seen)))] });
    await run(chat);
    expect(await shownReport(chat)).toContain('"Caricatures","Cleo"');
  });

  it('is reported, with nothing said of viewpoints, when only the model without a persona gave answers that count', async () => {
    const honest = leaningModel(voices);
    // An answer that breaks a rule is asked for once more; both together stay within what was reserved.
    const hostile = scriptModel('leaning', () => ({
      outcome: 'answer',
      text: reactionText({ text: 'I am a real person, and 80% of customers love this.', stance: 'for' }),
      usage: { input: 400, output: 100, cached: 0, isEstimate: false },
    }));
    const isPersona = (prefix: string): boolean => names.some((name) => prefix.includes(`name: ${name}`));
    const model: LanguageModel = {
      name: 'leaning',
      complete: (request) => (isPersona(request.prompt.prefix) ? hostile : honest).complete(request),
    };
    const chat = await open({ languageModels: [model] });
    await run(chat);
    const report = await shownReport(chat);
    expect(report).toContain('The costume test could not be done: too few complete answers.');
    expect(report).toContain('"96 withheld, 0 failed, of 96"');
    expect(report).not.toMatch(/NaN|nobody was|without any persona/);
  });

  it('counts answers that break a rule as withheld and never scores them', async () => {
    const honest = leaningModel(voices);
    const hostile = scriptModel('leaning', () =>
      reactionText({ text: 'I am a real person, and 80% of customers love this.', stance: 'for' }),
    );
    const model: LanguageModel = {
      name: 'leaning',
      complete: (request) => (request.prompt.prefix.includes('name: Dora') ? hostile : honest).complete(request),
    };
    const chat = await open({ languageModels: [model] });
    await run(chat);
    const report = await shownReport(chat);
    expect(report).toContain('"24 withheld, 0 failed, of 96"');
    expect(report).toContain('Withheld: Dora 24.');
    expect(report).toContain('"text":"Three names, and the answers of all can be told apart.');
    expect(report).toContain('Left out, because most of their answers could not be scored: Dora.');
    const file = answerOf(await chat.say('/personas check export format:json'));
    expect(file).not.toContain('80%');
  });

  it('ends, and says what is missing, when no answer at all could be scored', async () => {
    const text = reactionText({ text: 'I am a real person.', stance: 'for' });
    const usage = { input: 10, output: 10, cached: 0, isEstimate: false };
    const chat = await open({ languageModels: [scriptModel('liar', () => ({ outcome: 'answer', text, usage }))] });
    await run(chat);
    expect(chat.platform.shown[0] && textOf(chat.platform.shown[0].message)).toContain('Done: 105 of 105 calls.');
    expect(await shownReport(chat)).toContain('The costume test could not be done: too few complete answers.');
  });

  it('shows how far it is in the channel, with a button to stop, and the verdict at the end', async () => {
    const gate = Promise.withResolvers<void>();
    let calls = 0;
    const model = withBefore(leaningModel(voices), async () => {
      calls += 1;
      if (calls > 8) await gate.promise;
      return undefined;
    });
    const chat = await open({ languageModels: [model] });
    const press = buttonOf(await chat.say('/personas check'), /^Run it/);
    await chat.invoke(press);
    const status = await chat.say('/personas check status');
    expect(answerOf(status)).toMatch(/(0|8) of 105 calls are done\./);
    expect(answerOf(await chat.say('/personas check'))).toContain('One check runs at a time.');
    gate.resolve();
    await chat.runner.idle();
    expect(chat.platform.shown).toHaveLength(1);
    const [shown] = chat.platform.shown;
    expect(shown && textOf(shown.message)).toContain('Done: 105 of 105 calls.');
    expect(shown && textOf(shown.message)).toContain('can be told apart');
    expect(shown?.message.buttons.map(({ label }) => label)).toEqual(['Show the report']);
    expect(answerOf(await chat.say('/personas check status'))).toContain('Done: 105 of 105 calls.');
  });

  it('is a matter for moderators only', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    const actor = { id: 'u2', name: 'Xi', role: 'member' } as const;
    const press = buttonOf(await chat.say('/personas check'), /^Run it/);
    for (const line of ['', ' status', ' stop', ' report', ' export'])
      expect(answerOf(await chat.say(`/personas check${line}`, { actor }))).toContain('Only moderators may use /personas check');
    expect(answerOf(await chat.invoke({ ...press, actor }))).toContain('Only moderators may use /personas check start');
  });

  it('is not offered where no step of it could ever be booked, and is refused to whoever presses an older button', async () => {
    const model = leaningModel(voices);
    const chat = await open({ languageModels: [model], budget: { tokensPerPersonAndHour: 20_000 } });
    const press = buttonOf(await chat.say('/personas check'), /^Run it/);
    await chat.say('/panel-admin budget hour:1000');
    const offered = await chat.say('/personas check');
    expect(answerOf(offered)).toContain('It cannot be run: one step may need');
    expect(isRefusal(offered) || offered.messages.some(({ buttons }) => buttons.some(({ label }) => label.startsWith('Run it')))).toBe(
      false,
    );
    expect(answerOf(await chat.invoke(press))).toMatch(
      /One step of a check may need up to [\d,]+ tokens, and checks may use 1,000 in an hour/,
    );
    await chat.runner.idle();
    expect(model.calls).toHaveLength(0);
    expect(answerOf(await chat.say('/personas check status'))).toContain('has not been checked yet');
  });

  it('says what is left, rests when that is used up, and can be stopped then', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)], budget: { tokensPerDay: 130_000 } });
    const offered = answerOf(await chat.say('/personas check'));
    expect(offered).toContain('65,000 of 65,000 tokens for checks today (UTC)');
    expect(offered).toMatch(/It takes about \d days, today among them/);
    expect(offered).toContain('The quick size is the less certain one');
    await run(chat);
    const sentence = /calls are done\. The tokens for checks are used up for now; it goes on by itself after \d{4}-\d\d-\d\d, 00:00 UTC\./;
    expect(answerOf(await chat.say('/personas check status'))).toMatch(sentence);
    expect(textOf(chat.platform.shown[0]?.message as never)).toMatch(sentence);
    await chat.say('/personas check stop');
    await chat.runner.idle();
    expect(answerOf(await chat.say('/personas check status'))).toContain('Stopped by Uma after');
  });

  it('settles what was used, once', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    await run(chat);
    // Every call of the scripted model says that it used 1,000 and 200 tokens.
    expect(answerOf(await chat.say('/panel-admin budget'))).toContain(`"${(105 * 1_200).toLocaleString('en')}"`);
  });

  it('still shows what the files say when there is no language model', async () => {
    const twin = aSet([...names.map((name) => persona(name)), persona('Ana', { id: 'ana-2', name: 'Anna', reviewBy: '2020-01-01' })]);
    const chat = await open({ sets: [twin] });
    const answer = await chat.say('/personas check');
    const shown = answerOf(answer);
    expect(shown).toContain('A check asks a language model, and none is configured here');
    expect(shown).toContain('"Past the review date","Anna (2020-01-01)"');
    expect(shown).toMatch(/"Files that share their words","[^"]*Ana and Anna \(1\.00\)/);
    expect(() => buttonOf(answer, /^Run it/)).toThrow('no button');
    const press = { command: 'personas', action: ['check', 'start'], options: { set: 'test-set', version: '1' } };
    expect(answerOf(await chat.invoke(press))).toContain('A check asks a language model');
  });

  it('starts once when the press is delivered twice, and not beside another', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    const press = buttonOf(await chat.say('/personas check'), /^Run it/);
    const [one, other] = [await chat.invoke({ ...press, deliveryKey: 'k1' }), await chat.invoke({ ...press, deliveryKey: 'k1' })];
    expect([isRefusal(one), isRefusal(other)]).toEqual([false, false]);
    expect(answerOf(await chat.invoke({ ...press, deliveryKey: 'k2' }))).toContain('is running already');
    await chat.runner.idle();
    expect(await chat.documents.history('chat:team' as never, 'set-check', 'test-set')).toHaveLength(1);
  });

  it('refuses a price that was shown for another version', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    const press = buttonOf(await chat.say('/personas check'), /^Run it/);
    expect(answerOf(await chat.invoke({ ...press, options: { ...press.options, version: '7' } }))).toContain(
      'has changed since that price was shown',
    );
  });

  it.each([
    ['size:huge', 'Choose size:quick or size:full.'],
    ['swap:shoes', 'Swaps are age, gender, place, income, disability, or all'],
  ])('answers %s with one sentence', async (typed, said) => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    expect(answerOf(await chat.say(`/personas check test-set ${typed}`))).toContain(said);
  });

  it('leaves nothing behind but the result and the job', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    await run(chat);
    for (const kind of ['check-batch', 'check-set', 'check-lease'])
      expect(await chat.documents.list('chat:team' as never, kind)).toEqual([]);
  });
});

describe('the full check', () => {
  const old = persona('Ana', { story: 'An invented character. She is thirty-four and mends clocks.' });
  const set = aSet([old, persona('Ben'), persona('Cleo')]);

  it('finds a bias that was planted, beside a noise floor, and says what no file mentions', { timeout: 60_000 }, async () => {
    // Whoever is sixty-four is liked less, for no reason in the file.
    const biased = leaningModel((seen) => voices(seen) - (seen.file.includes('sixty-four') ? 0.5 : 0));
    const chat = await open({ sets: [set], languageModels: [biased] });
    expect(answerOf(await chat.say('/personas check test-set size:full swap:age,income'))).toContain('"Swap of income","not possible"');
    await run(chat, '/personas check test-set size:full swap:age,income');
    const report = await shownReport(chat);
    expect(report).toMatch(/"Attributes that move the answers","Ana, age: 0\.\d\d towards “against”/);
    expect(report).toContain('"Attributes that could not be swapped","income"');
    expect(report).toContain('"kind":"bars"');
    expect(report).toMatch(/"Stereotype share","at least \d+ %"/);
  });

  it('accuses no attribute of a model without a bias', { timeout: 60_000 }, async () => {
    const chat = await open({ sets: [set], languageModels: [leaningModel(voices)] });
    await run(chat, '/personas check test-set size:full swap:all');
    expect(await shownReport(chat)).toContain('"Attributes that move the answers","none found"');
  });
});

describe('a check that is cut short', () => {
  it('ends when it is stopped, reports nothing of a part, and gives back what was not used', async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    let calls = 0;
    const model = withBefore(leaningModel(voices), async () => {
      calls += 1;
      if (calls === 17) asked.resolve();
      if (calls > 16) await gate.promise;
      return undefined;
    });
    const chat = await open({ languageModels: [model] });
    await chat.invoke(buttonOf(await chat.say('/personas check'), /^Run it/));
    await asked.promise;
    expect(answerOf(await chat.say('/personas check stop'))).toContain('Stopping');
    gate.resolve();
    await chat.runner.idle();
    expect(answerOf(await chat.say('/personas check status'))).toContain(
      'Stopped by Uma after 24 of 105 calls. Nothing is reported of a part.',
    );
    expect(answerOf(await chat.say('/personas check report'))).toContain('has not been checked yet');
    expect(answerOf(await chat.say('/panel-admin budget'))).toContain(`"${(24 * 1_200).toLocaleString('en')}"`);
    expect(answerOf(await chat.say('/personas check stop'))).toContain('No check of test-set is running.');
    expect(textOf(chat.platform.shown[0]?.message as never)).toContain('Stopped by Uma');
  });

  it('ends when a moderator pauses the space, and none begins while it is paused', async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const model = withBefore(leaningModel(voices), async () => {
      asked.resolve();
      await gate.promise;
      return undefined;
    });
    const chat = await open({ languageModels: [model] });
    const press = buttonOf(await chat.say('/personas check'), /^Run it/);
    await chat.invoke(press);
    await asked.promise;
    await chat.say('/panel-admin pause');
    gate.resolve();
    await chat.runner.idle();
    expect(answerOf(await chat.say('/personas check status'))).toContain('Stopped by a moderator’s pause after 8 of 105 calls.');
    const refused = await chat.invoke(press);
    expect(isRefusal(refused) && refused.refused).toBe('paused');
  });

  it('ends with the reason when the endpoint keeps failing', async () => {
    const chat = await open({ languageModels: [scriptModel('leaning', () => ({ outcome: 'failed', failure: 'unauthorized' }))] });
    await chat.invoke(buttonOf(await chat.say('/personas check'), /^Run it/));
    await chat.runner.idle();
    expect(answerOf(await chat.say('/personas check status'))).toContain('Ended after 0 of 105 calls: the language model refused the key.');
  });

  it('goes on after failures that pass', async () => {
    let calls = 0;
    const model = withBefore(leaningModel(voices), async () => {
      calls += 1;
      return calls <= 16 ? { outcome: 'failed', failure: 'overloaded' } : undefined;
    });
    const chat = await open({ languageModels: [model] });
    await run(chat);
    expect(await shownReport(chat)).toContain('0 withheld, 0 failed, of 96');
  });

  it('ends before it uses many more tokens than were expected', async () => {
    const model = leaningModel(voices);
    const greedy: LanguageModel = {
      name: 'leaning',
      complete: async (request) => {
        const said = await model.complete(request);
        return said.outcome === 'answer' ? { ...said, usage: { input: 20_000, output: 1_000, cached: 0, isEstimate: false } } : said;
      },
    };
    const chat = await open({ languageModels: [greedy] });
    await run(chat);
    expect(answerOf(await chat.say('/personas check status'))).toContain('the answers took more tokens than were expected');
    expect(model.calls.length).toBeLessThan(40);
  });
});

describe('results', () => {
  it('are named by panels with day and model, and what has changed since', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    await chat.say('/panel A shopping list that writes itself from what you cooked last week');
    await chat.settled(1);
    expect(textOf(chat.platform.shown[0]?.message as never)).not.toContain('Last checked');
    await run(chat);
    await chat.say('/panel A shopping list that writes itself from what you cooked last week');
    await chat.settled(2);
    const root = chat.platform.shown.map(({ message }) => textOf(message)).find((text) => text.includes('Panel 2 ·'));
    expect(root).toMatch(/Last checked \d{4}-\d\d-\d\d, model leaning\./);
  });

  it('are compared with the check before, and an alert says when the answers have moved', async () => {
    let shift = 0;
    const chat = await open({ languageModels: [leaningModel((seen) => voices(seen) * 0.6 + shift)] });
    await run(chat);
    expect(await shownReport(chat)).toContain('"Drift","nothing to compare with"');
    shift = 0.4;
    await run(chat);
    const report = await shownReport(chat);
    expect(report).toContain('"Drift since the last check","ALERT: the answers have moved"');
    expect(report).toContain('Do not compare panels from before with panels from now.');
    expect(textOf(chat.platform.shown[1]?.message as never)).toContain('The answers have moved since');
  });

  it('fit a small surface as several messages, with nothing left out', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    await run(chat);
    const found = await chat.checks.report('chat:team' as never, 'test-set');
    if (isRefusal(found)) throw new Error(found.userMessage);
    const limits = { nameUnits: 80, bodyUnits: 2_000, notificationUnits: 200 };
    const messages = reportMessages(reportOf(found.result, found.history), [], limits);
    expect(messages.length).toBeGreaterThan(2);
    for (const message of messages) expect(textOf(message)).not.toContain('Cut here');
    const all = messages.map(textOf).join();
    for (const { figures } of reportOf(found.result, found.history))
      for (const { meaning } of figures) expect(all).toContain(JSON.stringify(meaning).slice(1, -1));
  });

  it('leave as a file in which every line says what it is', async () => {
    const chat = await open({ languageModels: [leaningModel(voices)] });
    await run(chat);
    const answer = await chat.say('/personas check export');
    if (isRefusal(answer) || !answer.file) throw new Error('no file');
    expect(answer.file.name).toMatch(/^check-test-set-\d{4}-\d\d-\d\d\.md$/);
    const lines = answer.file.text.split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) expect(line).toContain('about AI personas, not about people. No line is a testimonial.');
    const json = await chat.say('/personas check export test-set format:json');
    const kept: unknown = isRefusal(json) ? {} : JSON.parse(json.file?.text ?? '');
    expect(kept).toMatchObject({ result: { set: { id: 'test-set', version: 1 }, models: ['leaning'], items: { version: 1 } } });
    expect(JSON.stringify(kept)).not.toContain('Uma');
  });
});
