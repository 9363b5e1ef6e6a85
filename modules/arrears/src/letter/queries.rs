//! Read models of letters, and what papers print of them.

use kernel::{Date, Error, OrgId, Result};
use module::{Ask, Context, Listing};
use party::PersonId;
use store::{Cursor, args};

use super::{
    model::{CollectionLetterId, LetterFilter, LetterKind, LetterLine, LetterRecord, LetterRow, WhichLetter},
    store as rows,
};

/// The list of letters.
pub async fn list(cx: &mut Context, ask: Ask<LetterFilter>) -> Result<Listing<LetterLine>> {
    let (found, count) = rows::list(cx, &ask.page, &ask.filter).await?;
    let cursor = |l: &LetterRow| Cursor(args![l.issued_at, l.id]).to_string();
    let Listing { rows, next, prev, count } = Listing::cut(found, &ask.page, count, cursor);
    Ok(Listing { rows: lines(cx, &rows).await?, next, prev, count })
}

async fn lines(cx: &mut Context, list: &[LetterRow]) -> Result<Vec<LetterLine>> {
    let payers: Vec<PersonId> = list.iter().map(|one| one.payer_id).collect();
    let payers = party::person_names(cx, &payers).await?;
    let line = |one: &LetterRow| LetterLine {
        id: one.id,
        number: one.number.clone(),
        letter_kind: one.kind,
        place: one.place.clone(),
        payer: payers.get(&one.payer_id).cloned().unwrap_or_default(),
        amount: one.amount_fen,
        letter_on: one.issued_on,
        pay_until_on: one.pay_until_on,
        letter_state: one.state,
        delivery: one.delivery,
        delivery_on: one.delivered_on,
        issued_at: one.issued_at,
        community: one.org_id,
    };
    Ok(list.iter().map(line).collect())
}

/// One letter with everything about it.
///
/// # Errors
/// [`Error::NotFound`] outside the scope.
pub async fn view(cx: &mut Context, which: WhichLetter) -> Result<LetterRecord> {
    let letter = rows::one(cx, which.id).await?;
    let line = lines(cx, std::slice::from_ref(&letter)).await?.pop().ok_or(Error::NotFound)?;
    let lines = rows::lines(cx, &letter).await?;
    let files = serde_json::from_str(&letter.files)?;
    Ok(LetterRecord { line, letter, lines, files })
}

/// The letters of a kind that a community may print together, by number: those nobody has delivered yet, or those issued within some
/// days, both counted.
///
/// # Errors
/// Those of the database.
pub async fn to_print(
    cx: &mut Context,
    org: OrgId,
    kind: LetterKind,
    days: Option<(Date, Date)>,
) -> Result<Vec<CollectionLetterId>> {
    Ok(rows::to_print(cx, org, kind, days).await?.into_iter().map(|row| row.id).collect())
}
