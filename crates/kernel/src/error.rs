//! What can go wrong, by kind and not by feature. Words are looked up in the message catalogue by the renderer.

use std::{borrow::Cow, fmt};

use serde::Serialize;

use crate::lang::Lang;

/// A sentence of the catalogue with its arguments, still without a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The key in the catalogue, as in `case-pause-too-long`.
    pub key: Cow<'static, str>,
    /// The named arguments.
    pub params: Vec<(&'static str, String)>,
}

impl Message {
    /// A sentence without arguments.
    pub fn of(key: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), params: Vec::new() }
    }

    /// The same sentence with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// The same sentence with an argument that is said in both languages; the renderer takes the reader's.
    #[must_use]
    pub fn with_words(self, name: &'static str, zh: &str, en: &str) -> Self {
        self.with(name, format!("{zh}{BETWEEN_LANGUAGES}{en}"))
    }

    /// The English sentence that a catalogue – the text of an `en.ftl` with one line for each – has for it; its key when there is
    /// none. For logs, files and machine callers of the pure crates; people read it in their own language from the same catalogue.
    pub fn english(&self, catalogue: &str) -> String {
        let line = catalogue.lines().find_map(|line| line.strip_prefix(&*self.key)?.strip_prefix(" = "));
        let mut said = line.unwrap_or(&self.key).to_owned();
        for (name, value) in &self.params {
            said = said.replace(&format!("{{ ${name} }}"), argument(value, Lang::En));
        }
        said
    }
}

/// Stands between 中文 and English in an argument given in both; no text of ours contains it.
const BETWEEN_LANGUAGES: char = '\u{1f}';

/// The part of an argument that is meant for this language: all of it unless it was given in both.
pub fn argument(value: &str, lang: Lang) -> &str {
    match (value.split_once(BETWEEN_LANGUAGES), lang) {
        (Some((zh, _)), Lang::Zh) => zh,
        (Some((_, en)), Lang::En) => en,
        (None, _) => value,
    }
}

/// One field of an input and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's name, dotted below the top: `roles.0.role`.
    pub field: String,
    /// What to do about it.
    pub message: Message,
}

/// Everything an action, query or page may answer instead of a result.
#[derive(Debug)]
pub enum Error {
    /// Nobody is signed in.
    Unauthenticated,
    /// The actor holds no role with this permission, anywhere.
    Forbidden(Cow<'static, str>),
    /// There is no such record, or it is somebody else's.
    NotFound,
    /// The input does not fit; each field says why.
    Invalid(Vec<FieldError>),
    /// A rule of the business forbids it in this state.
    Broken(Message),
    /// Somebody changed the record in the meantime.
    Conflict,
    /// Not now: too many tries, shutting down, or a partner is away. The number is seconds to wait.
    Unavailable(Message, u32),
    /// Our fault; the text goes to the log, never to the user.
    Internal(String),
}

/// The result of everything that may fail with an [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One field is wrong.
    pub fn field(field: impl Into<String>, message: Message) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), message }])
    }

    /// A rule forbids it; `key` is the sentence in the catalogue.
    pub fn broken(key: impl Into<Cow<'static, str>>) -> Self {
        Self::Broken(Message::of(key))
    }

    /// The HTTP status of this kind.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Broken(_) | Self::Conflict => 409,
            Self::Unavailable(_, 0) => 503,
            Self::Unavailable(..) => 429,
            Self::Internal(_) => 500,
        }
    }

    /// The sentence for the user; field errors carry their own.
    pub fn message(&self) -> Message {
        match self {
            Self::Unauthenticated => Message::of("error-unauthenticated"),
            Self::Forbidden(permission) => Message::of("error-forbidden").with("permission", permission),
            Self::NotFound => Message::of("error-not-found"),
            Self::Invalid(fields) => Message::of("error-invalid").with("count", fields.len()),
            Self::Broken(message) | Self::Unavailable(message, _) => message.clone(),
            Self::Conflict => Message::of("error-conflict"),
            Self::Internal(_) => Message::of("error-internal"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal(text) => write!(f, "internal: {text}"),
            Self::Invalid(fields) => {
                write!(f, "invalid:")?;
                fields.iter().try_for_each(|e| write!(f, " {}={}", e.field, e.message.key))
            }
            other => {
                let message = other.message();
                write!(f, "{}", message.key)?;
                message.params.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("json: {error}"))
    }
}
