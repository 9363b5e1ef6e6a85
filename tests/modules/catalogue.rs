//! Every definition is fit to run, and its stories end where they say: decided by the pure core, without a database.

use std::{collections::BTreeMap, fs, path::Path};

use process::{Definition, Library, runtime, story};

/// The texts of a folder and what is below it, by file name.
fn read(folder: &Path, into: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            read(&path, into);
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = entry.file_name().to_string_lossy().into_owned();
            into.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
}

/// Where definitions stand: those of the desk, whose fragments all include, and those of this module.
fn files() -> BTreeMap<String, String> {
    let modules = Path::new("../modules");
    let mut files = BTreeMap::new();
    read(&modules.join("desk/processes"), &mut files);
    read(&modules.join("catalogue/processes"), &mut files);
    files
}

#[test]
fn every_definition_is_fit_and_its_stories_end_where_they_say() {
    let files = files();
    let texts: Vec<&str> = files.iter().filter(|(n, _)| !n.ends_with(".story.toml")).map(|(_, t)| t.as_str()).collect();
    let (library, _) = Library::of(&texts).unwrap_or_else(|e| panic!("{e}"));
    let (mut wrong, mut told, mut definitions) = (Vec::new(), 0, BTreeMap::new());
    for (name, text) in files.iter().filter(|(n, _)| !n.ends_with(".story.toml") && !n.starts_with("fragment_")) {
        match Definition::from_toml_with(text, &library) {
            Ok(def) if format!("{}.toml", def.key) == *name => drop(definitions.insert(def.key.clone(), def)),
            Ok(def) => wrong.push(format!("{name}: its key is {}", def.key)),
            Err(e) => wrong.push(format!("{name}: {e}")),
        }
    }
    wrong.extend(runtime::definitions(&texts).err().map(|e| e.to_string()));
    let mut numbers: BTreeMap<&str, &str> = BTreeMap::new();
    for def in definitions.values() {
        if let Some(other) = numbers.insert(&def.number, &def.key) {
            wrong.push(format!("{} and {other} both count {}", def.key, def.number));
        }
        let Some(text) = files.get(&format!("{}.story.toml", def.key)) else {
            wrong.push(format!("{}: nothing is told of it", def.key));
            continue;
        };
        match story::stories(text) {
            Ok(stories) if stories.len() < 2 => wrong.push(format!("{}: one way is not enough", def.key)),
            Ok(stories) => {
                told += stories.len();
                wrong.extend(
                    stories
                        .iter()
                        .filter_map(|s| story::walk(def, s).err().map(|e| format!("{} “{}”: {e}", def.key, s.name))),
                );
            }
            Err(e) => wrong.push(format!("{}.story.toml: {e}", def.key)),
        }
    }
    println!("{} definitions, {told} stories", definitions.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
