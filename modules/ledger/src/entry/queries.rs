//! The journal.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{OrgId, Result};
use module::{Ask, Context, Listing};
use ui::Speech;

use super::{
    model::{EntryFilter, EntryLine, EntryRecord, PostingLine, ThisEntry},
    rules::HAND,
    store,
};
use crate::{
    account::queries::{names, title},
    posting::{
        self,
        model::{EntryAct, EntryRow, LineRow},
    },
};

/// The journal, the latest day first.
pub async fn list(cx: &mut Context, ask: Ask<EntryFilter>) -> Result<Listing<EntryLine>> {
    let found = store::list(cx, &ask.page, &ask.filter).await?;
    let names = names(cx).await?;
    let speech = cx.speech();
    Ok(found.map(|row| line(&speech, &names, &row)))
}

/// What a kind of paper is called.
pub(crate) fn source_name(speech: &Speech, kind: &str) -> String {
    speech.known(&format!("ledger-source-{}", kind.replace('_', "-"))).unwrap_or_else(|| kind.to_owned())
}

fn line(speech: &Speech, names: &BTreeMap<OrgId, String>, row: &EntryRow) -> EntryLine {
    EntryLine {
        id: row.id,
        org_id: row.org_id,
        org: names.get(&row.org_id).cloned().unwrap_or_default(),
        seq: row.seq,
        entry_on: row.entry_on,
        memo: row.memo.clone(),
        act: row.act,
        paper_kind: source_name(speech, row.source_kind.as_deref().unwrap_or(HAND)),
        amount: row.debits_fen,
        adjusts: row.adjusts.clone(),
        made_by: row.made_by.clone(),
        recorded_at: row.recorded_at,
    }
}

/// One entry with its lines, and what became of it.
pub async fn view(cx: &mut Context, which: ThisEntry) -> Result<EntryRecord> {
    let row = store::one(cx, which.id).await?;
    let moved = if row.act == EntryAct::Hold {
        posting::store::held(cx, row.org_id, &[row.id]).await?
    } else {
        posting::store::lines(cx, row.org_id, &[row.id]).await?
    };
    let follower = store::follower(cx, row.org_id, row.id).await?;
    let lines = lines(cx, row.org_id, moved).await?;
    let names = names(cx).await?;
    Ok(EntryRecord {
        line: line(&cx.speech(), &names, &row),
        by_hand: row.source_kind.is_none() && row.act == EntryAct::Post,
        paper: row.source_id.clone(),
        reason: row.reason.clone(),
        target_id: row.target_id,
        followed_by: follower.map(|(id, _)| id),
        follow_act: follower.map(|(_, act)| act),
        expires_at: row.expires_at,
        lines,
        seal: row.seal.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

async fn lines(cx: &mut Context, org: OrgId, moved: Vec<LineRow>) -> Result<Vec<PostingLine>> {
    let ids: BTreeSet<_> = moved.iter().map(|one| one.account_id).collect();
    let rows = posting::store::accounts(cx, org, &ids).await?;
    let accounts: BTreeMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let speech = cx.speech();
    let line = |one: LineRow| {
        let account = accounts.get(&one.account_id);
        PostingLine {
            account_id: one.account_id,
            code: account.map(|a| a.code.clone()).unwrap_or_default(),
            title: account.map(|a| title(&speech, &a.code, &a.title)).unwrap_or_default(),
            debit: one.debit_fen,
            credit: one.credit_fen,
        }
    };
    Ok(moved.into_iter().map(line).collect())
}
