import { describeBasisCounts } from '../basis.ts';
import { percent } from '../share.ts';
import { type Figure, join } from './figure.ts';
import type { FileFacts } from './files.ts';
import { checkItems } from './items.ts';
import type { CheckResult } from './result.ts';

const wordsOf = (item: string): string => checkItems.find(({ id }) => id === item)?.options.join(' | ') ?? item;

/** Which viewpoints nobody takes. Nothing where nobody was heard. */
export const coverageFigures = ({ figures: { coverage, silentShare } }: CheckResult): readonly Figure[] => {
  if (coverage.length === 0) return [];
  const without = (side: 'for' | 'against' | 'silent') => coverage.filter((item) => item[side] === 0);
  const say = (side: 'for' | 'against' | 'silent', who: string): Figure => {
    const items = without(side);
    const isMost = items.length > coverage.length * 0.8;
    return {
      name: `Items on which nobody was ${who}`,
      value: `${items.length} of ${coverage.length}`,
      meaning:
        items.length === 0
          ? 'Each item found somebody.'
          : `For example: ${items
              .slice(0, 2)
              .map(({ item }) => `“${wordsOf(item)}”`)
              .join(', ')}.`,
      advice: isMost ? `Add a persona that would be ${who} now and then, with a reason in its file.` : 'Nothing to do.',
    };
  };
  return [
    say('against', 'against'),
    say('for', 'for'),
    say('silent', 'without an opinion'),
    {
      name: 'Answers without an opinion',
      value: percent(silentShare),
      meaning: 'Language models say “no opinion” too seldom. They score 0, neither for nor against.',
      advice: silentShare < 0.02 ? 'Write down what each persona does not know or does not care about.' : 'Nothing to do.',
    },
  ];
};

/** Answers without a score. */
export const missingFigures = ({ figures: { missing }, personas }: CheckResult): readonly Figure[] => {
  const all = personas.map(({ id, name }) => ({ name, ...(missing[id] ?? { withheld: 0, failed: 0, of: 0 }) }));
  const sum = (key: 'withheld' | 'failed' | 'of') => all.reduce((total, one) => total + one[key], 0);
  const [withheld, failed] = [sum('withheld'), sum('failed')];
  const named = all.filter((one) => one.withheld > 0).map((one) => `${one.name} ${one.withheld}`);
  return [
    {
      name: 'Answers that could not be scored',
      value: `${withheld} withheld, ${failed} failed, of ${sum('of')}`,
      meaning: `A withheld answer broke a rule or was declined, and is never scored.${named.length > 0 ? ` Withheld: ${join(named)}.` : ''}`,
      advice:
        withheld + failed > sum('of') * 0.1
          ? 'More than one in ten: mend these first, since the other figures rest on what is left.'
          : 'Nothing to do.',
    },
  ];
};

/** Pairs that are named. */
const mostNamed = 4;

const describeAlike = (alike: FileFacts['alike']): string => {
  const named = alike.slice(0, mostNamed).map(({ one, other, share }) => `${one} and ${other} (${share.toFixed(2)})`);
  return join(alike.length > mostNamed ? [...named, `and ${alike.length - mostNamed} more pairs`] : named);
};

/** What can be said of the files alone. */
export const fileFigures = (files: FileFacts): readonly Figure[] => {
  const { data, assumption, invention } = files.bases;
  const all = data + assumption + invention;
  const days = (found: FileFacts['old']) => join(found.map(({ name, day }) => `${name} (${day})`));
  return [
    {
      name: 'What the files rest on',
      value: describeBasisCounts(files.bases),
      meaning: data === 0 ? 'No trait rests on data.' : `Of the traits ${percent(data / all)} rest on data.`,
      advice: files.withoutData.length > 0 ? `Find data or quotes for: ${join(files.withoutData)}.` : 'Nothing to do.',
    },
    {
      name: 'Past the review date',
      value: files.overdue.length === 0 ? 'none' : days(files.overdue),
      meaning:
        files.overdue.length === 0
          ? 'The day to look again has not come for any.'
          : 'Nobody has looked at these since the day that was set.',
      advice: files.overdue.length === 0 ? 'Nothing to do.' : 'Read them again and set a new date.',
    },
    {
      name: 'Recent context older than a year',
      value: files.old.length === 0 ? 'none' : days(files.old),
      meaning: files.old.length === 0 ? 'What the personas call recent is.' : 'What a persona calls recent should be.',
      advice: files.old.length === 0 ? 'Nothing to do.' : 'Replace it.',
    },
    {
      name: 'Files that share their words',
      value: files.alike.length === 0 ? 'none' : describeAlike(files.alike),
      meaning: 'Word overlap from 0 to 1. The built-in personas stay below 0.25, copies come near 1.',
      advice: files.alike.length === 0 ? 'Nothing to do.' : 'Rewrite one of them in words of its own.',
    },
  ];
};
