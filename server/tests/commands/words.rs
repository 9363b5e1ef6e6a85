//! What the commands say: help, refusals, exit codes.

use super::{Place, finish, steward};

#[test]
fn an_unknown_option_ends_with_two_and_says_where_help_is() {
    for args in
        [&["serve", "--lisen", "127.0.0.1:0"][..], &["bakup"], &["user", "create"], &["demo", "--months", "99"], &[]]
    {
        let mut command = steward();
        command.args(args);
        let ran = finish(command, "");
        assert_eq!(ran.code, Some(2), "{args:?}: {ran:?}");
        assert!(ran.err.contains("--help") || ran.err.contains("Usage"), "{args:?}: {}", ran.err);
    }
    let mut command = steward();
    command.args(["serve", "--lisen", "127.0.0.1:0"]);
    assert!(finish(command, "").err.contains("--listen"), "a near miss is named");
}

#[test]
fn every_command_explains_itself() {
    let help = |args: &[&str]| {
        let mut command = steward();
        command.args(args).arg("--help");
        finish(command, "").well().out
    };
    let all = help(&[]);
    for name in
        ["serve", "demo", "migrate", "import", "export", "backup", "restore", "verify", "routes", "user", "handbook"]
    {
        assert!(all.contains(name), "{name} is not in the help");
        assert!(help(&[name]).len() > 200, "{name} says what it takes");
    }
    assert!(help(&["serve"]).contains("--proxy") && help(&["serve"]).contains("--self-signed"));
}

#[test]
fn the_routes_are_printed_with_their_permissions() {
    let mut command = steward();
    command.arg("routes");
    let out = finish(command, "").well().out;
    assert!(out.lines().count() > 200);
    assert!(out.lines().any(|l| l.starts_with("POST") && l.contains("/api/v1/desk/processes/{process}/cases")));
    assert!(out.lines().all(|l| l.split_whitespace().count() == 4), "verb, path, permission, name");
}

#[tokio::test]
async fn the_handbook_is_a_document_of_its_own_in_either_language() {
    let place = Place::new().await;
    place.run(&["migrate"]).well();
    let out = place.folder.path().join("handbook.html");
    let path = out.display().to_string();
    place.run(&["handbook", "--out", &path]).well();
    let whole = std::fs::read_to_string(&out).unwrap();
    for words in ["<html lang=\"zh", "流程手册", "id=\"repair\"", "id=\"budget\"", "@page book-zh", "<svg"] {
        assert!(whole.contains(words), "{words}");
    }
    assert!(!whole.contains("<script") && !whole.contains("<link"), "it needs nothing else");
    place.run(&["handbook", "--out", &path, "--lang", "en", "--area", "finance"]).well();
    let finance = std::fs::read_to_string(&out).unwrap();
    assert!(finance.contains("Process handbook") && finance.contains("id=\"budget\""));
    assert!(!finance.contains("id=\"repair\""), "only the chosen area");
    let nowhere = place.run(&["handbook", "--out", &path, "--area", "kitchen"]);
    assert_eq!(nowhere.code, Some(1));
    assert!(nowhere.err.contains("customer"), "{}", nowhere.err);
}

#[tokio::test]
async fn the_handbook_is_a_pdf_when_its_name_says_so() {
    let place = Place::new().await;
    place.run(&["migrate"]).well();
    let out = place.folder.path().join("handbook.pdf");
    let path = out.display().to_string();
    place.run(&["handbook", "--out", &path, "--area", "finance"]).well();
    let finance = std::fs::read(&out).unwrap();
    assert!(finance.starts_with(b"%PDF-"), "{:?}", &finance[..8]);
    let has = |words: &str| finance.windows(words.len()).any(|part| part == words.as_bytes());
    for words in ["/Outlines", "/StructTreeRoot", "/Lang", "/FontFile"] {
        assert!(has(words), "{words}");
    }
    let other = place.folder.path().join("handbook.book").display().to_string();
    place.run(&["handbook", "--out", &other, "--format", "pdf", "--lang", "en", "--area", "environment"]).well();
    assert!(std::fs::read(&other).unwrap().starts_with(b"%PDF-"));
}

#[tokio::test]
async fn accounts_are_made_listed_and_given_new_passwords() {
    let place = Place::new().await;
    assert!(place.run(&["migrate"]).well().out.contains("up to date"));
    assert!(place.run(&["migrate"]).well().out.contains("up to date"), "a second time changes nothing");
    let none = place.told(&["user", "add", "admin", "管理员"], "");
    assert_eq!(none.code, Some(1));
    assert!(none.err.contains("no password"), "{}", none.err);
    let weak = place.told(&["user", "add", "admin", "管理员"], "123\n");
    assert_eq!(weak.code, Some(1));
    assert!(weak.err.contains("password"), "{}", weak.err);
    place.told(&["user", "add", "admin", "管理员", "--role", "admin"], "anhe-demo-2026\n").well();
    let twice = place.told(&["user", "add", "admin", "管理员"], "anhe-demo-2026\n");
    assert_eq!(twice.code, Some(1), "the name is taken: {twice:?}");
    place.told(&["user", "reset", "admin"], "another-one-2026\n").well();
    place.run(&["user", "unlock", "admin"]).well();
    assert!(place.run(&["user", "list"]).well().out.contains("管理员"));
    let nobody = place.told(&["user", "reset", "nobody"], "another-one-2026\n");
    assert_eq!(nobody.code, Some(1));
    assert!(nobody.err.contains("no account nobody"), "{}", nobody.err);
    let serving = place.serve(&[]);
    let client = super::Client::of(&serving.url);
    let (old, _) =
        client.post("/api/v1/sign_in", serde_json::json!({"login": "admin", "password": "anhe-demo-2026"})).await;
    let (new, _) =
        client.post("/api/v1/sign_in", serde_json::json!({"login": "admin", "password": "another-one-2026"})).await;
    assert_eq!((old, new), (422, 200));
}
