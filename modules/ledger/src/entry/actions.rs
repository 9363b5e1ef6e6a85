//! Posting by hand and reversing.

use std::collections::BTreeSet;

use kernel::{Error, OrgId, Result};
use ledger::{Act, Command};
use module::{Change, Context};
use serde_json::json;

use super::{
    model::{EntryDone, PostEntry, ReverseEntry},
    rules, store,
};
use crate::{ADJUST, posting};

/// Posts an entry by hand, among accounts that no paper keeps.
pub async fn create(cx: &mut Context, input: PostEntry) -> Result<EntryDone> {
    let org = cx.community(input.org_id)?;
    let adjusts = adjusting(cx, org, input.adjusts)?;
    let postings = rules::postings(&input.postings).map_err(Error::Invalid)?;
    let ids: BTreeSet<_> = postings.iter().map(|posting| posting.account).collect();
    let accounts = posting::store::accounts(cx, org, &ids).await?;
    rules::by_hand(&accounts).map_err(Error::Broken)?;
    let on = input.entry_on.unwrap_or_else(|| cx.now().date(cx.zone()));
    let memo = input.memo.trim().to_owned();
    let command = Command { adjusts, memo, ..Command::post(cx.new_id(), on, postings) };
    done(cx, org, command).await
}

/// Moves back what an entry posted by hand has moved; what a paper has posted is taken back through its paper.
pub async fn reverse(cx: &mut Context, input: ReverseEntry) -> Result<EntryDone> {
    let was = store::one(cx, input.id).await?;
    if was.source_kind.is_some() {
        return Err(Error::broken("ledger-reverse-paper"));
    }
    let adjusts = adjusting(cx, was.org_id, input.adjusts)?;
    let on = input.entry_on.unwrap_or_else(|| cx.now().date(cx.zone()).max(was.entry_on));
    let reason = input.reason.trim().to_owned();
    let act = Act::Reverse { of: was.id, reason };
    let memo = cx.speech().say_with("ledger-reversal-of", &[("memo", &was.memo)]);
    let command = Command { adjusts, memo, ..Command::new(cx.new_id(), on, act) };
    done(cx, was.org_id, command).await
}

/// A closed period is adjusted by whoever answers for the closing, not by whoever posts every day.
fn adjusting(cx: &Context, org: OrgId, why: Option<String>) -> Result<Option<String>> {
    let why = why.map(|why| why.trim().to_owned()).filter(|why| !why.is_empty());
    if why.is_some() && !cx.actor().may_in(ADJUST, org) {
        return Err(Error::broken("ledger-adjust-forbidden"));
    }
    Ok(why)
}

async fn done(cx: &mut Context, org: OrgId, command: Command) -> Result<EntryDone> {
    let told = json!({ "on": command.on, "memo": command.memo, "adjusts": command.adjusts, "act": command.act });
    let posted = posting::actions::post(cx, org, command).await?;
    cx.record(Change::to(org, posted.id).after(&told));
    Ok(EntryDone { id: posted.id, seq: posted.seq })
}
