//! What the proof finds, in the words of whoever reads it – pure.

use kernel::Message;

/// The sentences of the proof as the engine says them, and the keys under which people read them; the most particular first.
const SENTENCES: [(&str, &str); 65] = [
    ("it can never fail: give `fails_when`, or a `low` or `high` to a step", "catalogue-proof-never-fails"),
    ("{} does not name a person who could be told", "catalogue-proof-not-a-person"),
    ("the first stage is where a case begins; its category is `new`", "catalogue-proof-first-stage"),
    ("a rung tells people or starts something; it does not change fields", "catalogue-proof-rung-sets"),
    ("a share of a hundred or a number a day is drawn, at least no more than at most", "catalogue-proof-sample-share"),
    ("of a hundred cases at most a hundred are called, each at least once", "catalogue-proof-call-rate"),
    ("a clock starts on something, runs somewhere and stops on something", "catalogue-proof-clock-incomplete"),
    ("the last row has no condition, so that every case is decided", "catalogue-proof-last-row"),
    ("{} does slow work first and cannot be called by a process", "catalogue-proof-slow"),
    ("working time needs a business calendar, not `always`", "catalogue-proof-needs-calendar"),
    ("rows after one without condition are never reached", "catalogue-proof-row-unreached"),
    ("there is a call after the work, but no rule for it", "catalogue-proof-no-call-rule"),
    ("{} is done by the case itself: `by` names `system`", "catalogue-proof-by-system"),
    ("a name has only letters, digits and underscores", "catalogue-proof-name"),
    ("a budget of nothing is missed before it begins", "catalogue-proof-budget-of-nothing"),
    ("the value of {} at character {}: expected {}, found {}", "catalogue-proof-value"),
    ("{} asks something, and nobody is there to answer", "catalogue-proof-asks-nobody"),
    ("expression `{}` at character {}: expected {}, found {}", "catalogue-proof-expression"),
    ("condition `{}` at character {}: expected {}, found {}", "catalogue-proof-condition"),
    ("a case could wait here for ever: give a cap", "catalogue-proof-waits-for-ever"),
    ("table output {} says {}, which is no choice of {}", "catalogue-proof-not-a-choice"),
    ("has the same words on its button as action {}", "catalogue-proof-same-words"),
    ("nothing ever asks for {}, until which it runs", "catalogue-proof-never-asked-until"),
    ("nothing ever asks for {}, which it requires", "catalogue-proof-never-asked"),
    ("the last of several ways has no condition", "catalogue-proof-last-way"),
    ("this word is asked by actions themselves", "catalogue-proof-form-word"),
    ("this word already means a kind of stage", "catalogue-proof-stage-word"),
    ("{} asks for more than the checker's words", "catalogue-proof-asks-more"),
    ("a case can come to {} without stopping it", "catalogue-proof-not-stopped"),
    ("there is no process {} to open a case of", "catalogue-proof-no-process"),
    ("no action records the call in stage {}", "catalogue-proof-no-call"),
    ("{} does not ask for {} when it is opened", "catalogue-proof-not-asked"),
    ("nobody can move a case on from here", "catalogue-proof-stuck"),
    ("nothing opens a case with this link", "catalogue-proof-link-unused"),
    ("there is no stage in which it runs", "catalogue-proof-runs-nowhere"),
    ("only a number has a low and a high", "catalogue-proof-bounds"),
    ("words are given in both languages", "catalogue-proof-both-languages"),
    ("no way leads from here to an end", "catalogue-proof-no-end"),
    ("{} is set by a value or by a table", "catalogue-proof-set-by"),
    ("a reference says to what (`to`)", "catalogue-proof-reference"),
    ("it waits for at least one case", "catalogue-proof-join-none"),
    ("there is another of this name", "catalogue-proof-twice"),
    ("one to four capital letters", "catalogue-proof-letters"),
    ("{} wants {} when it is opened", "catalogue-proof-wants-when-opened"),
    ("no module has an action {}", "catalogue-proof-no-such-call"),
    ("there are two rungs at {}", "catalogue-proof-two-rungs"),
    ("{} checks, but cannot do {}", "catalogue-proof-checker-cannot"),
    ("nobody can open a case", "catalogue-proof-nobody-opens"),
    ("there is no work item {}", "catalogue-proof-no-work-item"),
    ("table {} has no output {}", "catalogue-proof-no-output"),
    ("a choice has choices", "catalogue-proof-choices"),
    ("there is no action {}", "catalogue-proof-no-action"),
    ("there is no field {}", "catalogue-proof-no-field"),
    ("there is no stage {}", "catalogue-proof-no-stage"),
    ("there is no table {}", "catalogue-proof-no-table"),
    ("a group has fields", "catalogue-proof-group"),
    ("no way leads here", "catalogue-proof-unreachable"),
    ("nobody can do it", "catalogue-proof-nobody"),
    ("{} does not take {}", "catalogue-proof-does-not-take"),
    ("{} is neither a day nor an instant", "catalogue-proof-not-a-time"),
    ("{} of {} cannot be {}", "catalogue-proof-wrong-kind"),
    ("nobody is told", "catalogue-proof-nobody-told"),
    ("nobody checks", "catalogue-proof-nobody-checks"),
    ("one of {}", "catalogue-proof-one-of"),
    ("{} wants {}", "catalogue-proof-wants"),
];

