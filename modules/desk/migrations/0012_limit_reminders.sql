-- That somebody was reminded to say why a limit was missed: whoever answers for it, and later whoever leads there.
CREATE TABLE limit_reminders (
    org_id UUID NOT NULL,
    case_id UUID NOT NULL,
    clock TEXT NOT NULL,
    activation BIGINT NOT NULL,
    step TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, case_id, clock, activation, step)
);
