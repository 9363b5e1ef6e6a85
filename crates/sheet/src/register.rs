//! What a module can take from a workbook: a register, its columns, and what it points to.

use kernel::{
    Lang,
    form::{Field, Form, Kind},
    lang::Label,
};

use crate::cell::{bare_name_key, name_key};

/// One kind of record a sheet may hold, one row a record.
#[derive(Debug, Clone)]
pub struct Register {
    /// Its name in code, as in `room`.
    pub key: String,
    /// 中文 name, also the sheet's name in our template.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Other names a sheet with such records may have.
    pub also: Vec<String>,
    /// The columns in the order of the template.
    pub columns: Vec<Column>,
    /// What rows point to in other registers of the same workbook.
    pub references: Vec<Reference>,
}

/// One column of a register.
#[derive(Debug, Clone)]
pub struct Column {
    /// What the values are; the row becomes JSON of a form with these fields.
    pub field: Field,
    /// 中文 heading.
    pub zh: String,
    /// English heading.
    pub en: String,
    /// Other headings it may have.
    pub also: Vec<String>,
    /// The mark between several values in one cell.
    pub split: Option<char>,
    /// Foreign words or codes and the value each stands for, written as a person would type it; empty means absent.
    pub codes: Vec<(String, String)>,
    /// Made-up values other systems demand when nothing is known; they are read as absent and counted.
    pub absent: Vec<String>,
    /// Whether the column belongs to the natural key.
    pub key: bool,
    /// What to write here, for the template.
    pub note: Option<Label>,
    /// A believable value, for the template's example row.
    pub example: String,
}

/// Columns that must match the key of a row of another register (or of the same one).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The fields of the pointing row.
    pub fields: Vec<String>,
    /// The register pointed to.
    pub register: String,
    /// Its fields, one for each.
    pub to: Vec<String>,
}

impl Register {
    /// A register without columns.
    pub fn new(key: &str, zh: &str, en: &str) -> Self {
        Self {
            key: key.to_owned(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            also: Vec::new(),
            columns: Vec::new(),
            references: Vec::new(),
        }
    }

    /// The same with other sheet names.
    #[must_use]
    pub fn also(mut self, names: &[&str]) -> Self {
        self.also.extend(names.iter().map(|n| (*n).to_owned()));
        self
    }

    /// The same with one more column.
    #[must_use]
    pub fn column(mut self, column: Column) -> Self {
        self.columns.push(column);
        self
    }

    /// The same pointing with `fields` to the `to` fields of another register.
    #[must_use]
    pub fn refers(mut self, fields: &[&str], register: &str, to: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        self.references.push(Reference { fields: owned(fields), register: register.to_owned(), to: owned(to) });
        self
    }

    /// The form every row is checked against.
    pub fn form(&self) -> Form {
        Form { fields: self.columns.iter().map(|c| c.field.clone()).collect() }
    }

    /// The column of a field.
    pub fn of(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.field.name == field)
    }

    /// The sheet's name in our template.
    pub fn title(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.zh } else { &self.en }
    }

    /// Whether a sheet of this name most likely holds this register.
    pub(crate) fn is_named(&self, sheet: &str) -> bool {
        let names = || [&self.zh, &self.en].into_iter().chain(&self.also).map(|n| name_key(n));
        names().any(|n| n == name_key(sheet)) || names().any(|n| n == bare_name_key(sheet))
    }
}

impl Column {
    /// A column with its two headings.
    pub fn new(field: Field, zh: &str, en: &str) -> Self {
        Self {
            field,
            zh: zh.to_owned(),
            en: en.to_owned(),
            also: Vec::new(),
            split: None,
            codes: Vec::new(),
            absent: Vec::new(),
            key: false,
            note: None,
            example: String::new(),
        }
    }

    /// The same with other headings.
    #[must_use]
    pub fn also(mut self, names: &[&str]) -> Self {
        self.also.extend(names.iter().map(|n| (*n).to_owned()));
        self
    }

    /// The same as part of the natural key.
    #[must_use]
    pub fn key(mut self) -> Self {
        self.key = true;
        self
    }

    /// The same with foreign codes: what may be given, and what it stands for.
    #[must_use]
    pub fn codes(mut self, codes: &[(&str, &str)]) -> Self {
        self.codes.extend(codes.iter().map(|(given, value)| ((*given).to_owned(), (*value).to_owned())));
        self
    }

    /// The same with values that mean "not known".
    #[must_use]
    pub fn absent(mut self, values: &[&str]) -> Self {
        self.absent.extend(values.iter().map(|v| (*v).to_owned()));
        self
    }

    /// The same taking several values from one cell.
    #[must_use]
    pub fn split(mut self, mark: char) -> Self {
        self.split = Some(mark);
        self.field.many = true;
        self
    }

    /// The same with words for the template: what to write, and an example.
    #[must_use]
    pub fn explained(mut self, note: Option<Label>, example: &str) -> Self {
        self.note = note;
        self.example = example.to_owned();
        self
    }

    /// Its heading in our template.
    pub fn heading(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.zh } else { &self.en }
    }

    /// Every heading it may have, reduced for comparison.
    pub(crate) fn name_keys(&self) -> impl Iterator<Item = String> + '_ {
        [&self.zh, &self.en].into_iter().chain(&self.also).map(|n| name_key(n)).chain([name_key(&self.field.name)])
    }

    /// The words offered for a choice or a yes/no, in the order of the list; empty for other kinds.
    pub fn words(&self, lang: Lang) -> Vec<String> {
        match &self.field.kind {
            Kind::Choice { choices } => choices.iter().map(|c| self.word_of(&c.value, lang)).collect(),
            Kind::Bool if lang == Lang::Zh => vec!["是".to_owned(), "否".to_owned()],
            Kind::Bool => vec!["yes".to_owned(), "no".to_owned()],
            _ => Vec::new(),
        }
    }

    /// The word for a value of a choice: its label, else the first code in the script of the language, else the value.
    fn word_of(&self, value: &str, lang: Lang) -> String {
        let Kind::Choice { choices } = &self.field.kind else { return value.to_owned() };
        let label = choices.iter().find(|c| c.value == value).and_then(|c| c.label.as_ref()).and_then(|l| l.said(lang));
        let code = || {
            let mut given = self.codes.iter().filter(|(_, v)| v == value).map(|(given, _)| given.as_str());
            given.find(|g| g.chars().all(|c| !c.is_ascii_digit()) && g.is_ascii() == (lang == Lang::En) && g.len() > 1)
        };
        label.or_else(code).unwrap_or(value).to_owned()
    }
}
