//! The tracked tree as the rules see it.

use std::{path::Path, process::Command, sync::OnceLock};

use crate::source::Source;

/// A text file of the tree.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// Its content; empty for files that are not UTF-8 text.
    pub text: String,
    read: OnceLock<Source>,
}

impl File {
    fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), read: OnceLock::new() }
    }

    /// Its reading as a source, done once for all rules.
    pub fn source(&self) -> &Source {
        self.read.get_or_init(|| Source::read(&self.text, self.is("rs")))
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The name without its ending.
    pub fn stem(&self) -> &str {
        self.name().split('.').next().unwrap_or_default()
    }

    /// Whether the path ends with `.ending`.
    pub fn is(&self, ending: &str) -> bool {
        self.path.strip_suffix(ending).is_some_and(|rest| rest.ends_with('.'))
    }

    /// The business module the file belongs to, when it lies in `modules/<module>/`.
    pub fn module(&self) -> Option<&str> {
        self.path.strip_prefix("modules/")?.split_once('/').map(|(module, _)| module)
    }

    /// Whether it holds tests only.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || matches!(self.stem(), "test" | "tests")
    }
}

/// All text files that are tracked, or new and not ignored.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The files, sorted by path.
    pub files: Vec<File>,
}

impl Tree {
    /// The tree this crate stands in, read from disk through the list git keeps.
    ///
    /// # Panics
    /// When git cannot be asked: the rules would then pass over nothing.
    pub fn here() -> Self {
        // Cargo runs tests in the folder of their package, whichever clone a kept build comes from.
        let root = Path::new("..");
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .expect("git is installed");
        assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
        let paths = String::from_utf8(listed.stdout).expect("paths are UTF-8");
        let mut files: Vec<File> = paths
            .split('\0')
            .filter(|path| !path.is_empty() && !path.starts_with("docs/generated/"))
            .filter_map(|path| {
                let bytes = std::fs::read(root.join(path)).ok()?;
                Some(File::new(path, String::from_utf8(bytes).unwrap_or_default()))
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// A tree of the given texts, for the tests of the rules.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| File::new(*path, *text)).collect();
        Self { files }
    }

    /// The file at that path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|f| f.path == path)
    }

    /// The files with that ending.
    pub fn ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = &'a File> {
        self.files.iter().filter(move |f| f.is(ending))
    }

    /// Rust sources, without the rules' own (they name what they forbid).
    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.ending("rs").filter(|f| !f.path.starts_with("tidy/"))
    }

    /// The modules that are crates already: those with a Cargo.toml.
    pub fn modules(&self) -> Vec<&str> {
        self.files.iter().filter(|f| f.name() == "Cargo.toml").filter_map(File::module).collect()
    }
}
