//! The message catalogue: every word of the interface in both languages, looked up by key.

use std::{collections::BTreeMap, sync::Arc};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use kernel::{Lang, Message, lang::Label};

/// The words of the components and the ones all modules share: `error-*`, `invalid-*`, common `field-*`, buttons.
pub const SHARED: (&str, &str, &str) = ("ui", include_str!("../texts/zh-CN.ftl"), include_str!("../texts/en.ftl"));

/// One entry as its source says it, kept to compare the languages and to tell a repetition from a contradiction.
struct Entry {
    owner: String,
    source: String,
}

/// One language of the catalogue.
struct Book {
    bundle: FluentBundle<FluentResource>,
    entries: BTreeMap<String, Entry>,
}

/// The whole catalogue. Built once at the start and shared.
pub struct Texts {
    zh: Book,
    en: Book,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("keys", &self.zh.entries.len()).finish()
    }
}

impl Texts {
    /// Builds the catalogue from the shared texts and those of the modules: `(owner, zh-CN, en)`, each in Fluent syntax.
    ///
    /// # Errors
    /// Every syntax error, and every key that two owners give different words. The same words twice are no problem.
    pub fn new(parts: &[(&str, &str, &str)]) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let all = || std::iter::once(SHARED).chain(parts.iter().copied());
        let zh = Book::new(Lang::Zh, all().map(|(owner, zh, _)| (owner, zh)), &mut problems);
        let en = Book::new(Lang::En, all().map(|(owner, _, en)| (owner, en)), &mut problems);
        if problems.is_empty() { Ok(Self { zh, en }) } else { Err(problems) }
    }

    /// The keys one language lacks, and the ones whose arguments differ between the languages. Empty when all is well.
    pub fn check(&self) -> Vec<String> {
        let lacks = |book: &Book, other: &Book, lang: Lang| -> Vec<String> {
            let missing = other.entries.iter().filter(|(key, _)| !book.entries.contains_key(*key));
            missing.map(|(key, entry)| format!("{}: {key} is missing in {}", entry.owner, lang.tag())).collect()
        };
        let mut found = lacks(&self.zh, &self.en, Lang::Zh);
        found.extend(lacks(&self.en, &self.zh, Lang::En));
        for (key, entry) in &self.zh.entries {
            let Some(other) = self.en.entries.get(key) else { continue };
            if arguments(&entry.source) != arguments(&other.source) {
                found.push(format!("{}: {key} has other arguments in the two languages", entry.owner));
            }
        }
        found
    }

    /// All keys of the catalogue, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.zh.entries.keys().map(String::as_str)
    }

    /// Whether the catalogue has words for a key in both languages.
    pub fn has(&self, key: &str) -> bool {
        self.zh.entries.contains_key(key) && self.en.entries.contains_key(key)
    }

    fn book(&self, lang: Lang) -> &Book {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

impl Book {
    fn new<'a>(lang: Lang, parts: impl Iterator<Item = (&'a str, &'a str)>, problems: &mut Vec<String>) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![lang.tag().parse().expect("both tags are well-formed")]);
        // Our texts never mix writing directions, and the isolation marks would show in titles and exports.
        bundle.set_use_isolating(false);
        let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
        for (owner, source) in parts {
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
                problems.extend(errors.iter().map(|e| format!("{owner} {}: {e}", lang.tag())));
                resource
            });
            for (key, source) in entries_of(source) {
                match entries.get(&key) {
                    Some(known) if known.source != source => {
                        problems.push(format!(
                            "{key} ({}) is said differently by {} and {owner}",
                            lang.tag(),
                            known.owner
                        ));
                    }
                    _ => {
                        entries.insert(key, Entry { owner: owner.to_owned(), source });
                    }
                }
            }
            // Contradictions were found above with their owners' names; equal repetitions are harmless.
            let _ = bundle.add_resource(resource);
        }
        Self { bundle, entries }
    }

    fn say(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let message = self.bundle.get_message(key)?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(message.value()?, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::debug!(key, ?errors, "a text could not be put together");
        }
        Some(text)
    }
}

/// Keys and sources of the messages in a Fluent text: a key stands at the start of a line, its continuation is indented.
fn entries_of(source: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    for line in source.lines() {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            if let Some((key, text)) = line.split_once('=') {
                entries.push((key.trim().to_owned(), text.trim().to_owned()));
            }
        } else if line.starts_with([' ', '}'])
            && let Some((_, text)) = entries.last_mut()
        {
            text.push('\n');
            text.push_str(line.trim());
        }
    }
    entries
}

