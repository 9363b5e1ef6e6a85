//! Writing a version of a procedure.

use kernel::{COMPANY, Error, FieldError, Lang, Message, Result};
use module::{Change, Context};
use round::procedure::Finding;
use serde_json::json;
use ui::Speech;

use super::{
    model::{EditProcedure, ProcedureDone, ProcedureRow, System},
    rules::{self, Wrong},
    store,
};

/// Puts a version of the company's own in force, or one community's. Plans keep the version they were made with until they are changed.
pub async fn edit(cx: &mut Context, input: EditProcedure) -> Result<ProcedureDone> {
    let community_id = input.community.filter(|org| *org != COMPANY);
    match community_id {
        Some(community) => cx.within(community)?,
        None => {
            cx.within(COMPANY).map_err(|_| Error::field("community", Message::of("round-procedure-company-only")))?
        }
    }
    let from = store::one(cx, input.id).await?;
    let versions = store::versions(cx, &from.key).await?;
    let next = versions.iter().map(|v| v.version).max().unwrap_or(0) + 1;
    let text = input.text.replace("\r\n", "\n");
    let procedure = rules::next_version(&text, &from.key, u32::try_from(next).unwrap_or(u32::MAX))
        .map_err(|wrong| refusal(cx, &from.key, wrong))?;
    let system = System::of(&procedure.system).ok_or(Error::NotFound)?;
    let mut was: round::procedure::Procedure = serde_json::from_str(&from.body)?;
    was.version = procedure.version;
    if was == procedure && from.community_id == community_id {
        return Err(Error::field("text", Message::of("round-procedure-same")));
    }
    let row = ProcedureRow {
        id: cx.new_id(),
        community_id,
        key: procedure.key.clone(),
        version: next,
        hash: procedure.hash().to_owned(),
        system,
        rank: from.rank,
        title_zh: procedure.title.zh.clone(),
        title_en: procedure.title.en.clone(),
        body: serde_json::to_string(&procedure)?,
        written: text,
        own: true,
        in_force: true,
        author_name: Some(cx.actor().name.clone()),
        note: input.note,
        entered_at: cx.now(),
    };
    store::enter(cx, std::slice::from_ref(&row)).await?;
    let told =
        |row: &ProcedureRow| json!({ "key": row.key, "version": row.version, "hash": row.hash, "note": row.note });
    cx.record(Change::to(community_id.unwrap_or(COMPANY), row.id).before(&told(&from)).after(&told(&row)));
    cx.touch("procedures");
    Ok(ProcedureDone { id: row.id })
}

fn refusal(cx: &Context, key: &str, wrong: Wrong) -> Error {
    let at_text = |message: Message| FieldError { field: "text".into(), message };
    match wrong {
        Wrong::Unreadable(words) => {
            Error::field("text", Message::of("round-procedure-unreadable").with("words", words))
        }
        Wrong::Unfit(findings) => Error::Invalid(findings.iter().map(|f| at_text(found(cx, f))).collect()),
        Wrong::OtherKey(found) => {
            Error::field("text", Message::of("round-procedure-other-key").with("key", key).with("found", found))
        }
        Wrong::NotOne => Error::field("text", Message::of("round-procedure-one")),
    }
}

/// A finding with its place, in either language.
fn found(cx: &Context, finding: &Finding) -> Message {
    let texts = &cx.platform().texts;
    let said = |lang| Speech::new(texts.clone(), lang).message(&finding.message);
    let words = Message::of("round-procedure-found").with("place", &finding.place);
    words.with_words("words", &said(Lang::Zh), &said(Lang::En))
}
