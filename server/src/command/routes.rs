//! `steward routes`

use std::process::ExitCode;

use anyhow::Result;
use module::Registry;

use crate::modules;

/// Every address with verb, permission and line.
pub fn lines(registry: &Registry) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut put = |verb: &str, path: String, permission: &str, name: &str| {
        lines.push(format!("{verb:<5} {path:<60} {permission:<36} {name}"));
    };
    for page in registry.pages() {
        put("GET", page.path.to_owned(), page.permission.0, page.name);
    }
    for query in registry.queries() {
        if query.list.as_ref().is_some_and(|l| l.page) {
            put("GET", query.path.to_owned(), query.permission.0, query.name);
        }
        put("GET", format!("/api/v1{}", query.path), query.permission.0, query.name);
    }
    for action in registry.actions() {
        put("POST", action.path.to_owned(), action.permission.0, action.name);
        put("POST", format!("/api/v1{}", action.path), action.permission.0, action.name);
    }
    lines.sort_by(|a, b| a[6..].cmp(&b[6..]));
    lines
}

pub(super) fn run() -> Result<ExitCode> {
    for line in lines(&Registry::new(modules())) {
        println!("{line}");
    }
    Ok(ExitCode::SUCCESS)
}
