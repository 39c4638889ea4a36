/** "SndB" as a number, kept in the header of our files, so that no other program's file is taken for one. */
export const applicationId = 0x536e6442;

const first = `
CREATE TABLE spaces (
  id INTEGER PRIMARY KEY,
  name ANY NOT NULL UNIQUE,
  transcript_seq INTEGER NOT NULL DEFAULT 0,
  publishes INTEGER NOT NULL DEFAULT 0,
  has_words INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE probes (id INTEGER PRIMARY KEY CHECK (id = 1), at TEXT NOT NULL) STRICT;

CREATE TABLE panels (
  row INTEGER PRIMARY KEY,
  space INTEGER NOT NULL REFERENCES spaces (id),
  id ANY NOT NULL,
  number INTEGER NOT NULL,
  status TEXT NOT NULL,
  surface TEXT NOT NULL,
  place TEXT NOT NULL,
  actor TEXT NOT NULL,
  plan TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  ended_at TEXT,
  stopped_by ANY,
  UNIQUE (space, number),
  UNIQUE (space, id)
) STRICT;
CREATE INDEX panels_open ON panels (space, number) WHERE ended_at IS NULL;

CREATE TABLE inbox (
  space INTEGER NOT NULL REFERENCES spaces (id),
  delivery_key ANY NOT NULL,
  panel INTEGER NOT NULL REFERENCES panels (row),
  received_at TEXT NOT NULL,
  PRIMARY KEY (space, delivery_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE turns (
  panel INTEGER NOT NULL REFERENCES panels (row),
  position INTEGER NOT NULL,
  persona ANY NOT NULL,
  round INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  answer ANY,
  PRIMARY KEY (panel, position)
) STRICT;

CREATE TABLE posts (
  panel INTEGER NOT NULL REFERENCES panels (row),
  position INTEGER NOT NULL,
  space INTEGER NOT NULL REFERENCES spaces (id),
  key ANY NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  ref ANY,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (panel, position),
  UNIQUE (panel, key)
) STRICT;
CREATE INDEX posts_by_ref ON posts (space, ref) WHERE ref IS NOT NULL;

CREATE TABLE leases (
  panel INTEGER PRIMARY KEY REFERENCES panels (row),
  owner TEXT,
  token INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE documents (
  space INTEGER NOT NULL REFERENCES spaces (id),
  kind ANY NOT NULL,
  id ANY NOT NULL,
  version INTEGER NOT NULL,
  value TEXT NOT NULL,
  author ANY NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (space, kind, id, version)
) STRICT;

CREATE TABLE transcript (
  space INTEGER NOT NULL REFERENCES spaces (id),
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  key ANY NOT NULL,
  channel ANY NOT NULL,
  thread ANY,
  at TEXT NOT NULL,
  content ANY NOT NULL,
  UNIQUE (space, seq),
  UNIQUE (space, key),
  UNIQUE (space, id)
) STRICT;

CREATE TABLE batches (
  row INTEGER PRIMARY KEY,
  space INTEGER NOT NULL REFERENCES spaces (id),
  id ANY NOT NULL,
  file_hash TEXT NOT NULL,
  file_name ANY NOT NULL,
  author ANY NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'published', 'discarded', 'unindexed')),
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  touched_ms INTEGER NOT NULL,
  publishes_before INTEGER NOT NULL,
  published_at TEXT,
  UNIQUE (space, id)
) STRICT;
CREATE INDEX batches_unfinished ON batches (space) WHERE state <> 'published';
CREATE INDEX batches_published ON batches (space, file_hash) WHERE state = 'published';

CREATE TABLE quotes (
  row INTEGER PRIMARY KEY,
  space INTEGER NOT NULL REFERENCES spaces (id),
  batch INTEGER NOT NULL REFERENCES batches (row),
  id TEXT NOT NULL UNIQUE,
  identity BLOB NOT NULL,
  text ANY NOT NULL,
  source ANY NOT NULL,
  date TEXT NOT NULL,
  segment ANY,
  permission TEXT NOT NULL,
  licence ANY,
  speaker ANY,
  stars REAL,
  UNIQUE (space, identity, batch)
) STRICT;
CREATE INDEX quotes_by_batch ON quotes (batch);
CREATE INDEX quotes_by_day ON quotes (space, date);

CREATE TABLE batch_sources (
  batch INTEGER NOT NULL REFERENCES batches (row),
  source ANY NOT NULL,
  permission TEXT NOT NULL,
  quotes INTEGER NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  PRIMARY KEY (batch, source, permission)
) STRICT, WITHOUT ROWID;
`;

// `actor` is '' in the window of a space's day. AUTOINCREMENT: a row's number is never given out twice, because a booking outlives the window of its
// person's hour and must not find another one in its place. `tokens` of a booking is NULL once it is settled.
const budget = `
CREATE TABLE budget_windows (
  row INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL REFERENCES spaces (id),
  start TEXT NOT NULL,
  actor ANY NOT NULL,
  tokens INTEGER NOT NULL,
  expires_at TEXT NOT NULL,
  UNIQUE (space, start, actor)
) STRICT;
CREATE INDEX budget_windows_expiring ON budget_windows (expires_at);

CREATE TABLE bookings (
  space INTEGER NOT NULL REFERENCES spaces (id),
  id ANY NOT NULL,
  day INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  tokens INTEGER,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (space, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bookings_expiring ON bookings (expires_at);
`;