/// A finding as a sentence of the catalogue; nothing for one that is new to it.
pub(crate) fn sentence(what: &str) -> Option<Message> {
    SENTENCES.iter().find_map(|(pattern, key)| {
        let found = parts(what, pattern)?;
        let named = ["a", "b", "c", "d"].into_iter().zip(found);
        Some(named.fold(Message::of(*key), |message, (name, said)| message.with(name, said.trim_matches('"'))))
    })
}

/// What stands in the gaps of a pattern.
fn parts<'a>(what: &'a str, pattern: &str) -> Option<Vec<&'a str>> {
    let mut fixed = pattern.split("{}");
    let mut rest = what.strip_prefix(fixed.next()?)?;
    let mut found = Vec::new();
    let fixed: Vec<&str> = fixed.collect();
    for (nth, next) in fixed.iter().enumerate() {
        let last = nth + 1 == fixed.len();
        let at = if last {
            rest.len().checked_sub(next.len()).filter(|at| rest.ends_with(next) && *at <= rest.len())?
        } else {
            rest.find(next)?
        };
        found.push(&rest[..at]);
        rest = &rest[at + next.len()..];
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_said_in_the_readers_words() {
        let said = |what: &str| {
            sentence(what).map(|m| (m.key.to_string(), m.params.into_iter().map(|(_, v)| v).collect::<Vec<_>>()))
        };
        let one = |key: &str, params: &[&str]| {
            Some((format!("catalogue-proof-{key}"), params.iter().map(|p| (*p).to_owned()).collect()))
        };
        assert_eq!(said("there is no stage \"nowhere\""), one("no-stage", &["nowhere"]));
        assert_eq!(said("there is no stage in which it runs"), one("runs-nowhere", &[]));
        assert_eq!(said("no way leads here"), one("unreachable", &[]));
        assert_eq!(
            said("\"repair\" wants \"summary\" when it is opened"),
            one("wants-when-opened", &["repair", "summary"])
        );
        assert_eq!(said("something nobody has said before"), None);
    }

    #[test]
    fn everything_the_proof_says_has_its_sentence() {
        let sources = [
            include_str!("../../../../crates/process/src/lint/mod.rs"),
            include_str!("../../../../crates/process/src/lint/graph.rs"),
            include_str!("../../../../crates/process/src/lint/texts.rs"),
        ];
        let mut missing = Vec::new();
        for line in sources.iter().flat_map(|s| s.lines()).filter(|l| l.contains("found(") || l.contains("=> Some(\""))
        {
            // The last text of the line is what is said; what it names stands in braces.
            let texts: Vec<&str> = line.split('"').skip(1).step_by(2).filter(|t| t.trim().contains(' ')).collect();
            let Some(said) = texts
                .last()
                .filter(|t| !matches!(**t, "stage {}" | "action {}" | "clock {}" | "field {}" | "{kind} {name}"))
            else {
                continue;
            };
            let mut plain = String::new();
            let mut inside = false;
            for c in said.chars() {
                match c {
                    '{' => {
                        inside = true;
                        plain.push('x')
                    }
                    '}' => inside = false,
                    _ if inside => {}
                    c => plain.push(c),
                }
            }
            let plain = plain
                .replace("` x", "` at character 1: expected a, found b")
                .replace("of x x", "of x at character 1: expected a, found b");
            if sentence(&plain).is_none() {
                missing.push(plain);
            }
        }
        assert!(missing.is_empty(), "{missing:?}");
    }
}
