//! Telling those who are to pay new bills: each once, however many bills are his.

use std::collections::BTreeSet;

use billing::Asked;
use desk::{News, NoticeKind, Reader};
use kernel::{Lang, Result};
use module::Context;
use ui::Speech;
use uuid::Uuid;

use super::model::TellPayers;

/// The kind of job.
pub(crate) const TELL: &str = "portal.bill.tell";
/// Payers looked at in one transaction.
const PAYERS: i64 = 500;

/// What tells one part of the work from another.
pub(crate) fn key(work: &TellPayers) -> String {
    let after = work.after.map(|person| person.to_string()).unwrap_or_default();
    format!("bill_run/{}/{after}", work.run)
}

/// Tells some payers of a run who sign in here, and has the next ones told.
pub(crate) async fn tell(cx: &mut Context, work: TellPayers) -> Result<()> {
    let asked = billing::asked(cx, work.org, work.run, work.after, PAYERS).await?;
    let Some(last) = asked.last().map(|asked| asked.payer) else { return Ok(()) };
    let people: Vec<Uuid> = asked.iter().map(|asked| asked.payer.uuid()).collect();
    let here: BTreeSet<Uuid> = identity::with_account(cx, &people).await?.into_iter().collect();
    let texts = cx.platform().texts.clone();
    let said = |lang: Lang, asked: &Asked| {
        let speech = Speech::new(texts.clone(), lang);
        let (bills, total, day) = (asked.bills.to_string(), speech.money(asked.total), speech.date(asked.due_on));
        speech.say_with("portal-bill-new", &[("bills", &bills), ("total", &total), ("day", &day)])
    };
    let reader =
        |asked: &Asked| Reader { id: asked.payer.uuid(), zh: said(Lang::Zh, asked), en: said(Lang::En, asked) };
    let readers = asked.iter().filter(|asked| here.contains(&asked.payer.uuid())).map(reader).collect();
    let news = News {
        org: work.org,
        key: key(&work),
        kind: NoticeKind::Bill,
        title: String::new(),
        path: "/home/bills".to_owned(),
    };
    desk::tell(cx, &news, readers).await?;
    let (now, next) = (cx.now(), TellPayers { after: Some(last), ..work });
    let dedupe = Some(key(&next));
    cx.later(next.org, TELL, serde_json::to_value(next)?, now, dedupe).await
}
