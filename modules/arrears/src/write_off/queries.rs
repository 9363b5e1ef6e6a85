//! Read models of write-offs.

use kernel::{Error, Result};
use module::{Ask, Context, Listing};
use party::PersonId;
use store::{Cursor, args};

use super::{
    model::{WhichWriteOff, WriteOffFilter, WriteOffLine, WriteOffRecord, WriteOffRow},
    store as rows,
};

/// The list of write-offs.
pub async fn list(cx: &mut Context, ask: Ask<WriteOffFilter>) -> Result<Listing<WriteOffLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |w: &WriteOffRow| Cursor(args![w.asked_at, w.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

async fn lines(cx: &mut Context, list: &[WriteOffRow]) -> Result<Vec<WriteOffLine>> {
    let payers: Vec<PersonId> = list.iter().map(|one| one.payer_id).collect();
    let payers = party::person_names(cx, &payers).await?;
    let line = |one: &WriteOffRow| WriteOffLine {
        id: one.id,
        number: one.number.clone(),
        place: one.place.clone(),
        payer: payers.get(&one.payer_id).cloned().unwrap_or_default(),
        amount: one.amount_fen,
        restored: one.restored_fen,
        grounds: one.grounds,
        write_off_state: one.state,
        asked_name: one.asked_name.clone(),
        asked_at: one.asked_at,
        community: one.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// One write-off with everything about it.
pub async fn view(cx: &mut Context, which: WhichWriteOff) -> Result<WriteOffRecord> {
    let write_off = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&write_off)).await?.pop().ok_or(Error::NotFound)?;
    let lines = rows::lines(cx, &write_off).await?;
    let files = serde_json::from_str(&write_off.files)?;
    Ok(WriteOffRecord { line, write_off, lines, files })
}
