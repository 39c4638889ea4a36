const grouped = (count: number): string => count.toLocaleString('en');
const whose = (window: Facts['window']): string => (window === 'user-hour' ? 'one person' : 'this space');
const within = (window: Facts['window']): string => (window === 'user-hour' ? 'in an hour' : 'in a day');

/**
 * Every reason for which the bot refuses something, with the sentence that people see. A refusal is a value, not an
 * exception: it says what is wrong, what to do next, and never holds a stack, a token or an id beyond the panel's number.
 */
export const sentences = {
  'stimulus-empty': () =>
    'There is nothing to react to. Type a headline or a concept after the command, for example: /panel Save money with one tap',
  'stimulus-long': ({ units = 0 }) =>
    `That is ${grouped(units)} characters; a panel reads up to 2,000. Shorten it and send it again. Your text is below, nothing is lost.`,
  'options-count': ({ count = 0 }) => `A comparison takes 2 to 5 options, and this has ${count}. Separate them with one | each.`,
  'option-empty': () => 'One of the options between the | is empty. Write something there or leave the extra | out.',
  'options-same': () => 'Two of the options are the same. Change one of them.',
  'set-unknown': ({ name = '', names = '' }) => `There is no persona set “${name}”. There are: ${names}.`,
  'set-archived': ({ name = '', names = '' }) =>
    `The set ${name} was archived. A moderator can bring it back with /personas restore ${name}. In use are: ${names}.`,
  'set-built-in': ({ name = '' }) => `${name} comes with the bot and is never changed. Make your own copy of it: /personas clone ${name}`,
  'set-default': ({ name = '' }) => `${name} is the default here. Choose another default first: /personas default <set>`,
  'set-same': ({ name = '' }) => `Nothing in ${name} differs from its newest version, so no new version was made.`,
  'set-in-use': ({ name = '' }) =>
    `${name} is in use, not archived. To go back to an older version, name it: /personas restore ${name} version:1`,
  'set-version-unknown': ({ name = '', count = 0 }) =>
    `${name} has ${count === 1 ? 'one version, 1' : `versions 1 to ${count}`}. Name one of them.`,
  'set-single': ({ name = '' }) =>
    `There is only one version of ${name} so far, so nothing to compare it with: change it with /personas edit ${name} and publish, then ask again.`,
  'set-single-built-in': ({ name = '' }) =>
    `${name} comes with the bot in one version, so there is nothing to compare it with: make your own copy with /personas clone ${name} and change that.`,
  'set-first': ({ name = '' }) =>
    `Version 1 of ${name} is the first, with none before it: name two, such as /personas diff ${name} from:1 to:2`,
  'set-contested': ({ name = '' }) =>
    `Somebody else changed ${name} at the same moment, so yours was not stored. Look at it and try again.`,
  'sets-full': ({ limit = 0 }) => `This space has ${limit} sets of its own, which is the most. Archive one first: /personas archive <set>`,
  'draft-unknown': ({ name = '' }) => `You have no draft of ${name}. Begin one: /personas edit ${name}`,
  'draft-large': ({ units = 0, limit = 0 }) =>
    `One field has ${units} characters, and at most ${limit} fit. Shorten it; your draft is as it was.`,
  'quotes-few': ({ count = 0, limit = 0 }) =>
    `There are ${count} quotes of people to draw on here, and themes need at least ${limit}. Import more with /panel-admin quotes import, or widen segment and source.`,
  'proposals-modelless': () =>
    'No language model is configured here, so none can propose traits. Write them yourself from the themes, or ask the operator.',
  'proposals-spent': () => 'The tokens for language models are used up here for now. Try again later, or write the traits yourself.',
  'proposals-failed': ({ problem = '' }) =>
    `The model proposed nothing that can be used: ${problem} Write the traits yourself, or try again.`,
  'proposals-gone': () =>
    'These proposals are gone: newer ones took their place, or the draft they were for. Ask again with /personas suggest <set> segment:…',
  'persona-unknown': ({ name = '', names = '' }) => `There is no persona “${name}” in this set. There are: ${names}.`,
  'panel-unknown': ({ panel = '' }) => `There is no panel ${panel} here. The number of a panel stands in its first message.`,
  'channel-muted': () => 'Panels are switched off in this channel. Ask in another one, or ask a moderator: /panel-admin unmute.',
  'message-unknown': () => 'That message does not belong to a panel here, so there is no record of it. Choose a message of this bot.',
  'message-stays': () => 'The message could not be deleted. Ask a moderator to delete it by hand.',
  'panel-over': ({ panel = '' }) => `Panel ${panel} is already over.`,
  'rounds-limit': () => 'A panel has one round or two. Choose 1 or 2, or leave the option out.',
  'reason-long': ({ units = 0 }) => `That is ${units} characters; a report has up to 300. Shorten it and send it again.`,
  'reason-empty': () => 'There is no reason. Say in a line what is wrong and send it again.',
  'model-needed': ({ action = '' }) => `${action} needs a language model, and this panel has none. Ask the operator to configure one.`,
  'model-spent': () =>
    'The tokens for language models are used up here for now, and a persona file cannot take part in this. Try again later.',
  'budget-spent': ({ window, when = '' }) =>
    window === 'user-hour'
      ? `You have used your tokens for this hour. Your next panel with a language model can run after ${when}.`
      : `This space has used its tokens for today. The next panel with a language model can run after ${when}.`,
  'budget-small': ({ window, tokens = 0, limit = 0 }) =>
    `This may need up to ${grouped(tokens)} ${tokens === 1 ? 'token' : 'tokens'}, and ${whose(window)} may use ${grouped(limit)} ${within(window)}. Ask a moderator or the operator to raise that limit.`,
  'budget-ceiling': ({ window, limit = 0 }) =>
    `The operator of this bot lets ${whose(window)} use at most ${grouped(limit)} tokens ${within(window)}. Choose that or less.`,
  'budget-contested': () => 'Somebody else changed the budget at the same moment, so yours was not stored. Look at it and try again.',
  'check-model': ({ name = '' }) =>
    `A check asks a language model, and none is configured here. Ask the operator to configure one. What the files alone show: /personas check ${name}`,
  'check-running': ({ name = '' }) => `A check of ${name} is running already. See how far it is: /personas check status ${name}`,
  'check-none': ({ name = '' }) => `${name} has not been checked yet. See what a check takes: /personas check ${name}`,
  'check-over': ({ name = '' }) => `No check of ${name} is running.`,
  'check-changed': ({ name = '' }) => `${name} has changed since that price was shown. Look at it again: /personas check ${name}`,
  'check-small': ({ window, tokens = 0, limit = 0 }) =>
    `One step of a check may need up to ${grouped(tokens)} tokens, and checks may use ${grouped(limit)} ${window === 'user-hour' ? 'in an hour' : 'in a day, half of what this space may use'}. Raise the limit with /panel-admin budget, or ask the operator to raise ${window === 'user-hour' ? 'TOKENS_PER_PERSON_AND_HOUR' : 'TOKENS_PER_DAY'}.`,
  'check-long': ({ name = '', count = 0, limit = 0 }) =>
    `With the tokens that checks may use here this would take about ${count} days, and ${limit} are the most. Try /personas check ${name} size:quick, swap fewer attributes, or ask the operator to raise TOKENS_PER_DAY.`,
  'backtest-running': () => 'A run over past tests is under way here already. Watch it, or stop it first.',
  'backtest-none': () => 'No tests of the past are chosen here. Choose a file first.',
  'panel-running': ({ panel = '' }) => `Panel ${panel} has not closed yet. Wait for its last message, then try again.`,
  'discussed-already': ({ panel = '' }) => `Panel ${panel} is itself a continuation. Go back to the first panel, or start a new one.`,
  'not-comparison': ({ panel = '' }) => `Panel ${panel} compares nothing, so nothing can win. Only A | B panels take votes and outcomes.`,
  'votes-off': ({ panel = '' }) => `There is no vote on panel ${panel}. A moderator can turn votes on: /panel-admin votes mode:always`,
  'vote-late': ({ panel = '' }) => `Panel ${panel} has been revealed, so a vote would not be blind any more. Vote first on the next one.`,
  'choice-unknown': ({ name = '', names = '' }) => `There is no option “${name}”. There are: ${names}.`,
  'reveal-others': ({ panel = '' }) => `Only whoever asked for panel ${panel}, or a moderator, may reveal it before its time.`,
  'settings-contested': () => 'Somebody else changed this setting at the same moment, so yours was not stored. Look at it and try again.',
  'outcome-unsealed': ({ panel = '' }) =>
    `Panel ${panel} has no sealed forecast: it was stopped, has not closed yet, or goes on from another. Record the outcome of one that closed.`,
  'outcome-known': ({ panel = '' }) => `That outcome is already recorded for panel ${panel}. Send a different one to correct it.`,
  'outcome-wrong': ({ problem = '' }) => `Nothing was recorded. ${problem}`,
  'no-others': () => 'There are no other reactions to show: this one was the only one.',
  'question-empty': () => 'There is no question. Type one and send it again.',
  'question-long': ({ units = 0 }) => `That is ${units} characters; a question has up to 500. Shorten it and send it again.`,
  'not-allowed': ({ action = '' }) => `Only moderators may use ${action}. Ask one of them.`,
  'command-unknown': ({ name = '', names = '' }) =>
    `There is no command ${name}. There are: ${names}. Type help after one of them to see what it does.`,
  'action-unknown': ({ name = '', usage = '' }) => `${name} does not exist. Try: ${usage}`,
  'option-unknown': ({ name = '', usage = '' }) => `There is no option “${name}” here. Usage: ${usage}`,
  'input-wrong': ({ problem = '', usage = '' }) => `${problem} Usage: ${usage}`,
  'share-failed': () =>
    'The quotes could not be posted here. Check that the bot is in this channel and may write there, then share them again.',
  'query-empty': () => 'Type a topic after the command, for example: /quotes late delivery',
  'file-missing': () => 'There is no file. Attach a CSV file with a header line and send the command again.',
  'import-refused': ({ problem = '' }) => `Nothing was imported. ${problem}`,
  'import-known': ({ when = '' }) => `Nothing was imported: this file was already imported, on ${when}.`,
  'import-busy': () => 'Another import is still running here. Wait until it is done, then send yours again.',
  'import-gone': () => 'That file is no longer waiting here: it was imported or discarded, or an hour has passed. Send it again.',
  'batch-unknown': () => 'There is no import with this id here. /panel-admin quotes sources lists them.',
  'forget-nothing': () =>
    'Nothing here fits, so there is nothing to forget. A quote and an import are named by their ids, a source as it is written.',
  'forget-what': () =>
    'Name one thing to forget: quote:ID, speaker:ID as your file called them, batch:ID or source:NAME. Nothing was changed.',
  'review-gone': () => 'That quote needs no decision any more: somebody took one, or it is gone.',
  'country-unknown': ({ name = '' }) => `“${name}” is not a country whose telephone numbers are known. Use two letters, for example GB.`,
  'rules-contested': () => 'Somebody else changed the rules at the same moment, so yours were not stored. Look at them and try again.',
  paused: () =>
    'Panels are paused here by a moderator, so nothing was started. Ask one of them when they will go on. Your text is not lost.',
  'store-unavailable': () => 'The store did not answer, so nothing was accepted. Try again in a moment.',
  fault: () => 'Something went wrong here, and it was noted for the operator. Nothing was posted. Try again.',
} as const satisfies Record<string, (facts: Facts) => string>;

