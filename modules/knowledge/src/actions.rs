//! Writing standard answers, and counting that they are given.

use kernel::{Error, Message, Result};
use module::{Change, Context};

use super::{
    model::{AddArticle, ArticleDone, ArticleId, ArticleRow, EditArticle, EndArticle},
    store,
};

/// Writes one.
pub async fn create(cx: &mut Context, input: AddArticle) -> Result<ArticleDone> {
    cx.within(input.org_id)?;
    let from_on = input.from_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    if input.to_on.is_some_and(|last| last < from_on) {
        return Err(Error::field("to_on", Message::of("knowledge-article-ends-before")));
    }
    let home = cx.actor().home;
    let nth = cx.next_number(home, "ZS").await?;
    let row = ArticleRow {
        id: cx.new_id(),
        org_id: input.org_id,
        number: format!("ZS{nth:04}"),
        question: input.question,
        answer: input.answer,
        topic: input.topic.filter(|t| !t.trim().is_empty()),
        version: 1,
        from_on,
        to_on: input.to_on,
        used: 0,
        changed_by: cx.actor().name.clone(),
        changed_at: cx.now(),
    };
    store::insert(cx, &row).await?;
    cx.record(Change::to(row.org_id, row.id).after(&row));
    cx.touch("articles");
    Ok(ArticleDone { id: row.id })
}

/// Writes its next version; the one before is kept.
pub async fn edit(cx: &mut Context, input: EditArticle) -> Result<ArticleDone> {
    let was = store::locked(cx, input.id).await?;
    store::keep_version(cx, &was).await?;
    let is = ArticleRow {
        question: input.question,
        answer: input.answer,
        topic: input.topic.filter(|t| !t.trim().is_empty()),
        to_on: input.to_on,
        ..was.clone()
    };
    save(cx, &was, ArticleRow { version: was.version + 1, ..is }).await
}

/// It no longer holds after a day.
pub async fn end(cx: &mut Context, input: EndArticle) -> Result<ArticleDone> {
    let was = store::locked(cx, input.id).await?;
    let last = input.to_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    if last < was.from_on {
        return Err(Error::field("to_on", Message::of("knowledge-article-ends-before")));
    }
    save(cx, &was, ArticleRow { to_on: Some(last), ..was.clone() }).await
}

async fn save(cx: &mut Context, was: &ArticleRow, is: ArticleRow) -> Result<ArticleDone> {
    let is = ArticleRow { changed_by: cx.actor().name.clone(), changed_at: cx.now(), ..is };
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(was).after(&is));
    cx.touch("articles");
    Ok(ArticleDone { id: is.id })
}

/// One was given to somebody: counts it and answers which words these were.
///
/// # Errors
/// [`Error::NotFound`] when the reader does not see it.
pub async fn given(cx: &mut Context, id: ArticleId) -> Result<ArticleRow> {
    let row = store::one(cx, id).await?;
    store::count_use(cx, &row).await?;
    Ok(row)
}
