// Texts are packed (values.ts) and compared by their bytes. Times that are shown are ISO 8601, others milliseconds. `key` columns hold what is looked for and never read.
const first = `
CREATE TABLE spaces (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text COLLATE "C" NOT NULL UNIQUE,
  last_panel integer NOT NULL DEFAULT 0,
  transcript_seq bigint NOT NULL DEFAULT 0
);

CREATE TABLE probes (id integer PRIMARY KEY CHECK (id = 1), at text NOT NULL);

-- One row holds all that changes together: the state of a panel and its lease. Space is left on each page so that changed rows stay on theirs.
CREATE TABLE panels (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  space integer NOT NULL REFERENCES spaces,
  id text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  delivery_key text COLLATE "C" NOT NULL,
  surface text COLLATE "C" NOT NULL,
  place text NOT NULL,
  actor text NOT NULL,
  plan text NOT NULL,
  accepted_at text NOT NULL,
  ended_at text COLLATE "C",
  stopped_by text,
  state text NOT NULL,
  posted text NOT NULL,
  owner text,
  token bigint NOT NULL DEFAULT 0,
  until_ms bigint NOT NULL DEFAULT 0,
  UNIQUE (space, number),
  UNIQUE (space, id),
  UNIQUE (space, delivery_key)
) WITH (fillfactor = 70);
CREATE INDEX panels_open ON panels (space, number) WHERE ended_at IS NULL;

CREATE TABLE answers (
  panel bigint NOT NULL REFERENCES panels ON DELETE CASCADE,
  turn text COLLATE "C" NOT NULL,
  answer text NOT NULL,
  PRIMARY KEY (panel, turn)
);

CREATE TABLE refs (
  panel bigint NOT NULL REFERENCES panels ON DELETE CASCADE,
  space integer NOT NULL,
  key text COLLATE "C" NOT NULL,
  post text NOT NULL,
  PRIMARY KEY (space, key, panel)
);
CREATE INDEX refs_by_panel ON refs (panel);

CREATE TABLE documents (
  space integer NOT NULL REFERENCES spaces,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  value text NOT NULL,
  author text NOT NULL,
  at text NOT NULL,
  PRIMARY KEY (space, kind, key, version)
);

CREATE TABLE transcript (
  space integer NOT NULL REFERENCES spaces,
  seq bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  channel text NOT NULL,
  thread text,
  at text NOT NULL,
  content text NOT NULL,
  UNIQUE (space, seq),
  UNIQUE (space, key),
  UNIQUE (space, id)
);

CREATE TABLE deliveries (
  space integer NOT NULL REFERENCES spaces,
  key text COLLATE "C" NOT NULL,
  expires_ms bigint NOT NULL,
  PRIMARY KEY (space, key)
);
CREATE INDEX deliveries_expiring ON deliveries (expires_ms);

-- actor is '' in the window of a space's day.
CREATE TABLE budget_windows (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  space integer NOT NULL REFERENCES spaces,
  start text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  tokens bigint NOT NULL,
  expires_at text COLLATE "C" NOT NULL,
  UNIQUE (space, start, actor)
);
CREATE INDEX budget_windows_expiring ON budget_windows (expires_at);

-- A booking outlives the window of its person's hour: day and hour may name rows that are gone. tokens is NULL once it is settled.
CREATE TABLE bookings (
  space integer NOT NULL REFERENCES spaces,
  key text COLLATE "C" NOT NULL,
  day bigint NOT NULL,
  hour bigint NOT NULL,
  tokens bigint,
  expires_at text COLLATE "C" NOT NULL,
  PRIMARY KEY (space, key)
);
CREATE INDEX bookings_expiring ON bookings (expires_at);
`;