/** Small facts that a sentence may name. Never message text of others, tokens or internal ids. */
export type Facts = Readonly<{
  action?: string;
  count?: number;
  limit?: number;
  name?: string;
  names?: string;
  panel?: number | string;
  problem?: string;
  tokens?: number;
  units?: number;
  usage?: string;
  when?: string;
  /** Which token budget: that of the space in a day, or of one person in an hour. */
  window?: 'space-day' | 'user-hour';
}>;

/** The closed list of reasons. */
export type RefusalCode = keyof typeof sentences;

/** A refusal: expected, private to the person, with what they typed so that it can be given back. */
export type Refusal = Readonly<{ refused: RefusalCode; userMessage: string; typed?: string }>;

/** Makes a refusal. `typed` is handed back to the person unchanged. */
export const refuse = (code: RefusalCode, facts: Facts = {}, typed?: string): Refusal => ({
  refused: code,
  userMessage: sentences[code](facts),
  ...(typed === undefined ? {} : { typed }),
});

/** True for a refusal among other results. */
export const isRefusal = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && 'refused' in value;

/**
 * A fault: something that should not happen. `message` is for the operator's log and holds no message text, name or secret;
 * `userMessage` is for people.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: RefusalCode;
  readonly userMessage: string;

  constructor(code: RefusalCode, message: string, options?: { cause?: unknown; facts?: Facts }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.userMessage = sentences[code](options?.facts ?? {});
  }
}
