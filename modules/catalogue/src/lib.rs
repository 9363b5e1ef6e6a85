//! The process definitions that ship for everything no module of its own has taken over yet.

use std::borrow::Cow;

use module::{Module, Words};
use rust_embed::RustEmbed;
use store::Migrations;

#[derive(RustEmbed)]
#[folder = "processes"]
struct Files;

/// The module: definitions and nothing else.
pub fn module() -> Module {
    Module {
        processes: texts(),
        ..Module::new("catalogue", Migrations { owner: "catalogue", files: &[] }, Words { zh: "", en: "" })
    }
}

/// Every definition and every fragment, by the names of their files.
fn texts() -> Vec<&'static str> {
    let mut names: Vec<Cow<'static, str>> = Files::iter().filter(|name| !name.ends_with(".story.toml")).collect();
    names.sort();
    let embedded = names.iter().filter_map(|name| Files::get(name));
    embedded
        .filter_map(|file| if let Cow::Borrowed(bytes) = file.data { std::str::from_utf8(bytes).ok() } else { None })
        .collect()
}
