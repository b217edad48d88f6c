-- Exports, schedules, their runs and recipients; alerts.

-- A file made of a board, a report or a question. `input` says of what and how; `details` what came of it.
CREATE TABLE exports (
  id          TEXT PRIMARY KEY,
  actor       TEXT NOT NULL,
  -- Null for what a person asked for, else the schedule or alert it was made for.
  origin      TEXT,
  input       TEXT NOT NULL CHECK (json_valid(input)),
  title       TEXT NOT NULL,
  format      TEXT NOT NULL CHECK (format IN ('pdf', 'xlsx', 'csv', 'png', 'svg', 'pptx')),
  status      TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  file_name   TEXT,
  size_bytes  INTEGER,
  details     TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
  error       TEXT CHECK (error IS NULL OR json_valid(error)),
  attempts    INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  started_at  INTEGER,
  finished_at INTEGER,
  -- When the file is deleted; null while there is none.
  expires_at  INTEGER
) STRICT;
CREATE INDEX exports_by_time ON exports (created_at);
CREATE INDEX exports_by_status ON exports (status, created_at);

-- A way to send: a mail server, a folder, a webhook, a group of a messenger. `secret` is sealed by the host.
CREATE TABLE channels (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL CHECK (kind IN ('email', 'folder', 'webhook', 'wecom', 'dingtalk', 'feishu')),
  settings   TEXT NOT NULL CHECK (json_valid(settings)),
  secret     TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE delivery_schedules (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  owner      TEXT NOT NULL,
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  is_paused  INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- One row per time a schedule was due (or was asked to run). A due time is run once, however often the host restarts.
CREATE TABLE delivery_runs (
  id          TEXT PRIMARY KEY,
  schedule_id TEXT NOT NULL REFERENCES delivery_schedules (id) ON DELETE CASCADE,
  trigger     TEXT NOT NULL CHECK (trigger IN ('time', 'manual', 'test')),
  due_at      INTEGER NOT NULL,
  actor       TEXT NOT NULL,
  status      TEXT NOT NULL CHECK (status IN ('running', 'succeeded', 'partial', 'failed', 'skipped')),
  reason      TEXT CHECK (reason IS NULL OR json_valid(reason)),
  started_at  INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE UNIQUE INDEX delivery_runs_once ON delivery_runs (schedule_id, due_at) WHERE trigger = 'time';
CREATE INDEX delivery_runs_by_time ON delivery_runs (schedule_id, started_at);

-- One row per run, slice (one value of a dimension, or the whole) and recipient. `sending` says that the message may
-- be on its way: after a restart it is not sent again, because nobody can know whether it arrived.
CREATE TABLE deliveries (
  id         TEXT PRIMARY KEY,
  run_id     TEXT NOT NULL REFERENCES delivery_runs (id) ON DELETE CASCADE,
  slice      TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  export_id  TEXT,
  status     TEXT NOT NULL CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'unknown', 'skipped')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  error      TEXT CHECK (error IS NULL OR json_valid(error)),
  sent_at    INTEGER,
  UNIQUE (run_id, slice, channel_id, recipient)
) STRICT;

CREATE TABLE alerts (
  id            TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  owner         TEXT NOT NULL,
  definition    TEXT NOT NULL CHECK (json_valid(definition)),
  is_paused     INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
  state         TEXT NOT NULL DEFAULT 'unknown' CHECK (state IN ('unknown', 'ok', 'firing')),
  state_since   INTEGER,
  last_result   TEXT CHECK (last_result IS NULL OR json_valid(last_result)),
  evaluated_at  INTEGER,
  snoozed_until INTEGER,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL
) STRICT;

-- What an alert, a failed delivery or a finished export has to tell. `actor` null: everybody.
CREATE TABLE notices (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('alert', 'recovered', 'delivery', 'export')),
  subject TEXT NOT NULL,
  actor   TEXT,
  words   TEXT NOT NULL CHECK (json_valid(words)),
  link    TEXT NOT NULL DEFAULT '',
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details))
) STRICT;
CREATE INDEX notices_by_time ON notices (at);

CREATE TABLE notice_reads (
  actor   TEXT PRIMARY KEY,
  -- Everything up to this notice was seen.
  last_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Days that are worked or not against the rule of the calendar, as the workspace entered them.
CREATE TABLE calendar_days (
  day        TEXT PRIMARY KEY,
  is_working INTEGER NOT NULL CHECK (is_working IN (0, 1)),
  note       TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
