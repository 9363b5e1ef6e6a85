//! A standard answer, and what is asked of it.

use kernel::{Date, Id, Instant, Noun, OrgId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is asked and what everybody answers.
#[derive(Debug)]
pub struct Article;
impl Noun for Article {
    const PREFIX: &'static str = "article";
}
/// The id of a standard answer.
pub type ArticleId = Id<Article>;

/// A new standard answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddArticle {
    /// Where it holds: a community, or the company for all of them.
    pub org_id: OrgId,
    /// What is asked.
    #[schemars(length(min = 1, max = 200))]
    pub question: String,
    /// What is answered.
    #[schemars(length(min = 1, max = 2000), extend("x-kind" = "long_text"))]
    pub answer: String,
    /// What it is about, as in `parking`.
    #[schemars(length(max = 60))]
    pub topic: Option<String>,
    /// Since when; today when left out.
    pub from_on: Option<Date>,
    /// Its last day.
    pub to_on: Option<Date>,
}

/// The next version of a standard answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditArticle {
    /// The answer.
    pub id: ArticleId,
    /// What is asked.
    #[schemars(length(min = 1, max = 200))]
    pub question: String,
    /// What is answered.
    #[schemars(length(min = 1, max = 2000), extend("x-kind" = "long_text"))]
    pub answer: String,
    /// What it is about.
    #[schemars(length(max = 60))]
    pub topic: Option<String>,
    /// Its last day.
    pub to_on: Option<Date>,
}

/// It no longer holds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndArticle {
    /// The answer.
    pub id: ArticleId,
    /// Its last day; today when left out.
    pub to_on: Option<Date>,
}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisArticle {
    /// The answer.
    pub id: ArticleId,
}

/// The answer that was made or changed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ArticleDone {
    /// The answer.
    pub id: ArticleId,
}

/// Which to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ArticleFilter {
    /// Those that hold today, or those that do not.
    pub open: Option<bool>,
    /// Those about one thing.
    #[schemars(length(max = 60))]
    pub topic: Option<String>,
}

/// A standard answer as the table holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct ArticleRow {
    /// The answer.
    pub id: ArticleId,
    /// Where it holds.
    pub org_id: OrgId,
    /// Its number.
    pub number: String,
    /// What is asked.
    pub question: String,
    /// What is answered.
    pub answer: String,
    /// What it is about.
    pub topic: Option<String>,
    /// Which version.
    pub version: i64,
    /// Since when.
    pub from_on: Date,
    /// Its last day.
    pub to_on: Option<Date>,
    /// How often it was given.
    pub used: i64,
    /// Who wrote this version.
    pub changed_by: String,
    /// When.
    pub changed_at: Instant,
}

/// A standard answer in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleLine {
    /// The row.
    #[serde(flatten)]
    pub row: ArticleRow,
    /// The name of where it holds.
    pub org: String,
}

/// An earlier version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct ArticleVersion {
    /// Which.
    pub version: i64,
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// Who wrote it.
    pub changed_by: String,
    /// When.
    pub changed_at: Instant,
}

/// A standard answer with its earlier versions.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ArticleRecord {
    /// The row of the list.
    #[serde(flatten)]
    pub line: ArticleLine,
    /// Earlier versions, latest first.
    pub versions: Vec<ArticleVersion>,
}
