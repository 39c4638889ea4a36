import type { Stimulus } from '../stimulus.ts';

/*
 * What a check asks: the same short, neutral headlines and concepts each time, so that two checks can be compared. Written for this; no brand, no real product,
 * nothing about price levels, health, law, jobs or groups of people. A changed text needs a new id: an id stands for its words for ever.
 */

/** One item. With two options it is a comparison, which is asked in both orders. */
export type CheckItem = Readonly<{ id: string; options: readonly [string] | readonly [string, string] }>;

/** Raise it with any change to the list. What is pinned to results is the hash of the words; this is for people. */
export const itemsVersion = 1;

const open = (id: string, text: string): CheckItem => ({ id, options: [text] });
const choice = (id: string, one: string, other: string): CheckItem => ({ id, options: [one, other] });

/** All items. The first eight are the quick ones. */
export const checkItems: readonly CheckItem[] = [
  open('list', 'A shopping list that writes itself from what you cooked last week'),
  open('return', 'Return anything within thirty days, without saying why'),
  choice('ten-five', 'Ready in ten minutes', 'Made with five ingredients'),
  open('assistant', 'A chat assistant answers first; a person takes over when you ask'),
  choice('offline-sync', 'Works without the internet', 'Always up to date on every device'),
  open('quiet', 'A quieter front page: no banners, no countdowns'),
  choice('setup', 'Start now, set it up later', 'Set it up together with us in half an hour'),
  open('weekly', 'One weekly email instead of five, with only what changed'),
  open('hour', 'Choose your delivery hour and watch the van on a map'),
  open('trial', 'Try every feature for two weeks before you decide'),
  open('manual', 'We rewrote the whole manual so that it fits on one page'),
  open('borrow', 'Borrow the drill from a shelf in your building instead of buying one'),
  open('mend', 'The same jacket, mended for free for as long as you own it'),
  open('friend', 'Invite a friend, and both of you get the next box early'),
  open('dark', 'A dark theme that follows the sun where you are'),
  open('steps', 'An app that says how long each step takes before you start it'),
  open('packers', 'Meet the team that packs your order'),
  open('notes', 'Notes that are found by what they mean, not by the words in them'),
  open('three', 'A dashboard with three figures and nothing else'),
  open('sign-in', 'Sign in with your phone; no password to remember'),
  open('bundle', 'Build your own bundle from twelve small jars'),
  choice('keys', 'Loved for its quiet keys', 'Built to be repaired'),
  choice('new-missed', 'See what is new this month', 'See what you have missed'),
  choice('files', 'All your files in one place', 'Find any file in two seconds'),
  choice('meetings', 'Fewer meetings by Friday', 'A calendar that says no for you'),
  choice('door', 'Delivered to your door', 'Collected on your way home'),
  choice('story', 'The short version', 'The whole story'),
  choice('colours', 'Choose from forty colours', 'Three colours that go with everything'),
  choice('learn', 'Learn it from a video', 'Learn it from a list of steps'),
  choice('team', 'Know what your team did today', 'Know what your team needs tomorrow'),
];

/** How much is asked. `quick` finds costumes and fits the usual token limits; `full` also asks roles alone, and is enough to audit swaps. */
export const checkSizes = {
  quick: { items: 8, replicates: 3, roleReplicates: 0 },
  full: { items: checkItems.length, replicates: 4, roleReplicates: 2 },
} as const;
export type CheckSize = keyof typeof checkSizes;

/** The words of all items in one text, to be hashed and pinned to results. */
export const itemsText = (): string => checkItems.map(({ id, options }) => [id, ...options].join('\t')).join('\n');

/** The items of a size, in the order in which results name them. */
export const itemsOf = (size: CheckSize): readonly CheckItem[] => checkItems.slice(0, checkSizes[size].items);

/** The item as a stimulus; a comparison may be turned round. */
export const toStimulus = ({ options }: CheckItem, isReversed: boolean): Stimulus => {
  const inOrder = isReversed ? options.toReversed() : [...options];
  return { asked: inOrder.join(' | '), options: inOrder };
};
