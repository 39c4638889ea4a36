import { describeBasis, describeBasisCounts } from '../src/core/basis.ts';
import { describeGrounding, type Grounding } from '../src/core/grounding.ts';
import { type LabelledMessage, type MessageLimits, notice, personaSuffix } from '../src/core/labels.ts';
import type { Button } from '../src/core/message.ts';
import { type Persona, personaBases } from '../src/core/persona.ts';

/** Files are wrapped at a fixed width; a message wraps by itself. Blank lines stay. */
const unwrap = (story: string): string => story.replace(/([^\n])\n(?!\n)/g, '$1 ');

/**
 * Everything that is known of a persona: who, what each trait rests on, when it is stale. `record` says where it was met, `grounding`
 * which quotes it rests on in the space of whoever asks.
 */
export const personaCard = (
  persona: Persona,
  record: string,
  grounding: Grounding | undefined,
  limits: MessageLimits,
  buttons: readonly Button[] = [],
): LabelledMessage => {
  const counts = describeBasisCounts(personaBases(persona));
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
          title: `What it rests on: ${counts}; ${grounded}`,
          columns: ['Part', 'Trait, and what it rests on'],
          rows: persona.traits.map((trait) => [trait.part.replaceAll('_', ' '), `${trait.text} (${describeBasis(trait.basis)})`]),
        },
        { type: 'list', title: `Voice: ${persona.voice.manner} (${describeBasis(persona.voice.basis)})`, items: persona.voice.samples },
        { type: 'note', text: `Reviewed by: ${persona.reviewer}. Stale after ${persona.reviewBy}.` },
      ],
      buttons,
    },
    limits,
  );
};
