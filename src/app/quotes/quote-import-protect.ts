import type { SpaceId } from '../../core/ids.ts';
import type { PrivateKind } from '../../core/privacy/kinds.ts';
import { type FindPhones, type Redacted, redact } from '../../core/privacy/redact.ts';
import { findSuspects } from '../../core/privacy/suspects.ts';
import type { NewQuote } from '../../core/quotes/quotes.ts';
import { Recent } from '../../core/recent.ts';
import type { SpeakerNames } from './speaker-names.ts';

/** A quote as it may be stored, and what was taken out of it. */
export type ProtectedQuote = Readonly<{ quote: NewQuote; kinds: readonly PrivateKind[] }>;

/** Makes a row fit to be stored: private details become visible markers, the speaker a pseudonym. */
export type Protect = (quote: NewQuote) => ProtectedQuote;

/** Sources and segments that one import remembers. */
const mostKnown = 500;

/**
 * What every row of an import goes through before it reaches a store. The words come back byte for byte where nothing private was found. `phonesOf` answers how
 * telephone numbers are read in a space.
 */
export const createProtection =
  (parts: { speakers: SpeakerNames; phonesOf: (space: SpaceId) => Promise<FindPhones> }) =>
  async (space: SpaceId): Promise<Protect> => {
    const [nameSpeaker, findPhones] = await Promise.all([parts.speakers(space), parts.phonesOf(space)]);
    // Few sources and segments, in every row. Known for this one import only, so that nothing of it outlives the import.
    const known = new Recent<Redacted>(mostKnown);
    const redactShort = (text: string): Redacted => {
      const made = known.get(text) ?? redact(text, findPhones);
      known.set(text, made);
      return made;
    };
    return (quote) => {
      const text = redact(quote.text, findPhones);
      const source = redactShort(quote.source);
      const segment = quote.segment === undefined ? undefined : redactShort(quote.segment);
      const kinds = [...text.kinds, ...source.kinds, ...(segment?.kinds ?? [])];
      return {
        kinds,
        quote: {
          ...quote,
          text: text.text,
          source: source.text,
          ...(segment ? { segment: segment.text } : {}),
          ...(quote.speaker === undefined ? {} : { speaker: nameSpeaker(quote.speaker) }),
          ...(findSuspects(text.text).length > 0 ? { suspect: true as const } : {}),
          ...(kinds.length > 0 ? { redacted: true as const } : {}),
        },
      };
    };
  };

export type Protection = ReturnType<typeof createProtection>;
