import { type LabelledMessage, type MessageLimits, notice } from '../src/core/labels.ts';
import type { BudgetDesk } from '../src/ports/desks.ts';

type State = Awaited<ReturnType<BudgetDesk['state']>>;

const describeSpent: Readonly<Record<State['whenSpent'], string>> = {
  refuse: 'When they are used up, panels with a language model are refused until the next window begins.',
  evidence: 'When they are used up, persona files answer instead, without a language model.',
};

const clockTime = (iso: string): string => `${iso.slice(11, 16)} UTC`;

/** The token budgets of a space as a table: what is used and reserved, the limits, and when each window begins anew. */
export const budgetReply = (state: State, isChanged: boolean, limits: MessageLimits): LabelledMessage => {
  const row = (name: string, used: number, limit: number, endsAt: string) => [
    name,
    used.toLocaleString('en'),
    limit.toLocaleString('en'),
    clockTime(endsAt),
  ];
  const title = isChanged ? 'The token budget is changed' : 'Tokens of language models';
  const rows = [
    row('This space, today', state.spaceDay, state.tokensPerDay, state.dayEndsAt),
    row('You, in this hour', state.userHour, state.tokensPerPersonAndHour, state.hourEndsAt),
  ];
  const columns = ['Budget', 'Used and reserved', 'Limit', 'Begins anew at'];
  const blocks = [{ type: 'table', title, columns, rows } as const, { type: 'text', text: describeSpent[state.whenSpent] } as const];
  return notice({ summary: title, blocks }, limits);
};
