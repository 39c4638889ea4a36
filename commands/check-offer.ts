import type { Figure, Section } from '../src/core/check/figure.ts';
import { checkSizes } from '../src/core/check/items.ts';
import { checkButton, describeProgress } from '../src/core/check/progress.ts';
import { fileFigures } from '../src/core/check/report-coverage.ts';
import { describeLastCheck } from '../src/core/check/result.ts';
import { type CheckTime, dayShare, mostPlannedDays } from '../src/core/check/schedule.ts';
import { toldApartFrom } from '../src/core/check/sharpness.ts';
import type { Button } from '../src/core/message.ts';
import type { CheckCost, CheckOffer, CheckState } from '../src/ports/check-desk.ts';

/*
 * What is said before a check is begun: what it takes, how long that is with the tokens there are, and what a smaller one would be worth.
 */

const whole = (count: number): string => count.toLocaleString('en');

const describeMoney = ({ cost }: CheckCost): string =>
  cost === undefined
    ? 'The operator has not set prices, so there is no sum.'
    : `That is at most about ${cost.toFixed(2)} in the currency of the prices set here.`;

/** True for a check that can be begun: soon or late there is room for all of its tokens. */
const canRun = (time: CheckTime | undefined): boolean =>
  time !== undefined && time.kind !== 'small' && (time.kind !== 'days' || time.days <= mostPlannedDays);

const describePrice = ({ price, time, size, set: { personas } }: CheckOffer): Figure => {
  if (!price)
    return {
      name: 'What it takes',
      value: 'A check asks a language model, and none is configured here',
      meaning: 'Only what the files show can be said: it is below.',
      advice: 'Ask the operator to configure a language model.',
    };
  const { items, replicates } = checkSizes[size];
  return {
    name: 'What it takes',
    value: `${whole(price.calls)} calls of ${price.models.join(' and ')}, up to ${whole(price.tokens)} tokens`,
    meaning: `${personas} AI personas, ${items} items, ${replicates} times each, and the same model without any persona. ${describeMoney(price)}`,
    advice: canRun(time)
      ? 'Press the button to run it. You can stop it, and go on working meanwhile.'
      : 'Choose a smaller check, or ask for a higher limit: both are named below.',
  };
};

const raise =
  'An operator raises the limits with TOKENS_PER_DAY and TOKENS_PER_PERSON_AND_HOUR; /panel-admin budget shows those of this space.';

const smaller = ({ size, set: { id } }: CheckOffer): string =>
  size === 'full' ? ` Smaller and less certain is /personas check ${id} size:quick, or fewer attributes to swap.` : '';

const describeTime = (offer: CheckOffer, time: CheckTime): Readonly<{ value: string; meaning: string }> => {
  const alone = 'It rests when there is no room and goes on by itself, also after a restart; each answer is asked for once.';
  switch (time.kind) {
    case 'now':
      return { value: 'It fits at once', meaning: 'If panels take the room meanwhile, it rests and goes on by itself.' };
    case 'hours':
      return { value: `It takes until later today: about ${time.hours} hours`, meaning: `${alone} ${raise}` };
    case 'days':
      return time.days <= mostPlannedDays
        ? { value: `It takes about ${time.days} days, today among them`, meaning: `${alone}${smaller(offer)} ${raise}` }
        : {
            value: `It cannot be run: it would take about ${time.days} days, and ${mostPlannedDays} are the most`,
            meaning: `${raise}${smaller(offer)}`,
          };
    case 'small':
      return {
        value: `It cannot be run: one step may need ${whole(time.step)} tokens, more than checks may use in ${time.window === 'space-day' ? 'a day' : 'an hour'}`,
        meaning: raise,
      };
  }
};

const describeRoom = (offer: CheckOffer): readonly Figure[] => {
  const { room, time } = offer;
  if (!room || !time) return [];
  const { value, meaning } = describeTime(offer, time);
  return [
    {
      name: 'What is left',
      value: `${whole(room.dayLeft)} of ${whole(room.day)} tokens for checks today (UTC), ${whole(room.hourLeft)} of them in this hour`,
      meaning: `Checks stop for the day once this space has used ${dayShare * 100} % of its tokens, so the rest is left for panels.`,
      advice: 'Nothing to do.',
    },
    { name: 'How long it takes', value, meaning, advice: 'Nothing to do.' },
  ];
};

