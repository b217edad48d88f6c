-- What people add to the data model: measures and dimensions made in a form, and files.

-- live: the definition in force (or last in force, once archived). draft: the one being worked on.
CREATE TABLE model_members (
  id          TEXT PRIMARY KEY,
  live        TEXT CHECK (live IS NULL OR json_valid(live)),
  draft       TEXT CHECK (draft IS NULL OR json_valid(draft)),
  review      TEXT CHECK (review IS NULL OR review IN ('draft', 'submitted', 'returned')),
  note        TEXT NOT NULL DEFAULT '',
  author      TEXT NOT NULL,
  version     INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE model_member_versions (
  member_id  TEXT NOT NULL,
  version    INTEGER NOT NULL,
  action     TEXT NOT NULL,
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  note       TEXT NOT NULL DEFAULT '',
  author     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (member_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_files (
  name        TEXT PRIMARY KEY,
  content     TEXT NOT NULL,
  version     INTEGER NOT NULL,
  author      TEXT NOT NULL,
  updated_at  INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE TABLE model_file_versions (
  name       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  action     TEXT NOT NULL,
  content    TEXT NOT NULL,
  author     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;
