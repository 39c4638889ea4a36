import type { State } from './state.ts';
import { type Fields, textOf } from './types.ts';

const shownTypes: readonly string[] = ['image/png', 'image/jpeg', 'image/gif'];

/** What is wrong with the pictures in blocks that lie at Slack (docs.slack.dev/reference/block-kit/composition-objects/slack-file-object). */
export const findFileProblems = (state: State, blocks: readonly Fields[]): readonly string[] =>
  blocks.flatMap((block, index) => {
    const shown = block['slack_file'];
    if (shown === undefined) return [];
    const id = typeof shown === 'object' && shown !== null ? textOf(Reflect.get(shown, 'id')) : '';
    const at = `[json-pointer:/blocks/${index}/slack_file]`;
    if (!/^[F][A-Z0-9]{8,}$/.test(id)) return [`[ERROR] input must match regex pattern: ^[F][A-Z0-9]{8,}$ ${at}`];
    const file = state.files.get(id);
    const isShown = file !== undefined && (file.seenAtMs ?? 0) <= state.nowMs() && shownTypes.includes(file.mimetype);
    return isShown ? [] : [`[ERROR] invalid slack file ${at}`];
  });