/// The names after `$` in a source, sorted, each once.
fn arguments(source: &str) -> Vec<&str> {
    let name =
        |rest: &str| rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
    let mut names: Vec<&str> = source.split('$').skip(1).map(|rest| &rest[..name(rest)]).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A number as the catalogue's plural rules want it; a code such as `007` stays a text.
fn argument(value: &str) -> FluentValue<'_> {
    match value.parse::<u32>() {
        Ok(number) if number.to_string() == value => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

/// The catalogue in one language: what a page is given to speak with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Speech {
    /// The whole catalogue.
    pub texts: Arc<Texts>,
    /// The language of the reader.
    pub lang: Lang,
}

impl Speech {
    /// A voice in a language.
    pub fn new(texts: Arc<Texts>, lang: Lang) -> Self {
        Self { texts, lang }
    }

    /// A voice that knows only the shared texts; for tests and for pages shown before the modules stand.
    pub fn shared(lang: Lang) -> Self {
        Self { texts: Arc::new(Texts::new(&[]).expect("the shared texts are tested")), lang }
    }

    /// The words for a key; the key itself, with a line in the debug log, when there are none.
    pub fn say(&self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// The words for a key with its arguments.
    pub fn say_with(&self, key: &str, args: &[(&str, &str)]) -> String {
        let mut given = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            given.set(*name, argument(value));
        }
        self.look_up(key, Some(&given))
    }

    /// A sentence of a rule or a check.
    pub fn message(&self, message: &Message) -> String {
        let args: Vec<(&str, &str)> =
            message.params.iter().map(|(name, value)| (*name, kernel::error::argument(value, self.lang))).collect();
        self.say_with(&message.key, &args)
    }

    /// A label: its own words, or those of its key.
    pub fn label(&self, label: &Label) -> String {
        match label {
            Label::Key(key) => self.say(key),
            both @ Label::Both { .. } => both.said(self.lang).unwrap_or_default().to_owned(),
        }
    }

    /// The words for a key, or `None` when the catalogue has none; no log.
    pub fn known(&self, key: &str) -> Option<String> {
        self.texts.book(self.lang).say(key, None)
    }

    fn look_up(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        self.texts.book(self.lang).say(key, args).unwrap_or_else(|| {
            tracing::debug!(key, lang = self.lang.tag(), "no words for a key");
            key.to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shared_texts_are_complete_in_both_languages() {
        let texts = Texts::new(&[]).expect("no contradiction");
        assert_eq!(texts.check(), Vec::<String>::new());
    }

    #[test]
    fn a_key_missing_in_one_language_is_named_with_its_owner() {
        let texts =
            Texts::new(&[("desk", "desk-a = 甲\ndesk-b = { $n } 个", "desk-b = some")]).expect("no contradiction");
        assert_eq!(
            texts.check(),
            ["desk: desk-a is missing in en", "desk: desk-b has other arguments in the two languages"]
        );
    }

    #[test]
    fn two_owners_may_repeat_but_not_contradict() {
        assert!(Texts::new(&[("a", "x-y = 词", "x-y = word"), ("b", "x-y = 词", "x-y = word")]).is_ok());
        let problems =
            Texts::new(&[("a", "x-y = 词", "x-y = word"), ("b", "x-y = 字", "x-y = word")]).expect_err("contradiction");
        assert_eq!(problems, ["x-y (zh-CN) is said differently by a and b"]);
    }

    #[test]
    fn a_message_of_the_kernel_is_said_with_its_arguments() {
        let en = Speech::shared(Lang::En);
        assert_eq!(en.message(&Message::of("error-invalid").with("count", 1)), "One entry needs attention:");
        assert_eq!(en.message(&Message::of("error-invalid").with("count", 12)), "12 entries need attention:");
        assert_eq!(en.message(&Message::of("invalid-too-small").with("min", "007")), "Not less than 007");
        assert_eq!(en.say("no-such-key"), "no-such-key");
    }

    #[test]
    fn every_sentence_of_the_kernel_has_words() {
        let texts = Texts::new(&[]).expect("no contradiction");
        let sources = [
            include_str!("../../kernel/src/error.rs"),
            include_str!("../../kernel/src/form/decode.rs"),
            include_str!("../../kernel/src/form/validate.rs"),
        ];
        let mut found = 0;
        for key in sources.iter().flat_map(|s| s.split('"').skip(1).step_by(2)) {
            if (key.starts_with("error-") || key.starts_with("invalid-")) && !key.contains(' ') {
                found += 1;
                assert!(texts.has(key), "{key}");
            }
        }
        assert!(found > 20, "only {found} keys were seen");
    }
}
