-- One read-only file: written once by bot/codes/build.py, replaced whole, never migrated.

CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE release (
    code_set TEXT NOT NULL,
    edition TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    source TEXT NOT NULL,
    codes INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    PRIMARY KEY (code_set, edition)
) WITHOUT ROWID;

-- Chapters and blocks.
CREATE TABLE heading (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, chapter TEXT NOT NULL
) WITHOUT ROWID;

-- A row for every run of editions in which a code had one title and one standing.
CREATE TABLE cm (
    code TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    billable INTEGER NOT NULL,
    title TEXT NOT NULL,
    parent TEXT NOT NULL,
    block TEXT NOT NULL,
    PRIMARY KEY (code, first)
) WITHOUT ROWID;
CREATE INDEX cm_parent ON cm (parent);

CREATE TABLE note (
    owner TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (owner, number)
) WITHOUT ROWID;

CREATE TABLE seventh (
    owner TEXT NOT NULL, number INTEGER NOT NULL, value TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (owner, number)
) WITHOUT ROWID;

CREATE TABLE pcs_table (
    edition TEXT NOT NULL, code TEXT NOT NULL, definition TEXT NOT NULL, rows INTEGER NOT NULL,
    PRIMARY KEY (edition, code)
) WITHOUT ROWID;

-- Row 0 holds the three fixed axes.
CREATE TABLE pcs_axis (
    edition TEXT NOT NULL,
    code TEXT NOT NULL,
    row INTEGER NOT NULL,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (edition, code, row, position, number)
) WITHOUT ROWID;

CREATE TABLE pcs_definition (
    edition TEXT NOT NULL,
    section TEXT NOT NULL,
    position INTEGER NOT NULL,
    label TEXT NOT NULL,
    definition TEXT NOT NULL,
    explanation TEXT NOT NULL,
    includes TEXT NOT NULL,
    PRIMARY KEY (edition, section, position, label)
) WITHOUT ROWID;

CREATE TABLE hcpcs (
    code TEXT NOT NULL,
    edition TEXT NOT NULL,
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    added TEXT,
    ended TEXT,
    PRIMARY KEY (code, edition)
) WITHOUT ROWID;

-- What a search reads. `stems` holds the folded words of the title and of each inclusion term.
CREATE TABLE doc (
    id INTEGER PRIMARY KEY,
    code_set TEXT NOT NULL,
    code TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT NOT NULL,
    billable INTEGER NOT NULL,
    seventh INTEGER NOT NULL,
    title TEXT NOT NULL,
    terms TEXT NOT NULL,
    stems TEXT NOT NULL
);
CREATE INDEX doc_code ON doc (code);
CREATE VIRTUAL TABLE cm_words USING fts5 (stems, content = '', tokenize = 'unicode61');
CREATE VIRTUAL TABLE pcs_words USING fts5 (stems, content = '', tokenize = 'unicode61');
CREATE VIRTUAL TABLE hcpcs_words USING fts5 (stems, content = '', tokenize = 'unicode61');

-- The words as they are written, for typing errors.
CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE,
    letters TEXT NOT NULL,
    docs INTEGER NOT NULL
);
CREATE INDEX word_letters ON word (letters);
CREATE TABLE piece (piece TEXT NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (piece, word))
WITHOUT ROWID;
