-- Why a limit was missed, as whoever answers for it says; said once more it stands anew, the audit keeps what was said before.
CREATE TABLE limit_causes (
    org_id UUID NOT NULL,
    case_id UUID NOT NULL,
    clock TEXT NOT NULL,
    activation BIGINT NOT NULL,
    cause TEXT NOT NULL,
    words TEXT,
    given_by UUID NOT NULL,
    given_name TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, case_id, clock, activation)
);
