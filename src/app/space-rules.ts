import { z } from 'zod';
import { refuse } from '../core/errors.ts';
import { type SpaceId, spaceId } from '../core/ids.ts';
import type { Documents } from '../ports/documents.ts';
import type { ModerationDesk, SpaceRules } from '../ports/moderation.ts';
import type { WriteAudit } from './audit.ts';

const key = { kind: 'settings', id: 'rules' } as const;

/** Where the ids of spaces with rules are kept, so that the daily job finds them: no store call reads across spaces. */
const register = spaceId('sounding-board', 'rules');
const registerKind = 'spaces';

const attempts = 3;
const rulesSchema = z.object({ quoteDays: z.int(), panelDays: z.int(), phoneCountries: z.array(z.string()) }).partial();

type Parts = Readonly<{ documents: Documents; audit: WriteAudit; standard: SpaceRules; isPhoneCountry: (country: string) => boolean }>;

const read = async ({ documents, standard }: Parts, space: SpaceId): Promise<Readonly<{ rules: SpaceRules; version: number }>> => {
  const stored = await documents.get(space, key.kind, key.id);
  const own = rulesSchema.parse(stored?.value ?? {});
  const rules = {
    quoteDays: own.quoteDays ?? standard.quoteDays,
    panelDays: own.panelDays ?? standard.panelDays,
    phoneCountries: own.phoneCountries ?? standard.phoneCountries,
  };
  return { rules, version: stored?.version ?? 0 };
};

const change =
  (parts: Parts): ModerationDesk['rules']['change'] =>
  async (space, { author, ...wanted }) => {
    const strange = wanted.phoneCountries?.find((country) => !parts.isPhoneCountry(country));
    if (strange !== undefined) return refuse('country-unknown', { name: strange.slice(0, 20) });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { rules, version } = await read(parts, space);
      const value = { ...rules, ...wanted };
      await parts.documents.put(register, { kind: registerKind, id: space, value: {}, author: 'sounding-board', expectedVersion: 0 });
      if (!(await parts.documents.put(space, { ...key, value, author, expectedVersion: version }))) continue;
      const { quoteDays, panelDays, phoneCountries } = value;
      await parts.audit(space, author, 'rules', { quoteDays, panelDays, phoneCountries: phoneCountries.join(' ') });
      return value;
    }
    return refuse('rules-contested');
  };

/** Takes a space off the list of those with rules of their own. */
export const rulesDone = (documents: Documents, space: SpaceId): Promise<void> => documents.remove(register, registerKind, space);

/** What each space has decided about how long things are kept and how telephone numbers are read. */
export const createSpaceRules = (parts: Parts) => ({
  desk: { read: async (space) => (await read(parts, space)).rules, change: change(parts) } satisfies ModerationDesk['rules'],
  /** The spaces that have rules of their own. */
  spaces: async (): Promise<readonly SpaceId[]> =>
    // Written above from the id of a space and by nothing else.
    (await parts.documents.list(register, registerKind)).map(({ id }) => id as SpaceId),
});

export type SpaceRulesBook = ReturnType<typeof createSpaceRules>;
