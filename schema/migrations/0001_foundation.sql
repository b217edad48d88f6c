-- Instants are milliseconds since 1970 UTC, money is integer minor units, quantities are thousandths,
-- unit prices are millionths of the major unit. JSON of metadata is checked here; JSON of facts (custom, traits,
-- properties) is written canonical by the hub, because a check per row costs a third of an import.
CREATE TABLE workspace_settings (
  key        TEXT PRIMARY KEY,
  value      TEXT NOT NULL CHECK (json_valid(value)),
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A name space of keys: one shop, one export, the sample.
CREATE TABLE sources (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL CHECK (kind IN ('sample', 'file', 'api')),
  created_at INTEGER NOT NULL
) STRICT;

-- One row per file received. The bytes lie in the landing folder, named by their SHA-256.
CREATE TABLE imports (
  number         INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  source_id      INTEGER NOT NULL REFERENCES sources (id),
  entity         TEXT NOT NULL,
  file_name      TEXT NOT NULL,
  sha256         TEXT NOT NULL,
  bytes_total    INTEGER NOT NULL,
  mapping        TEXT NOT NULL CHECK (json_valid(mapping)),
  options        TEXT NOT NULL CHECK (json_valid(options)),
  status         TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  rows_read      INTEGER NOT NULL DEFAULT 0,
  rows_accepted  INTEGER NOT NULL DEFAULT 0,
  rows_rejected  INTEGER NOT NULL DEFAULT 0,
  rows_unchanged INTEGER NOT NULL DEFAULT 0,
  bytes_read     INTEGER NOT NULL DEFAULT 0,
  error          TEXT CHECK (error IS NULL OR json_valid(error)),
  created_at     INTEGER NOT NULL,
  started_at     INTEGER,
  finished_at    INTEGER
) STRICT;
CREATE INDEX imports_by_status ON imports (status, number);

-- Quarantine: one row per value that kept a row out. raw holds the whole row as a JSON array, on its first reject only.
CREATE TABLE import_rejects (
  import_number INTEGER NOT NULL REFERENCES imports (number) ON DELETE CASCADE,
  row_number    INTEGER NOT NULL,
  ordinal       INTEGER NOT NULL,
  field         TEXT,
  value         TEXT,
  code          TEXT NOT NULL,
  params        TEXT NOT NULL DEFAULT '{}',
  raw           TEXT,
  PRIMARY KEY (import_number, row_number, ordinal)
) STRICT, WITHOUT ROWID;

-- What a running import has written so far: moved to `changes` when it succeeds, taken back when it does not.
-- Rows of an entity inside an `insert` range here are not published: readers of whole tables leave them out.
CREATE TABLE pending_changes (
  id            INTEGER PRIMARY KEY,
  import_number INTEGER NOT NULL REFERENCES imports (number),
  entity        TEXT NOT NULL,
  action        TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete', 'reset')),
  first_id      INTEGER NOT NULL,
  last_id       INTEGER NOT NULL
) STRICT;

-- Rows as they were before a running import changed or deleted them; `before` is a JSON array in column order.
CREATE TABLE pending_undo (
  id            INTEGER PRIMARY KEY,
  import_number INTEGER NOT NULL REFERENCES imports (number),
  entity        TEXT NOT NULL,
  row_id        INTEGER NOT NULL,
  before        TEXT NOT NULL
) STRICT;

-- Published rows per entity, and the highest id ever given out: ids are never used twice.
CREATE TABLE entity_counters (
  entity    TEXT PRIMARY KEY,
  row_count INTEGER NOT NULL DEFAULT 0,
  last_id   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- first_seen is what a profiles file declares (null: nothing declared); the replica takes the earlier of it and the
-- first order or event. Names and places come from the first row that has one; only a profiles file replaces them.
CREATE TABLE profiles (
  id           INTEGER PRIMARY KEY,
  source_id    INTEGER NOT NULL REFERENCES sources (id),
  kind         TEXT NOT NULL DEFAULT 'person' CHECK (kind = 'person' OR kind = 'company'),
  display_name TEXT,
  -- What to call the profile where no source gives a name: the strongest identifier it was first met with.
  known_as     TEXT,
  country      TEXT,
  region       TEXT,
  city         TEXT,
  first_seen   INTEGER,
  traits       TEXT NOT NULL DEFAULT '{}'
) STRICT;

-- Evidence for a profile. Types that are unique to one source (customer_id, anonymous_id) carry its id in scope; others 0.
CREATE TABLE identifiers (
  id         INTEGER PRIMARY KEY,
  profile_id INTEGER NOT NULL REFERENCES profiles (id),
  source_id  INTEGER NOT NULL REFERENCES sources (id),
  type       TEXT NOT NULL,
  scope      INTEGER NOT NULL DEFAULT 0,
  value      TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX identifiers_by_value ON identifiers (type, scope, value);
CREATE INDEX identifiers_by_profile ON identifiers (profile_id);

CREATE TABLE products (
  id        INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources (id),
  key       TEXT NOT NULL,
  name      TEXT,
  category  TEXT,
  custom    TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX products_by_key ON products (source_id, key);

-- One row per document: an order, or a return (a reversal booked as a document of its own, amounts negative).
-- net = gross + delivery - discount - refund (or as given); left_out = lines that are no sale, not part of net.
-- status: cancelled; open = known not to be paid (yet); paid = paid, or nothing says otherwise. Only paid counts.
-- has_own_totals = 1: amounts come from an orders file; 0: they are the sums of the order's lines; 2: so too, but an
-- orders file gave the order itself.
CREATE TABLE orders (
  id             INTEGER PRIMARY KEY,
  source_id      INTEGER NOT NULL REFERENCES sources (id),
  key            TEXT NOT NULL,
  profile_id     INTEGER REFERENCES profiles (id),
  ordered_at     INTEGER NOT NULL,
  paid_at        INTEGER,
  kind           TEXT NOT NULL DEFAULT 'order' CHECK (kind = 'order' OR kind = 'return' OR kind = 'adjustment'),
  status         TEXT NOT NULL DEFAULT 'paid' CHECK (status = 'paid' OR status = 'open' OR status = 'cancelled'),
  status_text    TEXT,
  currency       TEXT NOT NULL,
  gross_minor    INTEGER NOT NULL DEFAULT 0,
  discount_minor INTEGER NOT NULL DEFAULT 0,
  refund_minor   INTEGER NOT NULL DEFAULT 0,
  delivery_minor INTEGER NOT NULL DEFAULT 0,
  tax_minor      INTEGER NOT NULL DEFAULT 0,
  net_minor      INTEGER NOT NULL DEFAULT 0,
  left_out_minor INTEGER NOT NULL DEFAULT 0,
  has_own_totals INTEGER NOT NULL DEFAULT 0,
  channel        TEXT,
  store          TEXT,
  country        TEXT,
  region         TEXT,
  city           TEXT,
  custom         TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX orders_by_key ON orders (source_id, key);

-- One row per line. line_key is the line's own id, or its position within the order in the file.
CREATE TABLE order_items (
  id               INTEGER PRIMARY KEY,
  order_id         INTEGER NOT NULL REFERENCES orders (id),
  line_key         TEXT NOT NULL,
  product_id       INTEGER REFERENCES products (id),
  line_type        TEXT NOT NULL DEFAULT 'goods',
  quantity_milli   INTEGER NOT NULL,
  unit_price_micro INTEGER,
  amount_minor     INTEGER NOT NULL,
  custom           TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX order_items_by_line ON order_items (order_id, line_key);

-- One row per thing done. With a message_id it is known by that; without, by its content: content_hash (53 bits over
-- all values as read) finds the rows of one instant to compare.
CREATE TABLE events (
  id           INTEGER PRIMARY KEY,
  source_id    INTEGER NOT NULL REFERENCES sources (id),
  message_id   TEXT,
  content_hash INTEGER NOT NULL,
  profile_id   INTEGER REFERENCES profiles (id),
  name         TEXT NOT NULL,
  occurred_at  INTEGER NOT NULL,
  session_id   TEXT,
  properties   TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX events_by_message ON events (source_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX events_by_content ON events (source_id, occurred_at, content_hash) WHERE message_id IS NULL;

-- Tables for files that map to no canonical entity. Each has a STRICT table named storage_name with the columns
-- id, source_id, content_hash and those listed in `columns` ([{name, storageName, type}]).
CREATE TABLE imported_tables (
  id           INTEGER PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  storage_name TEXT NOT NULL UNIQUE,
  columns      TEXT NOT NULL CHECK (json_valid(columns)),
  created_at   INTEGER NOT NULL
) STRICT;

-- What the replica must copy, in order of seq. entity is a canonical entity or the storage name of an imported table.
-- A row covers a range of ids: those that exist are to be copied (insert, update), those that do not are gone.
-- `reset`: the table is to be copied whole, columns included; it was dropped when it no longer exists.
CREATE TABLE changes (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  entity   TEXT NOT NULL,
  action   TEXT NOT NULL CHECK (action IN ('insert', 'update', 'delete', 'reset')),
  first_id INTEGER NOT NULL,
  last_id  INTEGER NOT NULL,
  at       INTEGER NOT NULL
) STRICT;

CREATE TABLE boards (
  id          TEXT PRIMARY KEY,
  definition  TEXT NOT NULL CHECK (json_valid(definition)),
  version     INTEGER NOT NULL,
  is_built_in INTEGER NOT NULL DEFAULT 0 CHECK (is_built_in IN (0, 1)),
  updated_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE board_versions (
  board_id   TEXT NOT NULL REFERENCES boards (id) ON DELETE CASCADE,
  version    INTEGER NOT NULL,
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (board_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE operators (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  display_name  TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'analyst', 'viewer')),
  password_hash TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  disabled_at   INTEGER
) STRICT;

CREATE TABLE sessions (
  token_hash  BLOB PRIMARY KEY,
  operator_id TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  target  TEXT,
  details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details))
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