const deliveries = `
CREATE TABLE deliveries (
  space INTEGER NOT NULL REFERENCES spaces (id),
  key ANY NOT NULL,
  expires_ms INTEGER NOT NULL,
  PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_expiring ON deliveries (expires_ms);
`;

// `salt` is there once something was forgotten. `has_pieces`: the space has an index of three-letter pieces beside the one of words.
const forgetting = `
ALTER TABLE spaces ADD COLUMN salt TEXT;
ALTER TABLE spaces ADD COLUMN has_pieces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quotes ADD COLUMN redacted INTEGER;
ALTER TABLE quotes ADD COLUMN translated INTEGER;
ALTER TABLE quotes ADD COLUMN link ANY;
ALTER TABLE quotes ADD COLUMN suspect INTEGER;
ALTER TABLE quotes ADD COLUMN has_pieces INTEGER;
CREATE INDEX quotes_suspect ON quotes (space, row) WHERE suspect = 1;

CREATE TABLE tombstones (
  space INTEGER NOT NULL REFERENCES spaces (id),
  hash BLOB NOT NULL,
  PRIMARY KEY (space, hash)
) STRICT, WITHOUT ROWID;
`;

// `panel` is read from the row's own text, so the two cannot part.
const ledger = `
CREATE TABLE ledger_rows (
  space INTEGER NOT NULL REFERENCES spaces (id),
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  body TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  panel ANY GENERATED ALWAYS AS (body ->> 'panel') VIRTUAL,
  PRIMARY KEY (space, seq)
) STRICT;
CREATE INDEX ledger_rows_by_panel ON ledger_rows (space, panel, seq);

CREATE TABLE ledger_heads (
  space INTEGER PRIMARY KEY REFERENCES spaces (id),
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;

CREATE TABLE ledger_tallies (
  space INTEGER NOT NULL REFERENCES spaces (id),
  name ANY NOT NULL,
  sums TEXT NOT NULL,
  PRIMARY KEY (space, name)
) STRICT, WITHOUT ROWID;
`;

// Only words that may be seen are looked for by their identity, and these go into the index in order (quote-identities.ts). The old index cannot be dropped without its table.
const identities = `
CREATE TABLE identities (
  space INTEGER NOT NULL REFERENCES spaces (id),
  identity BLOB NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (space, identity, row)
) STRICT, WITHOUT ROWID;
INSERT INTO identities (space, identity, row) SELECT space, substr(identity, 1, 8), row FROM quotes ORDER BY 1, 2, 3;

CREATE TABLE quotes_anew (
  row INTEGER PRIMARY KEY,
  space INTEGER NOT NULL REFERENCES spaces (id),
  batch INTEGER NOT NULL REFERENCES batches (row),
  id TEXT NOT NULL UNIQUE,
  identity BLOB NOT NULL,
  text ANY NOT NULL,
  source ANY NOT NULL,
  date TEXT NOT NULL,
  segment ANY,
  permission TEXT NOT NULL,
  licence ANY,
  speaker ANY,
  stars REAL,
  redacted INTEGER,
  translated INTEGER,
  link ANY,
  suspect INTEGER,
  has_pieces INTEGER
) STRICT;
INSERT INTO quotes_anew
  SELECT row, space, batch, id, substr(identity, 1, 8), text, source, date, segment, permission, licence, speaker, stars, redacted, translated, link, suspect, has_pieces
  FROM quotes;
DROP TABLE quotes;
ALTER TABLE quotes_anew RENAME TO quotes;
CREATE INDEX quotes_by_batch ON quotes (batch);
CREATE INDEX quotes_by_day ON quotes (space, date);
CREATE INDEX quotes_suspect ON quotes (space, row) WHERE suspect = 1;

CREATE TABLE vectors (
  row INTEGER PRIMARY KEY REFERENCES quotes (row) ON DELETE CASCADE,
  space INTEGER NOT NULL REFERENCES spaces (id),
  model ANY NOT NULL,
  dimensions INTEGER NOT NULL,
  vector BLOB NOT NULL
) STRICT;
CREATE INDEX vectors_by_space ON vectors (space, model, dimensions);
`;

/** Forecasts are read newest first, a page at a time, among votes, outcomes and imported tests. */
const ledgerKinds = `CREATE INDEX ledger_rows_by_kind ON ledger_rows (space, body ->> 'kind', seq);`;

// The index by day could not be written in order (quote-days.ts).
const quoteDays = `
DROP INDEX quotes_by_day;
CREATE TABLE quote_days (
  space INTEGER NOT NULL REFERENCES spaces (id),
  date TEXT NOT NULL,
  row INTEGER NOT NULL,
  PRIMARY KEY (space, date, row)
) STRICT, WITHOUT ROWID;
INSERT INTO quote_days (space, date, row) SELECT space, date, row FROM quotes ORDER BY 1, 2, 3;
`;

/** Threads are read one by one. */
const threads = `CREATE INDEX transcript_threads ON transcript (space, thread, seq) WHERE thread IS NOT NULL;`;

/** Every step from an empty file to the newest form, in order; `user_version` counts those that were taken. Never edit one that was released. */
export const migrations: readonly string[] = [first, budget, deliveries, forgetting, ledger, identities, ledgerKinds, quoteDays, threads];
