import { isRefusal } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { FindPhones } from '../core/privacy/redact.ts';
import type { ChatSurface } from '../ports/chat-surface.ts';
import type { Clock } from '../ports/clock.ts';
import type { BudgetDesk } from '../ports/desks.ts';
import type { Documents } from '../ports/documents.ts';
import type { Journal } from '../ports/journal.ts';
import type { KeptFiles } from '../ports/kept-files.ts';
import type { Log } from '../ports/log.ts';
import type { ModerationDesk } from '../ports/moderation.ts';
import type { QuoteIndex } from '../ports/quote-index.ts';
import type { Random } from '../ports/random.ts';
import type { RowReader } from '../ports/row-reader.ts';
import type { ShownQuotes } from '../ports/shown-quotes.ts';
import { createAudit } from './audit.ts';
import { createChores } from './chores.ts';
import type { RedrawMessage } from './panels/panel-redraw.ts';
import { createPauseDesk, createPauseState } from './pause.ts';
import { createForgetDesk } from './quotes/quote-forget.ts';
import { createQuoteImport } from './quotes/quote-import.ts';
import { auditedImport, createImportDesk } from './quotes/quote-import-desk.ts';
import { createProtection } from './quotes/quote-import-protect.ts';
import { applyAllRetention } from './quotes/quote-retention.ts';
import { createReviewDesk } from './quotes/quote-review.ts';
import { createSharedMessages } from './quotes/shared-redraw.ts';
import { createSpeakerNames } from './quotes/speaker-names.ts';
import { createSpaceRules } from './space-rules.ts';

/** How a space's telephone numbers are found, and which countries there are. The first of `usual` hold where a space has set none. */
type Phones = Readonly<{
  usual: readonly string[];
  isCountry: (country: string) => boolean;
  finder: (countries: readonly string[]) => FindPhones;
}>;

type ImportParts = Readonly<{
  documents: Documents;
  quotes: QuoteIndex;
  readRows: RowReader;
  phones: Phones;
  clock: Clock;
  random: Random;
  log: Log;
}>;

/**
 * What moderators change, joined in two steps, because panels need to know of the pause, and taking words back needs the panels. `whenPanelsAre` gives the desk, and
 * the chores that keep its promises.
 */
export const createModeration = (parts: ImportParts) => {
  const { documents, quotes, phones, clock, random, log } = parts;
  const audit = createAudit(parts);
  const standard = { quoteDays: 0, panelDays: 0, phoneCountries: phones.usual };
  const rules = createSpaceRules({ documents, audit: audit.write, standard, isPhoneCountry: phones.isCountry });
  const speakers = createSpeakerNames(parts);
  const phonesOf = async (space: SpaceId) => phones.finder((await rules.desk.read(space)).phoneCountries);
  const protect = createProtection({ speakers, phonesOf });
  const importQuotes = auditedImport(createQuoteImport({ ...parts, protect }), audit.write);
  const pause = createPauseState(parts);

  const whenPanelsAre = (late: {
    journal: Journal;
    files: KeptFiles;
    shown: ShownQuotes;
    redraw: RedrawMessage;
    surfaces: ReadonlyMap<string, ChatSurface>;
    wake: (space: SpaceId, panelId: string) => void;
    settle: () => Promise<unknown>;
  }) => {
    const shared = { documents, quotes, clock, random, log, audit: audit.write, ...late };
    const forgetter = createForgetDesk({ ...shared, speakers, shared: createSharedMessages(shared) });
    const desk: ModerationDesk = {
      imports: createImportDesk({ ...shared, readRows: parts.readRows, protect, importQuotes }),
      forgetting: forgetter.desk,
      review: createReviewDesk({ quotes, forgetter, audit: audit.write }),
      rules: rules.desk,
      audit: audit.desk,
      switch: createPauseDesk({ ...shared, state: pause }),
    };
    const retain = () => applyAllRetention({ ...shared, rules, forgetter });
    return { desk, chores: createChores({ documents, files: late.files, forgetter, retain, clock, log }) };
  };
  return { importQuotes, pause, audit: audit.write, whenPanelsAre };
};

/** A budget desk whose changes leave their mark in the record of moderators. */
export const auditedBudget = (desk: BudgetDesk, write: ReturnType<typeof createAudit>['write']): BudgetDesk => ({
  ...desk,
  change: async (space, request) => {
    const rules = await desk.change(space, request);
    if (!isRefusal(rules)) await write(space, request.author, 'budget', { ...rules });
    return rules;
  },
});

/** Reads JSON Lines by the ending of the name, everything else as CSV. */
export const chooseReader =
  (readers: { csv: RowReader; jsonl: RowReader }): RowReader =>
  (file) =>
    /\.(?:jsonl|ndjson)$/iu.test(file.name) ? readers.jsonl(file) : readers.csv(file);
