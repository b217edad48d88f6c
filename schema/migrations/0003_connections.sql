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
