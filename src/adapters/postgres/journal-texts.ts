import { textErased, withoutTexts } from '../../core/panel/panel.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Database } from './connection.ts';
import { readPanel } from './panel-rows.ts';
import type { Spaces } from './spaces.ts';
import { pack, readNumber } from './values.ts';

/** What may still be done to the texts of a panel that is over. */
export const createPanelTexts = (db: Database, spaces: Spaces): Pick<Journal, 'replaceAnswer' | 'eraseTexts'> => ({
  replaceAnswer: async (space, panelId, key, answer) => {
    const values = [await spaces.find(space), pack(panelId), pack(key), pack(answer)];
    const replace = 'UPDATE answers SET answer = $4 FROM panels p WHERE p.row = panel AND p.space = $1 AND p.id = $2 AND turn = $3';
    await db.transaction((sql) => sql.all(replace, values));
  },
  eraseTexts: async (space, endedBefore) => {
    const number = await spaces.find(space);
    return db.transaction(
      async (sql) => {
        const ended = await sql.all('SELECT * FROM panels WHERE space = $1 AND ended_at < $2 ORDER BY number FOR UPDATE', [
          number,
          endedBefore,
        ]);
        const erased: string[] = [];
        for (const row of ended) {
          const { ref, plan } = readPanel(space, row);
          if (plan.stimulus.asked === textErased) continue;
          await sql.all('UPDATE panels SET plan = $1 WHERE row = $2', [JSON.stringify(withoutTexts(plan)), readNumber(row, 'row')]);
          await sql.all('DELETE FROM answers WHERE panel = $1', [readNumber(row, 'row')]);
          erased.push(ref.id);
        }
        return erased;
      },
      { isLong: true },
    );
  },
});
