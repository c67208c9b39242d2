-- Why: the first schema. Study groups with several homes each, people with accounts on several
-- platforms, the ledger of posts, answers as append-only facts, and what is derived from them.
--
-- Instants are milliseconds UTC (`_ms`), booleans 0 or 1, dates ISO text, lists JSON text. Every
-- table that holds member data starts its keys with group_id: no query reaches over to another
-- group. Rows that are only ever found by their key are kept in the key's order ({without_rowid}).

CREATE TABLE study_group (
    id {text} PRIMARY KEY,
    name {text} NOT NULL,
    zone {text} NOT NULL,
    exam {text} NOT NULL,
    daily_at {text} NOT NULL,
    days {text} NOT NULL,
    reveal_at {text} NOT NULL,
    created_ms BIGINT NOT NULL,
    paused INTEGER NOT NULL
) {without_rowid};

CREATE TABLE home (
    id {text} PRIMARY KEY,
    group_id {text} NOT NULL REFERENCES study_group (id),
    platform {text} NOT NULL,
    workspace {text} NOT NULL,
    channel {text} NOT NULL,
    asleep {text} NOT NULL,
    former INTEGER NOT NULL,
    ping {text} NOT NULL,
    ping_name {text} NOT NULL,
    threads INTEGER NOT NULL,
    notice {text} NOT NULL,
    UNIQUE (platform, workspace, channel)
) {without_rowid};

CREATE INDEX home_of_group ON home (group_id);

CREATE TABLE person (
    id {text} PRIMARY KEY,
    created_ms BIGINT NOT NULL
) {without_rowid};

CREATE TABLE account (
    platform {text} NOT NULL,
    workspace {text} NOT NULL,
    user_id {text} NOT NULL,
    person_id {text} NOT NULL REFERENCES person (id),
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (platform, workspace, user_id)
) {without_rowid};

CREATE INDEX account_of_person ON account (person_id);

-- member_id is the person's id: one person is a member of any number of groups.
CREATE TABLE membership (
    group_id {text} NOT NULL REFERENCES study_group (id),
    member_id {text} NOT NULL REFERENCES person (id),
    name {text} NOT NULL,
    joined_ms BIGINT NOT NULL,
    manager INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    named_self INTEGER NOT NULL,
    reminders INTEGER NOT NULL,
    PRIMARY KEY (group_id, member_id)
) {without_rowid};

-- Boards ask for the few hidden members only, so that a visible one costs them no look-up.
CREATE INDEX membership_hidden ON membership (group_id, hidden, member_id) WHERE hidden = 1;

CREATE TABLE post (
    id {text} PRIMARY KEY,
    group_id {text} NOT NULL,
    kind {text} NOT NULL,
    local_date {text} NOT NULL,
    due_ms BIGINT NOT NULL,
    state {text} NOT NULL,
    subject {text} NOT NULL,
    reason {text} NOT NULL,
    question_id {text} NOT NULL,
    revision INTEGER NOT NULL,
    reveal_due_ms BIGINT,
    posted_ms BIGINT,
    revealed_ms BIGINT,
    excused INTEGER NOT NULL,
    reminded INTEGER NOT NULL DEFAULT 0,
    UNIQUE (group_id, kind, local_date, subject)
) {without_rowid};

CREATE INDEX post_ledger ON post (group_id, due_ms);

CREATE INDEX post_open ON post (reveal_due_ms)
WHERE revealed_ms IS NULL AND reveal_due_ms IS NOT NULL;

-- Keeps its rowid on SQLite: rows are long and have five indexes, which then hold 8 bytes a row.
CREATE TABLE answer (
    id {text} PRIMARY KEY,
    group_id {text} NOT NULL,
    member_id {text} NOT NULL,
    question_id {text} NOT NULL,
    revision INTEGER NOT NULL,
    topic {text} NOT NULL,
    chosen {text} NOT NULL,
    at_ms BIGINT NOT NULL,
    local_date {text} NOT NULL,
    is_first INTEGER NOT NULL,
    credit_milli INTEGER NOT NULL,
    points INTEGER NOT NULL,
    post_id {text},
    practice_id {text},
    slot INTEGER,
    CHECK ((post_id IS NULL) <> (practice_id IS NULL)),
    CHECK ((practice_id IS NULL) = (slot IS NULL))
);

CREATE UNIQUE INDEX answer_of_post ON answer (post_id, member_id) WHERE post_id IS NOT NULL;

CREATE UNIQUE INDEX answer_of_slot ON answer (practice_id, slot) WHERE practice_id IS NOT NULL;

CREATE INDEX answer_of_member ON answer (group_id, member_id, question_id);

CREATE INDEX answer_by_date ON answer (group_id, local_date);

CREATE INDEX answer_of_question ON answer (question_id);

