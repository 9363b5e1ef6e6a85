//! Standard answers, and those to a question.

use std::collections::BTreeMap;

use ::store::{Cursor, args};
use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};

use super::{
    model::{ArticleFilter, ArticleLine, ArticleRecord, ArticleRow, ThisArticle},
    rules::answering,
    store,
};

/// Standard answers, latest change first.
pub async fn list(cx: &mut Context, ask: Ask<ArticleFilter>) -> Result<Listing<ArticleLine>> {
    let day = cx.now().date(cx.zone());
    let (rows, count) = store::list(cx, &ask.page, &ask.filter, day).await?;
    let lines = named(cx, rows).await?;
    Ok(Listing::cut(lines, &ask.page, count, |a| Cursor(args![a.row.changed_at, a.row.id]).to_string()))
}

async fn named(cx: &mut Context, rows: Vec<ArticleRow>) -> Result<Vec<ArticleLine>> {
    let units: BTreeMap<OrgId, String> = org::tree(cx).await?.into_iter().map(|o| (o.id, o.name)).collect();
    let line = |row: ArticleRow| ArticleLine { org: units.get(&row.org_id).cloned().unwrap_or_default(), row };
    Ok(rows.into_iter().map(line).collect())
}

/// One with its earlier versions.
pub async fn view(cx: &mut Context, which: ThisArticle) -> Result<ArticleRecord> {
    let row = store::one(cx, which.id).await?;
    let versions = store::versions(cx, &row).await?;
    let line = named(cx, vec![row]).await?.remove(0);
    Ok(ArticleRecord { line, versions })
}

/// Those that may answer what is asked in a community, the likeliest first, at most `most`; without words the most used.
/// None for a reader who may not look at them there.
///
/// # Errors
/// Those of the database.
pub async fn answers_to(cx: &mut Context, org: OrgId, asked: &str, most: usize) -> Result<Vec<ArticleRow>> {
    if !cx.actor().may_in(crate::VIEW, org) {
        return Ok(Vec::new());
    }
    let day = cx.now().date(cx.zone());
    let mut all = store::holding(cx, org, day).await?;
    if asked.trim().is_empty() {
        all.truncate(most);
        return Ok(all);
    }
    Ok(answering(all, asked, day, most))
}
