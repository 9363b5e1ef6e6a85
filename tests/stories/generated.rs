//! What is checked in under docs/generated is what the code says; `make generated` writes it anew.

use std::{fmt::Write, fs, path::PathBuf};

use kernel::Lang;
use module::Registry;
use ui::Speech;

fn folder() -> PathBuf {
    PathBuf::from("../docs/generated")
}

/// Compares a generated document with the one checked in, or writes it when `UPDATE_GENERATED` is set.
#[track_caller]
fn same(name: &str, text: &str) {
    let path = folder().join(name);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(folder()).expect("a folder");
        fs::write(&path, text).expect("writes");
        return;
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "docs/generated/{name} is not what the code says: run `make generated` and look at the difference"
    );
}

fn registry() -> Registry {
    Registry::new(server::modules())
}

#[test]
fn generated_routes() {
    same("routes.txt", &(server::routes(&registry()).join("\n") + "\n"));
}

#[test]
fn generated_permissions() {
    let registry = registry();
    let mut roles: Vec<&str> = registry.permissions().flat_map(|p| p.roles.iter().copied()).collect();
    roles.sort_unstable();
    roles.dedup();
    let mut lines: Vec<String> = registry
        .permissions()
        .map(|p| {
            let marks: String = roles.iter().map(|r| if p.roles.contains(r) { "x" } else { "." }).collect();
            format!("{marks}  {}", p.permission.0)
        })
        .collect();
    lines.sort_by(|a, b| a.split("  ").nth(1).cmp(&b.split("  ").nth(1)));
    let mut text = String::new();
    for (nth, role) in roles.iter().enumerate() {
        writeln!(text, "{}{role}", "|".repeat(nth)).expect("a text takes all");
    }
    same("permissions.txt", &format!("{text}{}\n", lines.join("\n")));
}

#[test]
fn generated_openapi() {
    let texts = server::texts(&server::modules()).expect("the catalogue reads");
    let speech = Speech::new(std::sync::Arc::new(texts), Lang::En);
    let document = web::document(&registry(), &speech);
    same("openapi.json", &(serde_json::to_string_pretty(&document).expect("JSON") + "\n"));
}

#[tokio::test]
async fn generated_schema() {
    let data = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", data.path().join("steward.db").display());
    let db = store::Db::open(&url, store::Options::default()).await.expect("opens");
    db.migrate(&server::migrations(&server::modules())).await.expect("migrates");
    let mut text = String::new();
    let mut table = String::new();
    for column in store::schema::columns(&db).await.expect("columns") {
        if column.table_name != table {
            table.clone_from(&column.table_name);
            writeln!(text, "{table}").expect("a text takes all");
        }
        writeln!(text, "    {:<28} {}{}", column.name, column.kind, if column.nullable { "?" } else { "" })
            .expect("a text takes all");
    }
    same("schema.txt", &text);
}
