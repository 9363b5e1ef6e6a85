//! What was expected and what was found, in both languages: whoever writes a condition reads it.

use std::fmt;

use super::Type;

/// A few words in both languages; what is written in the language of expressions itself is the same in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl From<String> for Told {
    fn from(text: String) -> Self {
        Self { zh: text.clone(), en: text }
    }
}

impl From<&str> for Told {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<(&str, &str)> for Told {
    fn from((zh, en): (&str, &str)) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }
}

impl From<(String, String)> for Told {
    fn from((zh, en): (String, String)) -> Self {
        Self { zh, en }
    }
}

impl From<&Type> for Told {
    fn from(kind: &Type) -> Self {
        (in_chinese(kind), kind.to_string()).into()
    }
}

impl From<Type> for Told {
    fn from(kind: Type) -> Self {
        (&kind).into()
    }
}

fn in_chinese(kind: &Type) -> String {
    match kind {
        Type::Bool => "是或否".into(),
        Type::Number => "数字".into(),
        Type::Text => "文字".into(),
        Type::Date => "日期".into(),
        Type::Instant => "时间".into(),
        Type::Choice(values) => format!("{} 之一", values.join("、")),
        Type::List(item) => format!("一列{}", in_chinese(item)),
        Type::Group(_) => "一组字段".into(),
        Type::Opaque => "只能判断有没有填的内容".into(),
    }
}
