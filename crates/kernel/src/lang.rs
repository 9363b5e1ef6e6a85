//! The two languages of the interface.

use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese, the first language.
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// The tag for `lang=` and `Accept-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a language tag; `None` when it is neither.
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase();
        if tag.starts_with("zh") {
            Some(Self::Zh)
        } else if tag.starts_with("en") {
            Some(Self::En)
        } else {
            None
        }
    }
}

/// The words for one thing: a key of the catalogue, or both languages at once (in definitions kept as data).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Label {
    /// Both languages, as a definition carries them.
    Both {
        /// 中文
        zh: String,
        /// English
        en: String,
    },
    /// A key of the message catalogue.
    Key(String),
}

/// Words in both languages, as content kept as data says them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl From<&Words> for Label {
    fn from(words: &Words) -> Self {
        Self::Both { zh: words.zh.clone(), en: words.en.clone() }
    }
}

impl Label {
    /// The words when the label carries them itself; `None` for a key.
    pub fn said(&self, lang: Lang) -> Option<&str> {
        match (self, lang) {
            (Self::Both { zh, .. }, Lang::Zh) => Some(zh),
            (Self::Both { en, .. }, Lang::En) => Some(en),
            (Self::Key(_), _) => None,
        }
    }
}
