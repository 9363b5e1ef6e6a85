//! Definitions nobody should publish: each is refused with file, line and what to do, and none of them does any harm.

use kernel::Permission;
use module::{Module, Permitted, Registry, Words};
use process::{Definition, Library, runtime};
use store::Migrations;

const REPAIR: &str = include_str!("../../../modules/desk/processes/repair.toml");

/// What a text is told, with these fragments at hand.
fn refused(text: &str, fragments: &[&str]) -> String {
    let told = |error: process::NotADefinition| error.to_string();
    let texts: Vec<&str> = fragments.iter().copied().chain([text]).collect();
    let (library, definitions) = match Library::of(&texts) {
        Ok(read) => read,
        Err(error) => return told(error),
    };
    Definition::from_toml_with(definitions[0], &library).map_or_else(told, |_| "nothing".to_owned())
}

/// The repair definition with one thing changed.
fn changed(from: &str, to: &str) -> String {
    assert!(REPAIR.contains(from), "{from} is not in the definition");
    REPAIR.replacen(from, to, 1)
}

#[test]
fn a_bad_definition_is_refused_with_file_line_and_what_to_do() {
    let guard = "when = \"case.assigned\"";
    let deep = format!("when = \"{}true{}\"", "(".repeat(500), ")".repeat(500));
    let negated = format!("when = \"{}case.assigned\"", "not ".repeat(500));
    let long = format!("when = \"{}\"", "case.assigned and ".repeat(1_000));
    let nested = format!("when = {}{}", "[".repeat(5_000), "]".repeat(5_000));
    let endless = format!("key = \"repair\"\n{}", "# a remark\n".repeat(1_000_000));
    for (what, text, says) in [
        (
            "unknown field",
            changed("requires = [\"photos_after\"]", "requires = [\"photo_after\"]"),
            "no field \"photo_after\"",
        ),
        ("unknown key", changed("category = \"new\"", "categroy = \"new\""), "unknown field `categroy`"),
        ("no way there", changed("to = \"merged\"\n", ""), "stage merged: no way leads here"),
        ("type error", changed(guard, "when = \"rating\""), "expected yes or no, found a number"),
        ("a choice it cannot be", changed("urgency = 'emergency' or", "urgency = 'emergncy' or"), "expected one of"),
        ("not a sum of numbers", changed(guard, "when = \"sum(materials.name) > 1\""), "expected"),
        (
            "days from no day",
            changed(guard, "when = \"days_between(today, rating) > 1\""),
            "expected a date, found a number",
        ),
        ("unknown function", changed(guard, "when = \"system('rm')\""), "expected one of the functions"),
        ("deep expression", changed(guard, &deep), "at most 48 levels of nesting"),
        ("many negations", changed(guard, &negated), "at most 48 levels of nesting"),
        ("long expression", changed(guard, &long), "at most 4000 characters"),
        ("deep text", changed(guard, &nested), "recursion depth"),
        (
            "limit until no day",
            changed("budget = \"1 workday\"", "budget = \"until rating\""),
            "neither a day nor an instant",
        ),
        ("limit nobody stops", changed("stops_on = [\"arrive\"]", "stops_on = [\"respond\"]"), "belongs to `stops_on`"),
        ("taken back after a week", changed("undo = \"5 minutes\"", "undo = \"7 days\""), "at most 1 day"),
        ("taken back in office hours", changed("undo = \"5 minutes\"", "undo = \"1 workday\""), "round the clock"),
        (
            "taken back after a call",
            changed(
                "when = \"asset is given\", input = { asset_id = \"asset\", source = \"case.id\" } } }]\n\n[[action]]\nid = \"force_close\"",
                "at_once = true, when = \"asset is given\", input = { asset_id = \"asset\", source = \"case.id\" } } }]\n\n[[action]]\nid = \"force_close\"",
            ),
            "called another module at once",
        ),
        ("kept for no time", changed("retention = { years = 5 }", "retention = { years = 0 }"), "1 to 100 years"),
        ("not a text", changed("title = {", "title = {{"), "line"),
        ("ten megabytes", endless, "put what several share into fragments"),
    ] {
        let told = refused(&text, &[]);
        assert!(told.contains(says), "{what}: {told}");
        assert!(told.starts_with("repair.toml line "), "{what} is told with file and line: {told}");
    }
}

#[test]
fn a_form_view_that_cannot_be_shown_is_refused() {
    for (what, text, says) in [
        (
            "a view of nothing",
            changed("category = \"new\"", "category = \"new\"\nviews = [{ by = [\"agent\"] }]"),
            "names at least one field",
        ),
        (
            "hidden in lists",
            changed("category = \"new\"", "category = \"new\"\nhidden = [\"summary\"]"),
            "lists of cases show \"summary\"",
        ),
        (
            "asked of whom it is hidden from",
            changed("category = \"new\"", "category = \"new\"\nviews = [{ by = [\"agent\"], hidden = [\"trade\"] }]"),
            "\"trade\" is hidden from agent",
        ),
        (
            "asked of whom the stage hides it from",
            changed("category = \"new\"", "category = \"new\"\nhidden = [\"note\"]"),
            "is hidden from agent",
        ),
        (
            "confirmed and not there",
            changed("requires = [\"photos_after\"]", "requires = [\"photos_after\"]\nconfirms = [\"price\"]"),
            "no field \"price\"",
        ),
    ] {
        let told = refused(&text, &[]);
        assert!(told.contains(says) && told.starts_with("repair.toml line "), "{what}: {told}");
    }
}

