import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { describeStakes, stakesOf } from '../../src/core/honesty/stakes.ts';
import { parseStimulus } from '../../src/core/stimulus.ts';
import { sharedData } from '../fakes/shared-data.ts';

const topicOf = (typed: string) => {
  const stimulus = parseStimulus(typed);
  if ('refused' in stimulus) throw new Error(stimulus.userMessage);
  return stakesOf(stimulus);
};

const grave = {
  price: [
    'Would you pay 9 or 12 a month for this?',
    'Would people pay for a second tap?',
    '$9 | $12 | $15',
    '9 € a month | 12 € a month',
    'Pro for $9 a month | Pro for $12 a month',
    'How much would you spend on dinner?',
    'How much should we charge for the team plan?',
    'Are customers willing to pay for delivery?',
    'What price is right for the starter plan?',
    'Which price should we put on the page?',
    'What should we charge for it?',
    'Should it cost more?',
    'We want to raise the price to $29',
    'Should we lower our prices?',
    'Is $49 a month too much?',
    'Is it worth $20?',
    'Is the pro plan too expensive?',
    'How will people take a price increase?',
    'Charge $5 or $7?',
  ],
  health: [
    'Should I stop taking my antidepressants?',
    'Should parents vaccinate their kids?',
    'Is it safe to take ibuprofen while pregnant?',
    'The right dose for your child',
    'Take 400 mg with food',
    'Symptoms of diabetes that you should not ignore',
    'Check your symptoms in one tap',
    'Early signs of dementia',
    'Do I have ADHD?',
    'Get a diagnosis without a waiting room',
    'This tea cures cancer',
    'A natural treatment for depression',
    'Our app reduces anxiety in a week',
    'Migraine relief without a doctor',
    'Migraine relief in minutes',
    'Skip the doctor: ask our bot',
    'Clinically proven to help you sleep',
  ],
  law: [
    'Is it legal to record my boss?',
    'Is this contract legally binding?',
    'Can we be sued for this?',
    'Should I sue my landlord?',
    'Who is liable if the robot breaks a plate?',
    'Are we GDPR compliant?',
    'Does our form comply with HIPAA?',
    'Can I break my lease early?',
    'Would this be a breach of contract?',
    'Should I sign the contract?',
    'What are my rights if they fire me?',
    'Free legal advice in one tap',
  ],
  hiring: [
    'Should we hire a second designer?',
    'Should we fire him?',
    'Who should we promote?',
    'Which candidate should we hire?',
    'Whom should we interview first?',
    'Hire Ana or Ben?',
    'Is she a good hire?',
    'Best candidate for the role',
    'Would you hire a person who quit twice?',
    'Let AI screen candidates for you',
    'Who to lay off first',
    'Would you promote somebody who naps',
    'Which applicant gets the job',
  ],
  groups: [
    'What do women want from a car?',
    'Why Muslims need their own bank',
    'Do older people understand apps?',
    'Are millennials lazy?',
    'Women are better at multitasking',
    'Men should cook more',
    'Gay people love this colour',
    'Black customers prefer cash',
    'Immigrants don’t pay taxes',
    'Should disabled people work?',
    'Teenagers never read',
    'Not for old people',
    'How do blind people shop?',
    'What most women want',
    'Are women worse at maths?',
  ],
} as const;

const harmless = [
  'Save money with one tap',
  'A salad your kids will eat',
  'We are hiring designers who love type',
  'Only $9 a month, cancel at any time',
  'Free for 30 days, then $9 a month',
  'Dinner in one tap | Dinner in ten minutes',
  'Get 3 months for $5 | Get 30% off today',
  'The price is right, and so is the soup',
  'Pay attention to the small print',
  'He paid the price for being honest',
  'What it costs to build a wall',
  'Lower prices, longer hours',
  'How much wood would a woodchuck chuck?',
  'She beat cancer and opened a bakery',
  'The cure for Monday mornings',
  'A healthy dose of humour',
  'Sleep better tonight',
  'The doctor who sings to her patients',
  'Yoga for your lunch break',
  'Five signs that your boss is a robot',
  'It should be illegal to be this cute',
  'The law that changed a city',
  'A lawsuit nobody saw coming',
  'GDPR made simple',
  'Hire faster with fewer meetings',
  'He was fired, and then he built this',
  'A candidate walks into a bar',
  'Meet the team that never meets',
  'These women are changing the world',
  'Three girls build a rocket',
  'A watch for men',
  'Shoes that women made for women',
  'Not all video games treat women like objects',
  'The teenagers who saved a river',
  'Americans for a cleaner beach',
  'Jobs that machines will not take',
  'Your phone knows when you sleep',
  'Fire up the grill',
  'Promote your shop in one tap',
  '9 | 12',
  'Plan A | Plan B',
  'Bank like a grown-up',
];

describe('the gate of grave subjects', () => {
  for (const [topic, texts] of Object.entries(grave)) {
    it.each(texts)(`holds back a reaction on ${topic}: %s`, (typed) => {
      expect(topicOf(typed)).toBe(topic);
    });
  }

  it.each(harmless)('lets through: %s', (typed) => {
    expect(topicOf(typed)).toBeUndefined();
  });

  it('looks at every option', () => {
    expect(topicOf('Dinner in one tap | Is it legal to cook?')).toBe('law');
  });

  it('has a sentence for every topic that says who should be asked', () => {
    for (const sentence of Object.values(describeStakes)) expect(sentence).toMatch(/only asks; put these questions to/);
  });

  it('takes no longer than its text', () => {
    for (const text of ['a'.repeat(2_000), 'would you '.repeat(200), 'women '.repeat(330), '$1 '.repeat(660), 'is '.repeat(660)]) {
      const started = performance.now();
      stakesOf({ asked: text, options: [text] });
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });

  const headlines = sharedData('headlines/pairs.csv');
  it.skipIf(headlines.missing)(`holds back few real headlines${headlines.missing ? ` (${headlines.reason})` : ''}`, () => {
    const rows: readonly { headline_a: string; headline_b: string }[] = parse(readFileSync(headlines.path), { columns: true });
    const texts = [...new Set(rows.flatMap((row) => [row.headline_a, row.headline_b]))];
    const held = texts.filter((text) => topicOf(text.replaceAll('|', '\\|')) !== undefined);
    expect(texts.length).toBeGreaterThan(900);
    expect(held.length / texts.length).toBeLessThan(0.03);
  });
});
