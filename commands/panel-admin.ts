import type { Command } from '../src/ports/command.ts';
import { budget } from './panel-admin-budget.ts';
import { forgetActions } from './panel-admin-forget.ts';
import { importActions } from './panel-admin-import.ts';
import { reviewActions } from './panel-admin-review.ts';
import { ruleActions } from './panel-admin-rules.ts';
import { scoreActions } from './panel-admin-scores.ts';
import { sourceActions } from './panel-admin-sources.ts';
import { moderationActions } from './panel-moderation.ts';

/** `/panel-admin`: what changes data or rules. */
export const panelAdmin: Command = {
  name: 'panel-admin',
  about: 'For moderators: the quotes, the rules and the tokens of this space, where panels may be, and the switch that stops them all.',
  actions: [
    ...importActions,
    ...sourceActions,
    ...forgetActions,
    ...reviewActions,
    budget,
    ...scoreActions,
    ...moderationActions,
    ...ruleActions,
  ],
};