// A quote's stems stand in one text with a space around each; its postings are made from them when its import is published, so that postings hold published quotes
// only. `words` is the length that bm25 reckons with. `same` is the SHA-256 of the words without their spelling, by which copies are found.
const quotes = `
ALTER TABLE spaces ADD COLUMN salt text;

CREATE TABLE batches (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  space integer NOT NULL REFERENCES spaces,
  id text COLLATE "C" NOT NULL,
  file_hash text COLLATE "C" NOT NULL,
  file_name text NOT NULL,
  author text NOT NULL,
  touched_ms bigint NOT NULL,
  published_at text COLLATE "C",
  quotes integer NOT NULL DEFAULT 0,
  words bigint NOT NULL DEFAULT 0,
  UNIQUE (space, id)
);
CREATE INDEX batches_unfinished ON batches (touched_ms) WHERE published_at IS NULL;

CREATE TABLE quotes (
  row bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  space integer NOT NULL REFERENCES spaces,
  batch bigint NOT NULL REFERENCES batches,
  id text COLLATE "C" NOT NULL UNIQUE,
  identity bytea NOT NULL,
  same bytea NOT NULL,
  text text NOT NULL,
  source text COLLATE "C" NOT NULL,
  date text COLLATE "C" NOT NULL,
  segment text COLLATE "C",
  permission text COLLATE "C" NOT NULL,
  licence text,
  speaker text COLLATE "C",
  stars double precision,
  redacted boolean,
  translated boolean,
  link text,
  suspect boolean,
  stems text COLLATE "C" NOT NULL,
  words integer NOT NULL,
  UNIQUE (space, identity, batch)
);
CREATE INDEX quotes_by_batch ON quotes (batch);
CREATE INDEX quotes_same ON quotes (space, same);
CREATE INDEX quotes_suspect ON quotes (space, row) WHERE suspect;

CREATE TABLE postings (
  space integer NOT NULL,
  term text COLLATE "C" NOT NULL,
  quote bigint NOT NULL,
  times smallint NOT NULL,
  words integer NOT NULL,
  PRIMARY KEY (space, term, quote) INCLUDE (times, words)
);

CREATE TABLE tombstones (
  space integer NOT NULL REFERENCES spaces,
  hash bytea NOT NULL,
  PRIMARY KEY (space, hash)
);
`;

const ledger = `
CREATE TABLE ledger_rows (
  space integer NOT NULL REFERENCES spaces,
  seq integer NOT NULL,
  panel text COLLATE "C" NOT NULL,
  at text NOT NULL,
  body text NOT NULL,
  prev text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (space, seq)
);
CREATE INDEX ledger_rows_by_panel ON ledger_rows (space, panel, seq);

CREATE TABLE ledger_heads (
  space integer PRIMARY KEY REFERENCES spaces,
  seq integer NOT NULL,
  hash text NOT NULL
);

CREATE TABLE ledger_tallies (
  space integer NOT NULL REFERENCES spaces,
  name text COLLATE "C" NOT NULL,
  sums text NOT NULL,
  PRIMARY KEY (space, name)
);
`;

/** Forecasts are read newest first, a page at a time, among votes, outcomes and imported tests. The text of an entry begins with its kind. */
const ledgerKinds = `CREATE INDEX ledger_rows_by_kind ON ledger_rows (space, left(body, 13), seq);`;

// The numbers of a vector are bytes (core/quotes/closest.ts), which do not get smaller by compressing.
const meaning = `
CREATE TABLE vectors (
  quote bigint PRIMARY KEY REFERENCES quotes ON DELETE CASCADE,
  space integer NOT NULL,
  model text COLLATE "C" NOT NULL,
  dimensions integer NOT NULL,
  vector bytea NOT NULL
);
ALTER TABLE vectors ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX vectors_by_model ON vectors (space, model, quote);
`;

// Pieces (core/quotes/pieces.ts) of the quotes that need them, like the stems and the postings of words. NULL in all others.
const pieces = `
ALTER TABLE quotes ADD COLUMN pieces text COLLATE "C";

CREATE TABLE piece_postings (
  space integer NOT NULL,
  piece text COLLATE "C" NOT NULL,
  quote bigint NOT NULL,
  PRIMARY KEY (space, piece, quote)
);
`;

// By a sum of the thread, because an index takes no text of any length.
const threads = 'CREATE INDEX transcript_threads ON transcript (space, md5(thread), seq) WHERE thread IS NOT NULL;';

/** Every step from an empty schema to the newest form, in order; the table `format` counts those that were taken. Never edit one that was released. */
export const migrations: readonly string[] = [first, quotes, ledger, ledgerKinds, meaning, pieces, threads];
