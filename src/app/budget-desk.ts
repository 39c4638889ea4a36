import { z } from 'zod';
import { type Refusal, refuse } from '../core/errors.ts';
import type { SpaceId } from '../core/ids.ts';
import type { Budget } from '../ports/budget.ts';
import type { BudgetDesk, BudgetRules } from '../ports/desks.ts';
import type { Documents } from '../ports/documents.ts';

const key = ['settings', 'budget'] as const;

/** How often a change is tried again when somebody else's came between reading and writing. */
const attempts = 3;

/** What a space has set for itself. Missing parts follow the operator's. */
const ownRules = z.object({
  tokensPerDay: z.number().optional(),
  tokensPerPersonAndHour: z.number().optional(),
  whenSpent: z.enum(['refuse', 'evidence']).optional(),
});

/** `standard` is what the operator set: it holds where a space has set nothing, and bounds what a space may set. */
type BudgetParts = Readonly<{ budget: Budget; documents: Documents; standard: BudgetRules }>;

/** The smaller of both, also when the operator lowered a limit after a space had set its own. */
const joinRules = (standard: BudgetRules, own: z.infer<typeof ownRules>): BudgetRules => ({
  tokensPerDay: Math.min(standard.tokensPerDay, own.tokensPerDay ?? standard.tokensPerDay),
  tokensPerPersonAndHour: Math.min(standard.tokensPerPersonAndHour, own.tokensPerPersonAndHour ?? standard.tokensPerPersonAndHour),
  whenSpent: own.whenSpent ?? standard.whenSpent,
});

const read = async ({ documents, standard }: BudgetParts, space: SpaceId) => {
  const stored = await documents.get(space, ...key);
  const own = ownRules.parse(stored?.value ?? {});
  return { own, version: stored?.version ?? 0, rules: joinRules(standard, own) };
};

/** The first figure that is greater than its bound, with the bound. */
const findAbove = (figures: Partial<BudgetRules>, bounds: BudgetRules) => {
  if ((figures.tokensPerDay ?? 0) > bounds.tokensPerDay) return { window: 'space-day', limit: bounds.tokensPerDay } as const;
  if ((figures.tokensPerPersonAndHour ?? 0) > bounds.tokensPerPersonAndHour)
    return { window: 'user-hour', limit: bounds.tokensPerPersonAndHour } as const;
  return undefined;
};

const change =
  (parts: BudgetParts): BudgetDesk['change'] =>
  async (space, { author, ...wanted }) => {
    const above = findAbove(wanted, parts.standard);
    if (above) return refuse('budget-ceiling', above);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { own, version } = await read(parts, space);
      const value = { ...own, ...wanted };
      const [kind, id] = key;
      if (await parts.documents.put(space, { kind, id, value, author, expectedVersion: version })) return joinRules(parts.standard, value);
    }
    return refuse('budget-contested');
  };

const admit =
  (parts: BudgetParts): BudgetDesk['admit'] =>
  async (space, { id, actorId, tokens }): Promise<'model' | 'evidence' | Refusal> => {
    const { rules } = await read(parts, space);
    const caps = { spaceDay: rules.tokensPerDay, userHour: rules.tokensPerPersonAndHour };
    const booked = await parts.budget.reserve(space, { id, actor: actorId, tokens, caps });
    if (booked.outcome === 'reserved') return 'model';
    if (rules.whenSpent === 'evidence') return 'evidence';
    // What is greater than a whole limit fits at no time: a time to come back would be a lie.
    const above = findAbove({ tokensPerDay: tokens, tokensPerPersonAndHour: tokens }, rules);
    if (above) return refuse('budget-small', { ...above, tokens });
    return refuse('budget-spent', { window: booked.window, when: `${booked.resetAt.slice(11, 16)} UTC` });
  };

const book =
  (parts: BudgetParts): BudgetDesk['book'] =>
  async (space, { id, actorId, tokens, dayShare }) => {
    const { rules } = await read(parts, space);
    const caps = { spaceDay: Math.floor(rules.tokensPerDay * dayShare), userHour: rules.tokensPerPersonAndHour };
    const booked = await parts.budget.reserve(space, { id, actor: actorId, tokens, caps });
    return booked.outcome === 'reserved' ? 'booked' : { until: booked.resetAt };
  };

/** Keeps the token budgets of spaces: rules in documents, with author and version; bookings and sums in the budget's own store. */
export const createBudgetDesk = (parts: BudgetParts): BudgetDesk => ({
  rules: async (space) => (await read(parts, space)).rules,
  change: change(parts),
  state: async (space, actorId) => {
    const [{ rules }, state] = await Promise.all([read(parts, space), parts.budget.state(space, actorId)]);
    return { ...state, ...rules };
  },
  admit: admit(parts),
  book: book(parts),
  settle: parts.budget.settle,
});
