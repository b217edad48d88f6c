-- Connections to sources, their syncs and states; write keys; durable jobs.

-- Ingest. A write key may send events into one source and do nothing else; only its SHA-256 is kept, and its last four
-- characters to tell keys apart.
CREATE TABLE write_keys (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  source     TEXT NOT NULL,
  key_hash   BLOB NOT NULL UNIQUE,
  hint       TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

-- Batches acknowledged while an import had the customers for itself: taken in order when it ends. items: JSON.
CREATE TABLE ingest_inbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  source      TEXT NOT NULL,
  items       TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;

-- Messages that leave no event behind (identify, group, alias): a repeat of one is known by this.
CREATE TABLE ingest_messages (
  source_id   INTEGER NOT NULL REFERENCES sources (id),
  message_id  TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (source_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ingest_messages_by_time ON ingest_messages (received_at);

-- Profiles joined into others: `before` holds the row that went, `moved` the ids of what went over, so that it can be undone.
CREATE TABLE profile_merges (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  kept_id    INTEGER NOT NULL,
  gone_id    INTEGER NOT NULL,
  reason     TEXT NOT NULL CHECK (reason IN ('identify', 'alias')),
  message_id TEXT,
  before     TEXT NOT NULL,
  moved      TEXT NOT NULL CHECK (json_valid(moved)),
  merged_at  INTEGER NOT NULL
) STRICT;

-- Finds what an anonymous visitor did when they say who they are; rows of files without message ids pay nothing for it.
CREATE INDEX events_by_profile ON events (profile_id) WHERE message_id IS NOT NULL;

-- Addresses that take forms and JSON posts into a table or an entity. Their secrets are derived from the host's key.
CREATE TABLE form_hooks (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  source     TEXT NOT NULL,
  entity     TEXT NOT NULL,
  mapping    TEXT CHECK (mapping IS NULL OR json_valid(mapping)),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

-- Posts acknowledged and not yet handed to an import; record: one JSON object.
CREATE TABLE form_posts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  hook_id     TEXT NOT NULL REFERENCES form_hooks (id),
  record      TEXT NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;

-- A thing that happens again (or when asked): one row per timer. `id` is chosen by its owner (`sync:<connection>`).
-- lateness: what to do with due times missed while nothing ran: `catch-up` one run for all of them; `skip` none, when
-- the last of them is older than late_after_ms.
CREATE TABLE jobs (
  id            TEXT PRIMARY KEY,
  kind          TEXT NOT NULL,
  payload       TEXT NOT NULL CHECK (json_valid(payload)),
  schedule      TEXT CHECK (schedule IS NULL OR json_valid(schedule)),
  lateness      TEXT NOT NULL CHECK (lateness IN ('catch-up', 'skip')),
  late_after_ms INTEGER NOT NULL,
  priority      INTEGER NOT NULL DEFAULT 0,
  timeout_ms    INTEGER NOT NULL,
  max_attempts  INTEGER NOT NULL,
  is_paused     INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
  next_due_at   INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_by_due ON jobs (next_due_at) WHERE next_due_at IS NOT NULL;

-- One row per run, asked for or due. idempotency_key: two wishes with one key are one run. missed: due times this run
-- makes up for besides its own. not_before: when a retry may start. A lease tells whose run it is: one left over by a
-- process that is gone runs again.
CREATE TABLE job_runs (
  id              TEXT PRIMARY KEY,
  job_id          TEXT NOT NULL,
  kind            TEXT NOT NULL,
  idempotency_key TEXT UNIQUE,
  payload         TEXT NOT NULL CHECK (json_valid(payload)),
  trigger         TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'skipped')),
  due_at          INTEGER NOT NULL,
  missed          INTEGER NOT NULL DEFAULT 0,
  attempt         INTEGER NOT NULL DEFAULT 0,
  not_before      INTEGER NOT NULL,
  lease_owner     TEXT,
  lease_until     INTEGER,
  started_at      INTEGER,
  finished_at     INTEGER,
  progress        TEXT CHECK (progress IS NULL OR json_valid(progress)),
  error           TEXT CHECK (error IS NULL OR json_valid(error)),
  created_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX job_runs_by_job ON job_runs (job_id, created_at);
CREATE INDEX job_runs_open ON job_runs (status, not_before) WHERE status = 'queued' OR status = 'running';

-- One configured use of a connector. `config` holds what is no secret; `secrets` is one encrypted text (or null).
-- source_name is the name space of its keys in `sources`; it stays when the connection is renamed.
CREATE TABLE connections (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE COLLATE NOCASE,
  kind        TEXT NOT NULL,
  source_name TEXT NOT NULL UNIQUE,
  config      TEXT NOT NULL CHECK (json_valid(config)),
  secrets     TEXT,
  schedule    TEXT CHECK (schedule IS NULL OR json_valid(schedule)),
  priority    TEXT NOT NULL DEFAULT 'usual' CHECK (priority IN ('first', 'usual', 'last')),
  is_paused   INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;

-- What of a source is read and how. fields: columns as they were at the last sync. cursor: every record before it is in
-- the store.
CREATE TABLE connection_streams (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  name          TEXT NOT NULL,
  position      INTEGER NOT NULL,
  settings      TEXT NOT NULL CHECK (json_valid(settings)),
  fields        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(fields)),
  cursor        TEXT CHECK (cursor IS NULL OR json_valid(cursor)),
  PRIMARY KEY (connection_id, name)
) STRICT, WITHOUT ROWID;

-- One row per run of a connection.
CREATE TABLE syncs (
  number        INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  run_id        TEXT NOT NULL,
  trigger       TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')),
  attempt       INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  started_at    INTEGER,
  finished_at   INTEGER,
  retry_at      INTEGER,
  error         TEXT CHECK (error IS NULL OR json_valid(error))
) STRICT;
CREATE INDEX syncs_by_connection ON syncs (connection_id, number);

-- One row per stream of a sync: status and volume for questions, everything else in `report`.
CREATE TABLE stream_syncs (
  sync_id       TEXT NOT NULL REFERENCES syncs (id) ON DELETE CASCADE,
  stream        TEXT NOT NULL,
  position      INTEGER NOT NULL,
  connection_id TEXT NOT NULL,
  status        TEXT NOT NULL,
  rows_read     INTEGER NOT NULL DEFAULT 0,
  finished_at   INTEGER,
  report        TEXT NOT NULL CHECK (json_valid(report)),
  PRIMARY KEY (sync_id, stream)
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_syncs_by_stream ON stream_syncs (connection_id, stream, finished_at);

-- A piece of a stream that was landed and handed to an import, in the transaction that queued the import. When that
-- import is over, cursor_after becomes the stream's cursor; settled_at says that this was done.
CREATE TABLE sync_segments (
  import_id     TEXT PRIMARY KEY,
  sync_id       TEXT NOT NULL,
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream        TEXT NOT NULL,
  position      INTEGER NOT NULL,
  kind          TEXT NOT NULL CHECK (kind IN ('rows', 'keys', 'replay')),
  columns       TEXT NOT NULL CHECK (json_valid(columns)),
  cursor_after  TEXT CHECK (cursor_after IS NULL OR json_valid(cursor_after)),
  moves_cursor  INTEGER NOT NULL CHECK (moves_cursor IN (0, 1)),
  settled_at    INTEGER
) STRICT;
CREATE INDEX sync_segments_by_stream ON sync_segments (connection_id, stream, position);

-- The mapping last used for a set of column names, offered again when the same header comes.
CREATE TABLE saved_mappings (
  header     TEXT PRIMARY KEY,
  entity     TEXT NOT NULL,
  mapping    TEXT NOT NULL CHECK (json_valid(mapping)),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows an import took away because the source no longer has them.
ALTER TABLE imports ADD COLUMN rows_deleted INTEGER NOT NULL DEFAULT 0;
