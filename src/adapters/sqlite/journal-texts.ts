import type { DatabaseSync } from 'node:sqlite';
import { type PanelPlan, textErased, withoutTexts } from '../../core/panel/panel.ts';
import { turnKey } from '../../core/panel/panel-machine.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Spaces } from './spaces.ts';
import { transaction } from './transaction.ts';
import { pack, readNumber, readText } from './values.ts';

const prepare = (db: DatabaseSync) => ({
  turns: db.prepare(
    `SELECT t.panel, t.position, t.persona, t.round FROM turns t JOIN panels p ON p.row = t.panel
     WHERE p.space = ? AND p.id = ? AND t.answer IS NOT NULL`,
  ),
  setAnswer: db.prepare('UPDATE turns SET answer = ? WHERE panel = ? AND position = ?'),
  ended: db.prepare('SELECT row, id, plan FROM panels WHERE space = ? AND ended_at < ? ORDER BY number'),
  setPlan: db.prepare('UPDATE panels SET plan = ? WHERE row = ?'),
  clearAnswers: db.prepare('UPDATE turns SET answer = NULL WHERE panel = ?'),
});

/** What may still be done to the texts of a panel that is over. The file overwrites what was there (`secure_delete`). */
export const createPanelTexts = (db: DatabaseSync, spaces: Spaces): Pick<Journal, 'replaceAnswer' | 'eraseTexts'> => {
  const sql = prepare(db);
  return {
    replaceAnswer: async (space, panelId, key, answer) =>
      transaction(db, () => {
        const turns = sql.turns.all(spaces.find(space) ?? null, pack(panelId));
        const turn = turns.find((row) => turnKey(readText(row, 'persona'), readNumber(row, 'round')) === key);
        if (turn) sql.setAnswer.run(pack(answer), readNumber(turn, 'panel'), readNumber(turn, 'position'));
      }),
    eraseTexts: async (space, endedBefore) =>
      transaction(db, () =>
        sql.ended.all(spaces.find(space) ?? null, endedBefore).flatMap((row) => {
          // Written by `accept` and by the line below, and by nothing else.
          const plan = JSON.parse(readText(row, 'plan')) as PanelPlan;
          if (plan.stimulus.asked === textErased) return [];
          sql.setPlan.run(JSON.stringify(withoutTexts(plan)), readNumber(row, 'row'));
          sql.clearAnswers.run(readNumber(row, 'row'));
          return [readText(row, 'id')];
        }),
      ),
  };
};