/** What can be concluded from a size. */
const describeWorth = ({ price, size }: CheckOffer): readonly Figure[] => {
  if (!price) return [];
  const [quick, full] = [toldApartFrom.quick.toFixed(1), toldApartFrom.full.toFixed(1)];
  return [
    size === 'quick'
      ? {
          name: 'What it can tell',
          value: 'The quick size is the less certain one',
          meaning: `It tells which personas are different voices, but misses half of the differences of ${quick} times a persona’s own wavering, and most of those below; the full size (30 items) misses as many at ${full} times. It says nothing of stereotypes and swapped attributes.`,
          advice: 'Nothing to do.',
        }
      : {
          name: 'What it can tell',
          value: 'The full size is the more certain one',
          meaning: `It finds half of the differences of ${full} times a persona’s own wavering, and most of those above; the quick size finds as many at ${quick} times. It also looks for stereotypes and at swapped attributes.`,
          advice: 'Nothing to do.',
        },
  ];
};

const describeSwaps = ({ size, attributes, swaps }: CheckOffer): readonly Figure[] => {
  if (size === 'quick' || attributes.length === 0) return [];
  return swaps.map(({ attribute, personas }) => ({
    name: `Swap of ${attribute}`,
    value: personas.length === 0 ? 'not possible' : `in ${personas.length === 1 ? 'one file' : `${personas.length} files`}`,
    meaning: personas.length === 0 ? 'No file mentions it in words that the rules know.' : `Mentioned by ${personas.join(', ')}.`,
    advice: 'Nothing to do.',
  }));
};

/** How a check stands, in a sentence. */
export const describeState = ({ status, reason, ...state }: CheckState): string =>
  describeProgress({
    ...state,
    ...(status === 'running' || status === 'stopping' ? {} : { end: { kind: status, ...(reason === undefined ? {} : { reason }) } }),
  });

/** Everything that is said before a check is begun. */
export const offerSections = (offer: CheckOffer): readonly Section[] => {
  const last = describeLastCheck(offer.last, { version: offer.set.version, models: offer.price?.models ?? [] });
  const before: Figure = {
    name: 'Before',
    value: last === '' ? 'This set has not been checked yet' : last,
    meaning: 'Results belong to a version and a model.',
    advice: 'Nothing to do.',
  };
  const running = offer.running && {
    name: 'Now',
    value: describeState(offer.running),
    meaning: 'One check runs at a time.',
    advice: `See how far it is: /personas check status ${offer.set.id}`,
  };
  const swaps = describeSwaps(offer);
  return [
    {
      title: `Check ${offer.set.title}, version ${offer.set.version}`,
      // What to do is said of the first: of the price, or of the check that runs.
      figures: [...(running ? [running] : []), describePrice(offer), before],
      charts: [],
    },
    ...(offer.price ? [{ title: 'What to expect', figures: [...describeRoom(offer), ...describeWorth(offer)], charts: [] }] : []),
    ...(swaps.length > 0 ? [{ title: 'What can be swapped', figures: swaps, charts: [] }] : []),
    { title: 'What the files show', figures: fileFigures(offer.files), charts: [] },
  ];
};

const again = (label: string, options: Readonly<Record<string, string>>): Button => ({
  label,
  style: 'plain',
  press: { command: 'personas', action: ['check'], options },
});

const howLong = (time: CheckTime | undefined): string =>
  time?.kind === 'days' ? `, about ${time.days} days` : time?.kind === 'hours' ? `, about ${time.hours} hours` : '';

/** What can be pressed below the offer. A check that cannot be run has no button. */
export const offerButtons = ({ set: { id, version }, size, attributes, price, time, last, running }: CheckOffer): readonly Button[] => [
  ...(price && !running && canRun(time)
    ? [
        checkButton(`Run it: ${whole(price.calls)} calls${howLong(time)}`, 'start', {
          set: id,
          size,
          swap: attributes.join(),
          version: String(version),
        }),
      ]
    : []),
  ...(running ? [checkButton('Stop', 'stop', { set: id }, 'danger')] : []),
  ...(price && !running && size === 'quick' ? [again('Look at the full size', { set: id, size: 'full', swap: 'all' })] : []),
  ...(price && !running && size === 'full' ? [again('Look at the quick size', { set: id, size: 'quick' })] : []),
  ...(last ? [checkButton('Show the last report', 'report', { set: id })] : []),
];