-- The day's practice points are asked for at every practice answer; at most 20 rows a day have any.
CREATE INDEX answer_practised ON answer (group_id, member_id, local_date)
WHERE practice_id IS NOT NULL AND points > 0;

CREATE TABLE board (
    group_id {text} NOT NULL,
    period {text} NOT NULL,
    topic {text} NOT NULL,
    member_id {text} NOT NULL,
    points INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    scored_ms BIGINT NOT NULL,
    PRIMARY KEY (group_id, period, topic, member_id)
) {without_rowid};

CREATE TABLE streak (
    group_id {text} NOT NULL,
    member_id {text} NOT NULL,
    current_run INTEGER NOT NULL,
    best_run INTEGER NOT NULL,
    last_day {text},
    PRIMARY KEY (group_id, member_id)
) {without_rowid};

CREATE TABLE practice (
    id {text} PRIMARY KEY,
    group_id {text} NOT NULL,
    member_id {text} NOT NULL,
    question_ids {text} NOT NULL,
    next_slot INTEGER NOT NULL,
    started_ms BIGINT NOT NULL,
    topic {text} NOT NULL,
    exam {text} NOT NULL,
    ended_ms BIGINT
) {without_rowid};

CREATE INDEX practice_open ON practice (group_id, member_id) WHERE ended_ms IS NULL;

-- member_id is '' for a countdown of the whole group.
CREATE TABLE countdown (
    id {text} PRIMARY KEY,
    group_id {text} NOT NULL,
    member_id {text} NOT NULL,
    name {text} NOT NULL,
    folded_name {text} NOT NULL,
    exam_day {text} NOT NULL,
    exam_time {text} NOT NULL,
    zone {text} NOT NULL,
    exam {text} NOT NULL,
    event_home {text} NOT NULL,
    UNIQUE (group_id, member_id, folded_name)
) {without_rowid};

-- A member has one open report a question; settled_ms: when a manager was done with it.
CREATE TABLE report (
    id {text} PRIMARY KEY,
    group_id {text} NOT NULL,
    question_id {text} NOT NULL,
    revision INTEGER NOT NULL,
    member_id {text} NOT NULL,
    reason {text} NOT NULL,
    words {text} NOT NULL,
    at_ms BIGINT NOT NULL,
    settled_ms BIGINT
) {without_rowid};

CREATE UNIQUE INDEX report_open ON report (group_id, member_id, question_id)
WHERE settled_ms IS NULL;

CREATE INDEX report_of_member ON report (group_id, member_id);

CREATE TABLE schedule (
    group_id {text} PRIMARY KEY,
    next_due_ms BIGINT NOT NULL,
    local_date {text} NOT NULL
) {without_rowid};

CREATE INDEX schedule_due ON schedule (next_due_ms);

-- again_ms: when a redraw was asked for while one was under way, and not before when it may leave.
CREATE TABLE mail (
    id {text} PRIMARY KEY,
    group_id {text} NOT NULL,
    home_id {text} NOT NULL,
    kind {text} NOT NULL,
    post_id {text} NOT NULL,
    state {text} NOT NULL,
    attempt INTEGER NOT NULL,
    not_before_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    first_try_ms BIGINT,
    lease_until_ms BIGINT,
    sent_ms BIGINT,
    again_ms BIGINT,
    message {text} NOT NULL,
    error {text} NOT NULL,
    member_id {text} NOT NULL DEFAULT '',
    UNIQUE (home_id, kind, post_id, member_id)
) {without_rowid};

-- The post_id of a scheduled event is its countdown. In the order in which letters leave, and without the ones that have left.
CREATE INDEX mail_waiting ON mail (kind, not_before_ms, id) WHERE state IN ('claimed', 'sending');

CREATE INDEX mail_of_post ON mail (post_id);

CREATE INDEX mail_of_group ON mail (group_id, state);

CREATE TABLE seen (
    event_key {text} PRIMARY KEY,
    at_ms BIGINT NOT NULL
) {without_rowid};

CREATE INDEX seen_at ON seen (at_ms);

-- Workspaces that have installed Rounds themselves. sealed holds their tokens, encrypted under a key
-- that is not in here; it is '' for a workspace that uses its enterprise's.
CREATE TABLE installation (
    platform {text} NOT NULL,
    workspace {text} NOT NULL,
    enterprise {text} NOT NULL,
    sealed {text} NOT NULL,
    saved_ms BIGINT NOT NULL,
    PRIMARY KEY (platform, workspace)
) {without_rowid};

CREATE TABLE question_key (
    question_id {text} PRIMARY KEY,
    fingerprint {text} NOT NULL
) {without_rowid};

-- One row only.
CREATE TABLE pulse (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at_ms BIGINT NOT NULL
);
