//! Standard answers: what people ask, what everybody answers, in which words and until when.
//!
//! Deliberately absent: the cases they answer. The desk offers them beside a question and says here that one was given.

mod actions;
mod model;
pub mod pages;
mod queries;
mod rules;
mod store;

use kernel::{Permission, form::Kind};
use module::{Action, Column, List, Module, Nav, Page, Permitted, Query, Words};

pub use actions::given;
pub use model::{ArticleId, ArticleRow};
pub use queries::answers_to;

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "knowledge",
    files: &[::store::Migration::portable("0001_articles", include_str!("../migrations/0001_articles.sql"))],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at standard answers.
pub const VIEW: Permission = Permission("knowledge.article.view");
/// Writing them.
const EDIT: Permission = Permission("knowledge.article.edit");

/// The module's table.
pub fn module() -> Module {
    let one = "/knowledge/articles/{id}";
    Module {
        permissions: Permitted::lines([
            (VIEW, org::AT_WORK),
            (EDIT, &["supervisor", "quality", "manager", "director"]),
        ]),
        nav: vec![Nav::desk(46, "knowledge-article-list", "book", "/knowledge/articles", VIEW)],
        actions: vec![
            Action::new("knowledge.article.create", EDIT, "/knowledge/articles", actions::create).then(one),
            Action::new("knowledge.article.edit", EDIT, "/knowledge/articles/{id}/edit", actions::edit).then(one),
            Action::new("knowledge.article.end", EDIT, "/knowledge/articles/{id}/end", actions::end).then(one),
        ],
        queries: vec![
            Query::list("knowledge.article.list", VIEW, "/knowledge/articles", queries::list).with(List {
                columns: vec![
                    Column::text("number"),
                    Column::text("question"),
                    Column::text("answer").optional(),
                    Column::text("topic"),
                    Column::text("org"),
                    Column::new("version", Kind::Integer),
                    Column::new("from_on", Kind::Date),
                    Column::new("to_on", Kind::Date),
                    Column::new("used", Kind::Integer),
                ],
                link: Some(one),
                noun: Some("article"),
                offers: &["knowledge.article.create"],
                page: true,
                ..List::default()
            }),
            Query::one("knowledge.article.view", VIEW, one, queries::view),
        ],
        pages: vec![Page::new("knowledge.article.page", VIEW, one, pages::page)],
        ..Module::new("knowledge", MIGRATIONS, WORDS)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use ::store::{Db, Migration, Migrations, Options};
    use kernel::{OrgId, Scope};
    use uuid::Uuid;

    use super::*;

    /// What the desk made while standard answers were its own, as far as it concerns us.
    const BEFORE: Migrations = Migrations {
        owner: "desk",
        files: &[Migration::portable(
            "0008_knowledge",
            "CREATE TABLE articles (org_id UUID NOT NULL, id UUID NOT NULL, number TEXT NOT NULL, question TEXT NOT NULL, \
             answer TEXT NOT NULL, topic TEXT, version BIGINT NOT NULL, from_on TEXT NOT NULL, to_on TEXT, \
             used BIGINT NOT NULL, changed_by TEXT NOT NULL, changed_at BIGINT NOT NULL, PRIMARY KEY (org_id, id));\n\
             CREATE INDEX articles_by_change ON articles (org_id, changed_at, id);",
        )],
    };

    #[tokio::test]
    async fn a_database_whose_desk_kept_the_answers_opens_and_keeps_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite:{}", folder.path().join("steward.db").display());
        let db = Db::open(&address, Options::default()).await.expect("opens");
        db.migrate(&[BEFORE]).await.expect("as it was");
        let org = OrgId::from_uuid(Uuid::from_u128(1));
        let scope = Scope(Arc::new(BTreeSet::from([org])));
        let written: i64 = db
            .transact(&scope, move |tx| {
                Box::pin(async move {
                    let row = ::store::args![
                        org,
                        Uuid::from_u128(2),
                        "ZS0001",
                        "装修押金什么时候退",
                        "三个月后",
                        None::<String>,
                        1_i64,
                        "2026-01-01",
                        None::<String>,
                        4_i64,
                        "徐婷",
                        0_i64
                    ];
                    let names = &[
                        "org_id",
                        "id",
                        "number",
                        "question",
                        "answer",
                        "topic",
                        "version",
                        "from_on",
                        "to_on",
                        "used",
                        "changed_by",
                        "changed_at",
                    ];
                    tx.insert_many("articles", names, vec![row]).await?;
                    Ok(1)
                })
            })
            .await
            .expect("writes");
        db.migrate(&[MIGRATIONS]).await.expect("the tables change hands");
        let kept: i64 = db
            .transact(&scope, move |tx| {
                Box::pin(async move { tx.fetch_value("SELECT count(*) FROM articles", Vec::new()).await })
            })
            .await
            .expect("reads");
        assert_eq!(kept, written);
        db.migrate(&[MIGRATIONS]).await.expect("and once more");
    }
}
