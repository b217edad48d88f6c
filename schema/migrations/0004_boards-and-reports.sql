-- Boards' versions, folders, comments, filter sets; saved reports and metrics made in a form.

ALTER TABLE boards ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE board_versions ADD COLUMN author TEXT NOT NULL DEFAULT '';
-- When the changes kept as this version began.
ALTER TABLE board_versions ADD COLUMN since INTEGER NOT NULL DEFAULT 0;

-- What an operator marked for himself; operator is an operator's id, or `local` for the holder of the start token.
CREATE TABLE board_marks (
  operator    TEXT NOT NULL,
  board_id    TEXT NOT NULL,
  is_favourite INTEGER NOT NULL DEFAULT 0 CHECK (is_favourite IN (0, 1)),
  is_home     INTEGER NOT NULL DEFAULT 0 CHECK (is_home IN (0, 1)),
  PRIMARY KEY (operator, board_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE board_comments (
  id          TEXT PRIMARY KEY,
  board_id    TEXT NOT NULL,
  tile_id     TEXT,
  operator    TEXT NOT NULL,
  author      TEXT NOT NULL,
  body        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  resolved_at INTEGER
) STRICT;
CREATE INDEX board_comments_by_board ON board_comments (board_id, created_at);

-- Dates and filters of a board that an operator saved for himself.
CREATE TABLE board_filter_sets (
  id         TEXT PRIMARY KEY,
  operator   TEXT NOT NULL,
  board_id   TEXT NOT NULL,
  name       TEXT NOT NULL,
  search     TEXT NOT NULL CHECK (json_valid(search)),
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1))
) STRICT;
CREATE INDEX board_filter_sets_by_board ON board_filter_sets (operator, board_id);

-- Targets typed by month and, where member is not empty, for one value of a dimension.
CREATE TABLE plan_targets (
  measure TEXT NOT NULL,
  month   TEXT NOT NULL,
  member  TEXT NOT NULL DEFAULT '',
  value   TEXT NOT NULL DEFAULT '',
  amount  REAL NOT NULL,
  PRIMARY KEY (measure, month, member, value)
) STRICT, WITHOUT ROWID;

-- Reports saved in the builder: the newest version, and all of them.
CREATE TABLE reports (
  id         TEXT PRIMARY KEY,
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  version    INTEGER NOT NULL,
  author     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE report_versions (
  report_id  TEXT NOT NULL,
  version    INTEGER NOT NULL,
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  author     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (report_id, version)
) STRICT, WITHOUT ROWID;
