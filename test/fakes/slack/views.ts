import { findBlockProblems } from './blocks.ts';
import { anything, boolean, createProblems, object, oneOf, string } from './checks.ts';
import { plainText } from './elements.ts';
import { rules } from './rules.ts';
import { type Fields, listOf } from './types.ts';

const shared = {
  blocks: anything,
  'private_metadata?': string(rules.privateMetadata),
  'callback_id?': string(rules.callbackId),
  'external_id?': string(rules.id),
} as const;

const modal = object({
  type: oneOf('modal'),
  title: plainText(rules.viewTitle),
  'submit?': plainText(rules.viewTitle),
  'close?': plainText(rules.viewTitle),
  'clear_on_close?': boolean,
  'notify_on_close?': boolean,
  'submit_disabled?': boolean,
  ...shared,
});

const home = object({ type: oneOf('home'), ...shared });

/** What is wrong with a view, in Slack's words. `surface` is what the method takes: `views.open` modals, `views.publish` Home tabs. */
export const findViewProblems = (view: Fields, surface: 'modal' | 'home'): readonly string[] => {
  const problems = createProblems();
  (surface === 'modal' ? modal : home)(view, '/view', problems);
  const hasInput = listOf(view['blocks']).some(({ type }) => type === 'input');
  if (surface === 'modal' && hasInput && view['submit'] === undefined)
    problems.add('/view/submit', 'required when there is an input block');
  return [...problems.list, ...findBlockProblems(view['blocks'], 'view', '/view/blocks')];
};
