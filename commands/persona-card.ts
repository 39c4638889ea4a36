import { type BasisCounts, describeBasis, describeGround } from '../src/core/basis.ts';
import { type LabelledMessage, type MessageLimits, notice, personaSuffix } from '../src/core/labels.ts';
import type { Button } from '../src/core/message.ts';
import { describeGrounding, type Grounding } from '../src/core/personas/grounding.ts';
import { isStale, type Persona, personaBases } from '../src/core/personas/persona.ts';

/** Files are wrapped at a fixed width; a message wraps by itself. Blank lines stay. */
const unwrap = (story: string): string => story.replace(/([^\n])\n(?!\n)/g, '$1 ');

/** The shares of the three grounds, as a table's title has room for them: `18 of 24 assumed`. */
const describeShares = ({ data, assumption, invention }: BasisCounts): string => {
  const all = data + assumption + invention;
  return [
    [data, 'measured'],
    [assumption, 'assumed'],
    [invention, 'invented'],
  ]
    .map(([count, word]) => `${count} of ${all} ${word}`)
    .join(', ');
};

const describeReview = (persona: Persona, today: string): string => {
  const due = isStale(persona, today) ? `Its review was due on ${persona.reviewBy}: treat it as stale` : `Stale after ${persona.reviewBy}`;
  return `Reviewed by: ${persona.reviewer}. ${due}.`;
};

/**
 * What is known around a persona: `record` says where it was met, `grounding` which quotes it rests on in the space of whoever asks, `today` is the day on
 * which the card is shown.
 */
type CardFacts = Readonly<{ record: string; grounding: Grounding | undefined; today: string; buttons?: readonly Button[] }>;

/**
 * Everything that is known of a persona: who, what each trait rests on, when it is stale.
 */
export const personaCard = (
  persona: Persona,
  { record, grounding, today, buttons = [] }: CardFacts,
  limits: MessageLimits,
): LabelledMessage => {
  const bases = personaBases(persona);
  const grounded = describeGrounding(persona, grounding);
  return notice(
    {
      summary: `${persona.name}${personaSuffix}: ${persona.role}`,
      blocks: [
        { type: 'heading', text: `${persona.name}, an AI persona` },
        { type: 'text', text: `${persona.role} (${persona.kind}). An invented character, not a person.` },
        { type: 'note', text: record },
        { type: 'text', text: unwrap(persona.story) },
        {
          type: 'table',
          title: `What it rests on: ${describeShares(bases)}; ${grounded}`,
          columns: ['Part', 'Trait, and what it rests on'],
          rows: persona.traits.map((trait) => [trait.part.replaceAll('_', ' '), `${trait.text} (${describeGround(trait.basis)})`]),
        },
        { type: 'list', title: `Voice: ${persona.voice.manner} (${describeBasis(persona.voice.basis)})`, items: persona.voice.samples },
        { type: 'note', text: describeReview(persona, today) },
      ],
      buttons,
    },
    limits,
  );
};
