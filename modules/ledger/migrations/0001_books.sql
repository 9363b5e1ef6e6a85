-- The book of a unit: how many entries its log has, the seal of the last one, and the last closed day. Whoever posts locks this row, so
-- that entries stand in one order.
CREATE TABLE ledgers (
    org_id UUID NOT NULL,
    entries BIGINT NOT NULL CHECK (entries >= 0),
    seal BYTEA NOT NULL,
    closed_until TEXT,
    PRIMARY KEY (org_id)
);

-- Accounts with what has gone over them. `holder` and `payee` are empty where an account has none; what has a holder is moved by papers.
CREATE TABLE book_accounts (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    holder TEXT NOT NULL,
    payee TEXT NOT NULL,
    floored BOOLEAN NOT NULL,
    opened_on TEXT,
    closed_on TEXT,
    debits_fen BIGINT NOT NULL CHECK (debits_fen >= 0),
    credits_fen BIGINT NOT NULL CHECK (credits_fen >= 0),
    held_debits_fen BIGINT NOT NULL CHECK (held_debits_fen >= 0),
    held_credits_fen BIGINT NOT NULL CHECK (held_credits_fen >= 0),
    PRIMARY KEY (org_id, id),
    CHECK (NOT floored OR kind IN ('liability', 'equity', 'income') OR debits_fen - credits_fen - held_credits_fen >= 0),
    CHECK (NOT floored OR kind IN ('asset', 'expense') OR credits_fen - debits_fen - held_debits_fen >= 0)
);
CREATE UNIQUE INDEX book_accounts_key ON book_accounts (org_id, code, holder, payee);
CREATE INDEX book_accounts_order ON book_accounts (org_id, code, title, id);
CREATE INDEX book_accounts_holder ON book_accounts (org_id, holder, code);

-- The log. An entry has its place once (I3, I10), its id once (I4), and what becomes of it happens once (I5); both sides agree (I1).
CREATE TABLE entries (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    seq BIGINT NOT NULL CHECK (seq > 0),
    recorded_at BIGINT NOT NULL,
    entry_on TEXT NOT NULL,
    act TEXT NOT NULL,
    debits_fen BIGINT NOT NULL CHECK (debits_fen >= 0),
    credits_fen BIGINT NOT NULL CHECK (credits_fen = debits_fen),
    target_id UUID,
    part BOOLEAN NOT NULL,
    reason TEXT,
    adjusts TEXT,
    expires_at BIGINT,
    source_kind TEXT,
    source_id TEXT,
    memo TEXT NOT NULL,
    made_by TEXT NOT NULL,
    digest BYTEA NOT NULL,
    seal BYTEA NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX entries_seq ON entries (org_id, seq);
CREATE UNIQUE INDEX entries_target ON entries (org_id, target_id);
CREATE INDEX entries_day ON entries (org_id, entry_on, seq);
CREATE INDEX entries_source ON entries (org_id, source_kind, source_id, seq);

-- The lines of entries: one side each, more than nothing (I1).
CREATE TABLE postings (
    org_id UUID NOT NULL,
    entry_id UUID NOT NULL,
    line BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    entry_on TEXT NOT NULL,
    account_id UUID NOT NULL,
    debit_fen BIGINT NOT NULL,
    credit_fen BIGINT NOT NULL,
    PRIMARY KEY (org_id, entry_id, line),
    CHECK (debit_fen >= 0 AND credit_fen >= 0 AND debit_fen + credit_fen > 0 AND (debit_fen = 0 OR credit_fen = 0))
);
CREATE INDEX postings_account ON postings (org_id, account_id, entry_on, seq, line);

-- Money on hold: its lines stay, the hold itself stands here until it is settled, voided or expired.
CREATE TABLE hold_lines (
    org_id UUID NOT NULL,
    entry_id UUID NOT NULL,
    line BIGINT NOT NULL,
    account_id UUID NOT NULL,
    debit_fen BIGINT NOT NULL,
    credit_fen BIGINT NOT NULL,
    PRIMARY KEY (org_id, entry_id, line),
    CHECK (debit_fen >= 0 AND credit_fen >= 0 AND debit_fen + credit_fen > 0 AND (debit_fen = 0 OR credit_fen = 0))
);
CREATE TABLE holds (
    org_id UUID NOT NULL,
    id UUID NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX holds_expiry ON holds (expires_at);

-- What moved on a day on a line of the chart: a trial balance of any days is a sum of few rows.
CREATE TABLE day_totals (
    org_id UUID NOT NULL,
    code TEXT NOT NULL,
    entry_on TEXT NOT NULL,
    debits_fen BIGINT NOT NULL,
    credits_fen BIGINT NOT NULL,
    adjusting_fen BIGINT NOT NULL,
    PRIMARY KEY (org_id, code, entry_on)
);

-- Closings and reopenings in their order, each with the length of the log by then (I11).
CREATE TABLE closings (
    org_id UUID NOT NULL,
    nth BIGINT NOT NULL,
    until_on TEXT NOT NULL,
    after_entries BIGINT NOT NULL,
    reason TEXT,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, nth)
);

-- Numbers of papers without a gap (I10): each number that was given, with the paper that has it.
CREATE TABLE paper_numbers (
    org_id UUID NOT NULL,
    series TEXT NOT NULL,
    period TEXT NOT NULL,
    nth BIGINT NOT NULL CHECK (nth > 0),
    paper TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, series, period, nth)
);
CREATE UNIQUE INDEX paper_numbers_paper ON paper_numbers (org_id, series, paper);
