//! Reading a workbook of answers beside the writer, and taking what it says in one transaction.

use std::{collections::BTreeSet, sync::Arc};

use ::store::files;
use desk::{News, NoticeKind, Reader};
use kernel::{Error, Lang, Message, Result};
use module::{Boxed, Caller, Change, Context, Platform};
use serde_json::Value;
use ui::Speech;

use super::{
    model::{AnswerRead, AnswerRow, AnswerState, WhichAnswer},
    store,
};
use crate::{
    exchange::{
        model::{Answer, Provider},
        rules::{FileExchange, answered},
    },
    invoice::{
        actions::changed,
        model::{InvoiceKind, InvoiceRow, InvoiceState},
        store as invoices,
    },
};

/// The kind of job that takes the answers of a workbook.
pub(crate) const TAKE: &str = "invoice.answer.take";

/// Before the transaction: reads the workbook, on a thread made for waiting.
pub(crate) fn read(platform: Arc<Platform>, caller: Caller, input: Value) -> Boxed<'static, Result<Value>> {
    Box::pin(async move {
        let which: WhichAnswer = serde_json::from_value(input)?;
        let mut cx = platform.reading(&caller).await?;
        let row = store::one(&mut cx, which.id).await?;
        let scope = cx.scope().only(row.org_id);
        let file = files::load(cx.tx(), &scope, row.file_id).await?;
        drop(cx);
        let bytes = platform.files.get(&file.sha256).await?;
        let reading = tokio::task::spawn_blocking(move || FileExchange.read(&file.name, bytes)).await;
        let read = reading.map_err(|error| Error::Internal(format!("reading answers was lost: {error}")))?;
        let (answers, fault) = match read {
            Ok(answers) => (answers, None),
            Err(error) => (Vec::new(), Some(said(&platform, &error))),
        };
        Ok(serde_json::to_value(AnswerRead { id: which.id, answers, fault })?)
    })
}

/// What is wrong with a workbook, 中文 and English.
fn said(platform: &Platform, error: &Error) -> (String, String) {
    let message = match error {
        Error::Invalid(errors) => errors.first().map_or_else(|| error.message(), |first| first.message.clone()),
        other => other.message(),
    };
    let say = |lang| Speech::new(platform.texts.clone(), lang).message(&message);
    (say(Lang::Zh), say(Lang::En))
}

/// Takes all answers of a workbook, or none when one is wrong; done twice, nothing happens the second time.
pub(crate) async fn take(cx: &mut Context, read: AnswerRead) -> Result<()> {
    let was = store::to_change(cx, read.id).await?;
    if was.state != AnswerState::Reading {
        return Ok(());
    }
    let mut is = AnswerRow { version: was.version + 1, ..was.clone() };
    let looked = match read.fault {
        Some(fault) => Err(fault),
        None => match look(cx, &was, &read.answers).await {
            Ok(moved) => Ok(moved),
            Err(error @ Error::Invalid(_)) => Err(said(cx.platform(), &error)),
            Err(error) => return Err(error),
        },
    };
    match looked {
        Err((zh, en)) => {
            is.state = AnswerState::Refused;
            (is.fault_zh, is.fault_en) = (Some(zh), Some(en));
        }
        Ok(moved) => {
            is.state = AnswerState::Taken;
            is.unchanged = i64::try_from(read.answers.len() - moved.len()).unwrap_or(i64::MAX);
            for (before, after) in moved {
                let issued = after.state == InvoiceState::Issued;
                *if issued { &mut is.issued } else { &mut is.rejected } += 1;
                settled(cx, &before, after).await?;
            }
        }
    }
    store::update(cx, &is).await?;
    cx.record(Change::to(is.org_id, is.id).before(&was).after(&is));
    cx.touch(format!("invoice_answer:{}", is.id));
    Ok(())
}

/// What answers make of invoices, those that change; nothing is written yet.
async fn look(cx: &mut Context, row: &AnswerRow, answers: &[Answer]) -> Result<Vec<(InvoiceRow, InvoiceRow)>> {
    let (org, now) = (row.org_id, cx.now());
    let wrong = |key: &'static str, number: &str| Error::field("file", Message::of(key).with("number", number));
    let (mut moved, mut numbers) = (Vec::new(), BTreeSet::new());
    for answer in answers {
        let found = invoices::numbered(cx, org, answer.number.trim()).await?;
        let was = found.ok_or_else(|| wrong("invoice-answer-unknown", &answer.number))?;
        let Some(is) = answered(&was, answer, now)? else { continue };
        if let Some(number) = &is.invoice_number {
            let twice = !numbers.insert(number.clone()) || invoices::is_known(cx, org, number).await?;
            if twice {
                return Err(wrong("invoice-answer-number-known", number));
            }
        }
        moved.push((was, is));
    }
    Ok(moved)
}

/// Keeps what was answered, with what follows: what is rejected or taken back may be invoiced anew, and who asked is told.
async fn settled(cx: &mut Context, was: &InvoiceRow, is: InvoiceRow) -> Result<()> {
    if is.state == InvoiceState::Rejected {
        invoices::let_go(cx, is.org_id, is.id).await?;
    }
    if let (InvoiceState::Issued, Some(blue)) = (is.state, is.red_of) {
        let original = invoices::to_change(cx, blue).await?;
        invoices::let_go(cx, is.org_id, blue).await?;
        changed(cx, &original, InvoiceRow { state: InvoiceState::Reversed, ..original.clone() }).await?;
    }
    tell(cx, &is).await?;
    changed(cx, was, is).await.map(|_| ())
}

/// Tells the household what became of its invoice.
async fn tell(cx: &mut Context, is: &InvoiceRow) -> Result<()> {
    let Some(payer) = is.payer_id else { return Ok(()) };
    let texts = cx.platform().texts.clone();
    let said = |lang: Lang| {
        let speech = Speech::new(texts.clone(), lang);
        let (amount, reason) = (speech.money(is.amount_fen), is.rejected_because.as_deref().unwrap_or_default());
        let key = match (is.state, is.kind) {
            (InvoiceState::Rejected, _) => "invoice-tell-rejected",
            (_, InvoiceKind::Red) => "invoice-tell-reversed",
            _ => "invoice-tell-issued",
        };
        speech.say_with(key, &[("amount", &amount), ("reason", reason)])
    };
    let news = News {
        org: is.org_id,
        key: format!("invoice/{}/{}", is.id, is.state.word()),
        kind: NoticeKind::Bill,
        title: String::new(),
        path: "/home/invoices".to_owned(),
    };
    let reader = Reader { id: payer.uuid(), zh: said(Lang::Zh), en: said(Lang::En) };
    desk::tell(cx, &news, vec![reader]).await
}
