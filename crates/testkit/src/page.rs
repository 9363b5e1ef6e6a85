//! What a visitor sees: a page with its words, links and forms.

use axum::http::StatusCode;
use scraper::{ElementRef, Html, Selector};

/// A page as it came.
#[derive(Debug, Clone)]
pub struct Page {
    /// The path it came from, after redirects.
    pub path: String,
    /// Its status.
    pub status: StatusCode,
    /// The source.
    pub html: String,
}

/// A form found in a page.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name sent.
    pub name: String,
    /// The value it would send now.
    pub value: String,
}

pub(crate) struct Form {
    pub action: String,
    pub post: bool,
    pub fields: Vec<Field>,
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("the selectors of the test kit are well-formed")
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// All words of the page's content, on one line.
    pub fn words(&self) -> String {
        let html = Html::parse_document(&self.html);
        let content = html.select(&selector("main, body")).next();
        content.map(words).unwrap_or_default()
    }

    /// Whether these words stand on the page.
    pub fn says(&self, text: &str) -> bool {
        self.words().contains(text)
    }

    /// Fails with the page's words when these do not stand on it.
    #[track_caller]
    pub fn must_say(&self, text: &str) -> &Self {
        assert!(self.says(text), "“{text}” is not on {} ({}): {}", self.path, self.status, self.words());
        self
    }

    /// The words of every element that fits the selector.
    pub fn all(&self, css: &str) -> Vec<String> {
        Html::parse_document(&self.html).select(&selector(css)).map(words).collect()
    }

    /// Where the link with these words leads.
    pub fn link(&self, text: &str) -> Option<String> {
        let html = Html::parse_document(&self.html);
        html.select(&selector("a[href]"))
            .find(|a| words(*a).contains(text))
            .and_then(|a| a.value().attr("href").map(str::to_owned))
    }

    /// The form whose button has these words.
    pub(crate) fn form(&self, button: &str) -> Option<Form> {
        let html = Html::parse_document(&self.html);
        let found = html.select(&selector("form")).find_map(|form| {
            let press = form.select(&selector("button")).find(|b| words(*b).contains(button))?;
            Some((form, press))
        });
        let (form, press) = found?;
        let of = |name: &str| form.value().attr(name).unwrap_or_default().to_owned();
        let action = press.value().attr("formaction").map_or_else(|| of("action"), str::to_owned);
        let mut fields: Vec<Field> =
            form.select(&selector("input[name], textarea[name], select[name]")).filter_map(field).collect();
        if let Some(name) = press.value().attr("name") {
            fields.push(Field {
                name: name.to_owned(),
                value: press.value().attr("value").unwrap_or_default().to_owned(),
            });
        }
        Some(Form { action, post: of("method").eq_ignore_ascii_case("post"), fields })
    }
}

/// What a control would send; an unticked box and a file send nothing.
fn field(element: ElementRef<'_>) -> Option<Field> {
    let value = element.value();
    let name = value.attr("name")?.to_owned();
    let kind = value.attr("type").unwrap_or_default();
    let text = match value.name() {
        "textarea" => element.text().collect::<String>(),
        "select" => {
            let options = selector("option");
            let chosen = element.select(&options).find(|o| o.value().attr("selected").is_some());
            chosen.or_else(|| element.select(&options).next())?.value().attr("value").unwrap_or_default().to_owned()
        }
        _ if kind == "file" => return None,
        _ if matches!(kind, "checkbox" | "radio") && value.attr("checked").is_none() => return None,
        _ => value.attr("value").unwrap_or(if kind == "checkbox" { "on" } else { "" }).to_owned(),
    };
    Some(Field { name, value: text })
}
