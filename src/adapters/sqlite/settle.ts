import type { DatabaseSync } from 'node:sqlite';
import { readNumber } from './values.ts';

/**
 * Cuts the write-ahead log, so that it holds nothing that was overwritten. False when another process was reading or writing all the while, and the log stands as it is: SQLite says so in
 * a row and throws nothing (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint, read 2026-11-21).
 */
export const cutLog = (db: DatabaseSync): boolean => readNumber(db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() ?? {}, 'busy') === 0;
