-- What customers say and ask for: survey answers, tickets, opportunities; segments and who is in them.
-- Scores are thousandths, as quantities are.

-- One row per answer. nps: 0..10; csat and ces on the survey's own scale.
CREATE TABLE survey_responses (
  id          INTEGER PRIMARY KEY,
  source_id   INTEGER NOT NULL REFERENCES sources (id),
  key         TEXT NOT NULL,
  profile_id  INTEGER REFERENCES profiles (id),
  kind        TEXT NOT NULL CHECK (kind = 'nps' OR kind = 'csat' OR kind = 'ces'),
  survey      TEXT,
  score_milli INTEGER NOT NULL,
  comment     TEXT,
  channel     TEXT,
  agent       TEXT,
  answered_at INTEGER NOT NULL,
  custom      TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX survey_responses_by_key ON survey_responses (source_id, key);

-- What was done about an answer; the newest word counts. Stays when the answer is imported again.
CREATE TABLE survey_follow_ups (
  response_id INTEGER PRIMARY KEY,
  status      TEXT NOT NULL CHECK (status IN ('open', 'contacted', 'resolved')),
  note        TEXT NOT NULL DEFAULT '',
  actor       TEXT NOT NULL,
  at          INTEGER NOT NULL
) STRICT;

-- One row per request for help. is_complaint: 0 or 1, as the source says or its category tells.
CREATE TABLE tickets (
  id                 INTEGER PRIMARY KEY,
  source_id          INTEGER NOT NULL REFERENCES sources (id),
  key                TEXT NOT NULL,
  profile_id         INTEGER REFERENCES profiles (id),
  subject            TEXT,
  status             TEXT,
  channel            TEXT,
  priority           TEXT,
  category           TEXT,
  agent              TEXT,
  is_complaint       INTEGER NOT NULL DEFAULT 0,
  satisfaction_milli INTEGER,
  opened_at          INTEGER NOT NULL,
  first_response_at  INTEGER,
  resolved_at        INTEGER,
  custom             TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX tickets_by_key ON tickets (source_id, key);

-- One row per chance of a sale, as it stands now. stage_at: when it entered its stage, where the source says so.
CREATE TABLE opportunities (
  id           INTEGER PRIMARY KEY,
  source_id    INTEGER NOT NULL REFERENCES sources (id),
  key          TEXT NOT NULL,
  profile_id   INTEGER REFERENCES profiles (id),
  name         TEXT,
  stage        TEXT NOT NULL,
  stage_at     INTEGER,
  outcome      TEXT NOT NULL DEFAULT 'open' CHECK (outcome = 'open' OR outcome = 'won' OR outcome = 'lost'),
  amount_minor INTEGER,
  currency     TEXT NOT NULL,
  owner        TEXT,
  channel      TEXT,
  loss_reason  TEXT,
  opened_at    INTEGER,
  closed_at    INTEGER,
  custom       TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE UNIQUE INDEX opportunities_by_key ON opportunities (source_id, key);

-- One row per stage an opportunity entered: from a history file, or noted when an import shows a new stage.
-- is_guess = 1: noted without a date, as of the opening; goes when a history tells when it really was.
CREATE TABLE opportunity_stages (
  id             INTEGER PRIMARY KEY,
  opportunity_id INTEGER NOT NULL REFERENCES opportunities (id),
  stage          TEXT NOT NULL,
  entered_at     INTEGER NOT NULL,
  is_guess       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX opportunity_stages_by_entry ON opportunity_stages (opportunity_id, entered_at, stage);

-- A named list of people, known outside by uid. origin: {"kind":"list"} or {"kind":"analysis","analysis":{…},"asOf":…}.
CREATE TABLE segments (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  uid         TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  origin      TEXT NOT NULL CHECK (json_valid(origin)),
  created_by  TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL
) STRICT;

-- One row per person and segment. Ids are never used twice, as the replica follows them.
CREATE TABLE segment_members (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  segment_id INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
  profile_id INTEGER NOT NULL,
  entered_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX segment_members_by_person ON segment_members (segment_id, profile_id);
CREATE INDEX segment_members_of_person ON segment_members (profile_id);