#[test]
fn what_goes_wrong_in_a_fragment_is_told_there() {
    let include = format!("{REPAIR}\n[[include]]\nfragment = \"one\"\nwith = {{ words = \"很长\" }}\n");
    let body = "fragment = \"one\"\n\n[[stage]]\nid = \"one\"\nlabel = { zh = \"{{words}}\", en = \"One\" }\n";
    let circle = format!("{body}category = \"done\"\n[[include]]\nfragment = \"two\"\n");
    let two = "fragment = \"two\"\n[[include]]\nfragment = \"one\"\nwith = { words = \"很长\" }\n";
    let wrong = format!("{body}category = \"dnoe\"\n");
    let bomb = format!("{body}category = \"done\"\n# {}\n", "{{words}}".repeat(200_000));
    let unreached = format!("{body}category = \"done\"\n");
    for (what, fragments, file, says) in [
        ("a circle", vec![circle.as_str(), two], "fragment two line 2", "one → two → one"),
        ("a slip of the pen", vec![wrong.as_str()], "fragment one line 6", "unknown variant `dnoe`"),
        ("text without end", vec![bomb.as_str()], "repair.toml line", "longer than 1000000 bytes"),
        ("a stage nobody comes to", vec![unreached.as_str()], "fragment one line 3", "stage one: no way leads here"),
    ] {
        let told = refused(&include, &fragments);
        assert!(told.contains(file) && told.contains(says), "{what}: {told}");
    }
}

#[test]
fn whoever_is_named_is_a_role_of_the_company() {
    const ROLES: &[&str] =
        &["agent", "steward", "supervisor", "technician", "engineer", "manager", "quality", "director"];
    let org = Module {
        permissions: Permitted::lines([(Permission("org.staff.view"), ROLES)]),
        ..Module::new("org", Migrations { owner: "org", files: &[] }, Words { zh: "", en: "" })
    };
    let registry = Registry::new(vec![org]);
    let roles = |text: &str| -> Vec<String> {
        let def = Definition::from_toml(text).unwrap_or_else(|e| panic!("{e}"));
        let problems = runtime::calls_fit(&def, &registry).into_iter().map(|p| p.to_string());
        problems.filter(|p| p.contains("is no role") || p.contains("he may not read")).collect()
    };
    assert_eq!(roles(REPAIR), Vec::<String>::new());
    let wrong = roles(&REPAIR.replace("\"manager\"", "\"manger\""));
    assert!(wrong.iter().any(|p| p.contains("\"manger\" is no role; there are agent, director")), "{wrong:?}");

    let read_by = |role: &str| REPAIR.replacen("number =", &format!("readers = [\"{role}\"]\nnumber ="), 1);
    assert_eq!(roles(&read_by("director")), Vec::<String>::new());
    let unknown = roles(&read_by("staff"));
    assert!(unknown[0].starts_with("readers: \"staff\" is no role"), "a word for everybody is no reader: {unknown:?}");
    let told = "{ notify = { to = [\"director\"], text = { zh = \"有新报修\", en = \"A new repair\" } } },";
    let blind = read_by("agent").replacen("effects = [", &format!("effects = [{told}"), 1);
    let found = roles(&blind);
    assert!(found.iter().any(|p| p.contains("\"director\" is told of a case he may not read")), "{found:?}");
}

const BY_KIND: &str = r#"
key = "finding"
title = { zh = "发现", en = "Finding" }
number = "FX"
list = { title = "summary" }
open = { by = ["agent"], asks = ["summary", "kind"] }
field = [
  { name = "summary", label = { zh = "事由", en = "What" }, kind = "text" },
  { name = "kind", label = { zh = "类别", en = "Kind" }, kind = "choice", choices = [{ value = "plain", zh = "一般", en = "Plain" }, { value = "grave", zh = "重大", en = "Grave" }] },
]
stage = [
  { id = "found", label = { zh = "已发现", en = "Found" }, category = "new" },
  { id = "checking", label = { zh = "复查", en = "Checking" }, category = "active" },
  { id = "closed", label = { zh = "已关闭", en = "Closed" }, category = "done" },
]
action = [
  { id = "end", label = { zh = "处理完", en = "End" }, from = ["found"], to = [{ when = "kind = 'grave'", stage = "checking" }, { stage = "closed" }], by = ["agent"] },
  { id = "check", label = { zh = "复查", en = "Check" }, from = ["checking"], to = "closed", by = ["agent"] },
]
clock = [
  { id = "check", label = { zh = "复查时限", en = "Check" }, when = "kind = 'grave'", starts_on = ["open"], runs_in = ["open"], stops_on = ["check"], budget = "3 days" },
]
"#;

#[test]
fn a_limit_need_not_be_stopped_on_ways_its_cases_cannot_take() {
    assert_eq!(refused(BY_KIND, &[]), "nothing");
    for changed in [
        BY_KIND.replace(
            "label = { zh = \"复查时限\", en = \"Check\" }, when = \"kind = 'grave'\"",
            "label = { zh = \"复查时限\", en = \"Check\" }",
        ),
        BY_KIND.replace(
            "{ when = \"kind = 'grave'\", stage = \"checking\" }",
            "{ when = \"kind = 'plain'\", stage = \"checking\" }",
        ),
        BY_KIND.replace(
            "by = [\"agent\"] },\n  { id = \"check\", label",
            "by = [\"agent\"], asks = [\"kind\"] },\n  { id = \"check\", label",
        ),
    ] {
        assert_ne!(changed, BY_KIND);
        let told = refused(&changed, &[]);
        assert!(told.contains("clock check: a case can come to \"closed\" without stopping it"), "{told}");
    }
}
