//! The two definitions that ship, and the lints that keep an unfit one from being published.

use process::{Definition, NotADefinition};

const REPAIR: &str = include_str!("../../../modules/desk/processes/repair.toml");
const COMPLAINT: &str = include_str!("../../../modules/desk/processes/complaint.toml");

fn repair() -> Definition {
    Definition::from_toml(REPAIR).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn repair_and_complaint_are_fit_to_run() {
    let (repair, complaint) = (repair(), Definition::from_toml(COMPLAINT).unwrap_or_else(|e| panic!("{e}")));
    assert_eq!(repair.clocks.len(), 5);
    assert_ne!(repair.hash(), complaint.hash());
    let resume: Vec<_> = repair.ways().into_iter().filter(|w| w.action.id == "resume").map(|w| w.to).collect();
    assert_eq!(resume, ["accepted", "on_site", "working"]);
}

#[test]
fn the_hash_is_of_what_it_says_and_not_of_how_it_is_laid_out() {
    let spaced = format!("# a remark\n{}", REPAIR.replace("key = ", "key   =   "));
    assert_eq!(Definition::from_toml(&spaced).expect("reads").hash(), repair().hash());
    let changed = REPAIR.replace("cap = \"15 days\"", "cap = \"16 days\"");
    assert_ne!(Definition::from_toml(&changed).expect("reads").hash(), repair().hash());
    let json = serde_json::to_string(&repair()).expect("writes");
    assert_eq!(serde_json::from_str::<Definition>(&json).expect("reads").hash(), repair().hash());
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    for (from, to, line, says) in [
        ("category = \"new\"", "categroy = \"new\"", "id = \"registered\"", "unknown field `categroy`"),
        ("budget = \"1 workday\"", "budget = \"P1D\"", "budget = \"1 workday\"", "expected a length of time"),
        ("at = \"50%\"", "at = \"half\"", "at = \"50%\"", "expected a rung"),
        (
            "when = \"case.assigned\"",
            "when = \"case.assigned and\"",
            "when = \"case.assigned\"",
            "expected a name or a value",
        ),
    ] {
        assert!(REPAIR.contains(from), "{from}");
        let Err(NotADefinition::Unreadable(why)) = Definition::from_toml(&REPAIR.replacen(from, to, 1)) else {
            panic!("{to} was read");
        };
        let text = why.to_string();
        let near = REPAIR.lines().position(|l| l.contains(line)).expect("there") + 1;
        assert!(text.contains(says), "{text}");
        let told = text.split("line ").nth(1).and_then(|t| t.split(',').next()).and_then(|n| n.parse::<usize>().ok());
        assert!(told.is_some_and(|n| n.abs_diff(near) <= 4), "near line {near}: {text}");
    }
}

/// The problems of the repair definition with one thing changed.
fn problems(from: &str, to: &str) -> String {
    assert!(REPAIR.contains(from), "{from} is not in the definition");
    match Definition::from_toml(&REPAIR.replace(from, to)) {
        Err(NotADefinition::Unfit(problems)) => problems.iter().map(|p| format!("{p}\n")).collect(),
        Err(NotADefinition::Unreadable(text)) => panic!("{text}"),
        Ok(_) => String::new(),
    }
}

#[test]
fn what_would_not_work_is_found_before_it_is_published() {
    for (from, to, says) in [
        ("to = \"merged\"\n", "", "stage merged: no way leads here"),
        (
            "urgency = 'emergency' or",
            "urgency = 'emergncy' or",
            "expected one of emergency, urgent, normal, found \"emergncy\"",
        ),
        ("when = \"case.assigned\"", "when = \"rating\"", "expected yes or no, found a number"),
        (
            "stops_on = [\"arrive\"]",
            "stops_on = [\"respond\"]",
            "clock arrival: a case can come to \"closed\" without stopping it",
        ),
        (
            "requires = [\"photos_after\"]",
            "requires = [\"details\", \"photos_after\", \"position_after\"]",
            "there is no field \"position_after\"",
        ),
        ("\"result\", \"photos_after\", ", "\"result\", ", "nothing ever asks for \"photos_after\""),
        (
            "zh = \"接单\", en = \"Accept\"",
            "zh = \"接单\", en = \" \"",
            "action accept: words are given in both languages",
        ),
        ("zh = \"抢单\", en = \"Grab\"", "zh = \"派单\", en = \"Grab\"", ""),
        ("zh = \"值班轮派\"", "zh = \"派单\"", "action assign: has the same words on its button as action rotate"),
        ("[pause]\ncap = \"15 days\"", "[pause]", "stage quoted: a case could wait here for ever"),
        ("calendar = \"office\"\nnumber", "calendar = \"always\"\nnumber", "working time needs a business calendar"),
        (
            "response = \"15 minutes\", arrival = \"1 hour\"",
            "response = \"soon\", arrival = \"1 hour\"",
            "\"soon\" is no span of time: write 2 hours",
        ),
        ("{ then = { level = \"p3\" } }", "{ then = { level = \"p9\" } }", "which is no choice of \"priority\""),
        ("  { stage = \"closed\" },\n", "", "the last of several ways has no condition"),
        ("does = \"follow_up\"", "", "no action records the call"),
        ("id = \"pool\"", "id = \"active\"", "this word already means a kind of stage"),
        ("fails_when = \"not tested", "fails_when = \"not tasted", "found `tasted`"),
    ] {
        let found = problems(from, to);
        assert!(
            found.contains(says) && (!says.is_empty() || found.is_empty()),
            "{to}: expected {says:?}, found\n{found}"
        );
    }
}

#[test]
fn a_stage_without_an_end_or_without_anybody_is_found() {
    let dead_end = r#"
key = "enquiry"
title = { zh = "咨询", en = "Enquiry" }
number = "ZX"
list = { title = "question" }
open = { by = ["staff"] }
field = [{ name = "question", label = { zh = "问题", en = "Question" }, kind = "text" }]
stage = [
  { id = "asked", label = { zh = "已提问", en = "Asked" }, category = "new" },
  { id = "lost", label = { zh = "搁置", en = "Put aside" }, category = "active" },
  { id = "answered", label = { zh = "已答复", en = "Answered" }, category = "done" },
]
action = [
  { id = "answer", label = { zh = "答复", en = "Answer" }, from = ["asked"], to = "answered", by = ["system"] },
  { id = "put_aside", label = { zh = "搁置", en = "Put aside" }, from = ["asked"], to = "lost", by = ["agent"] },
]
"#;
    let Err(problem) = Definition::from_toml(dead_end) else { panic!("published") };
    let text = problem.to_string();
    assert!(text.contains("stage lost: no way leads from here to an end"), "{text}");
    assert!(text.contains("stage lost: nobody can move a case on from here"), "{text}");
}

/// A small process that is nothing but a beginning and an end; what stands between is included.
const SMALL: &str = r#"
key = "claim"
title = { zh = "报销", en = "Claim" }
number = "BX"
list = { title = "summary" }

[open]
by = ["staff"]
asks = ["summary", "amount"]

[[field]]
name = "summary"
label = { zh = "事由", en = "For what" }
kind = "text"

[[field]]
name = "amount"
label = { zh = "金额", en = "Amount" }
kind = "money"

[[stage]]
id = "draft"
label = { zh = "待提交", en = "Draft" }
category = "new"
owner = "staff"

[[stage]]
id = "paid"
label = { zh = "已付款", en = "Paid" }
category = "done"

[[action]]
id = "submit"
label = { zh = "提交", en = "Submit" }
from = ["draft"]
to = "approving"
by = ["staff"]

[[include]]
fragment = "approval"
with = { by = ["manager", "director"], to = "paid" }
"#;

const APPROVAL: &str = r#"
# Two pairs of eyes.
fragment = "approval"
defaults = { words = "同意" }

[[stage]]
id = "approving"
label = { zh = "待审批", en = "To be approved" }
category = "active"
owner = "manager"

[[action]]
id = "approve"
label = { zh = "{{words}}", en = "Approve" }
from = ["approving"]
to = "{{to}}"
by = {{by}}
not_same_actor_as = ["submit"]
"#;

fn included(small: &str, fragments: &[&str]) -> Result<Definition, NotADefinition> {
    let texts: Vec<&str> = fragments.iter().copied().chain([small]).collect();
    let (library, definitions) = process::Library::of(&texts)?;
    Definition::from_toml_with(definitions[0], &library)
}

#[test]
fn a_fragment_is_read_as_if_it_stood_in_the_file() {
    let def = included(SMALL, &[APPROVAL]).unwrap_or_else(|e| panic!("{e}"));
    let approve = def.action("approve").expect("included");
    assert_eq!(
        (approve.label.zh.as_str(), approve.by.as_slice()),
        ("同意", ["manager".to_owned(), "director".into()].as_slice())
    );
    let json = serde_json::to_string(&def).expect("writes");
    assert!(!json.contains("include"), "what a case pins stands by itself");
    assert_eq!(serde_json::from_str::<Definition>(&json).expect("reads").hash(), def.hash());
    let other = included(&SMALL.replace("to = \"paid\" }", "to = \"paid\", words = \"准\" }"), &[APPROVAL]);
    assert_ne!(other.expect("reads").hash(), def.hash(), "another value makes another definition");
}

#[test]
fn what_cannot_be_included_is_refused_with_file_and_line() {
    let line_of = |text: &str, part: &str| text.lines().position(|l| l.contains(part)).expect("there") + 1;
    let circle = format!("{APPROVAL}\n[[include]]\nfragment = \"more\"\n");
    let more =
        "fragment = \"more\"\n\n[[include]]\nfragment = \"approval\"\nwith = { by = [\"manager\"], to = \"paid\" }\n";
    let wrong = APPROVAL.replace("category = \"active\"", "categroy = \"active\"");
    let include = format!("claim.toml line {}", line_of(SMALL, "[[include]]"));
    for (small, fragments, says) in [
        (SMALL.to_owned(), vec![], vec![include.clone(), "there is no fragment \"approval\"".to_owned()]),
        (
            SMALL.to_owned(),
            vec![circle.as_str(), more],
            vec!["fragment more line 3".into(), "approval → more → approval".into()],
        ),
        (
            SMALL.to_owned(),
            vec![wrong.as_str()],
            vec![format!("fragment approval line {}", line_of(&wrong, "categroy")), "unknown field `categroy`".into()],
        ),
        (
            SMALL.replace(", to = \"paid\" }", " }"),
            vec![APPROVAL],
            vec![include.clone(), "wants a value for \"to\"".into()],
        ),
        (
            SMALL.replace("to = \"paid\" }", "to = \"paid\", too = 1 }"),
            vec![APPROVAL],
            vec![include, "no parameter \"too\"".into()],
        ),
        (SMALL.replace("\"paid\" }", "'a\"b' }"), vec![APPROVAL], vec!["has quotes or lines".into()]),
        (format!("{SMALL}# {}", "x".repeat(1_000_001)), vec![APPROVAL], vec!["at most 1000000 bytes".into()]),
    ] {
        let Err(error) = included(&small, &fragments) else { panic!("{says:?} was read") };
        for part in says {
            assert!(error.to_string().contains(&part), "{part}: {error}");
        }
    }
}
