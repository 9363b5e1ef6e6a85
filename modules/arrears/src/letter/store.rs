//! Every statement over letters.

use kernel::{Date, Error, OrgId, Result};
use module::{COUNT_LIMIT, Context, Paging};
use store::{Order, Select, args};

use super::model::{CollectionLetterId, Delivery, LetterFilter, LetterKind, LetterRow, LetterState};
use crate::case::model::{CaseBill, CaseRow};

const COLUMNS: &str = "l.org_id, l.id, l.case_id, l.kind, l.number, l.place_id, l.place, l.payer_id, l.amount_fen, l.issued_on, \
                       l.pay_until_on, l.state, l.issued_by, l.issued_name, l.issued_at, l.delivery, l.delivered_on, \
                       l.receiver, l.post_number, l.files, l.delivered_name, l.void_reason, l.voided_name, l.version";
const NAMES: &[&str] = &[
    "org_id",
    "id",
    "case_id",
    "kind",
    "number",
    "place_id",
    "place",
    "payer_id",
    "amount_fen",
    "issued_on",
    "pay_until_on",
    "state",
    "issued_by",
    "issued_name",
    "issued_at",
    "files",
    "version",
];
const LINE: &[&str] =
    &["org_id", "letter_id", "line", "bill_id", "number", "fee_item", "from_on", "to_on", "due_on", "owed_fen"];

fn letters(cx: &Context) -> Select {
    Select::from("collection_letters l").columns(COLUMNS).scope("l.org_id", cx.scope())
}

/// A page of letters, latest first, and how many there are.
pub(crate) async fn list(cx: &mut Context, page: &Paging, filter: &LetterFilter) -> Result<(Vec<LetterRow>, i64)> {
    let select = letters(cx)
        .filter_if("l.id = ?", filter.id)
        .filter_if("l.org_id = ?", filter.org_id)
        .filter_if("l.place_id = ?", filter.place_id)
        .filter_if("l.kind = ?", filter.letter_kind.map(LetterKind::word))
        .filter_if("l.state = ?", filter.letter_state.map(LetterState::word))
        .search(&["l.number", "l.place"], page.q.as_deref().unwrap_or_default());
    let (sql, args) = select.count_up_to(COUNT_LIMIT);
    let count = cx.tx().fetch_value(sql, args).await?;
    let order = if page.order().is_some_and(|(_, down)| !down) { Order::Up } else { Order::Down };
    let (sql, args) = select.after(&["l.issued_at", "l.id"], order, page.seek()?).limit(page.limit() + 1).build();
    Ok((cx.tx().fetch_all(sql, args).await?, count))
}

/// One letter.
pub(crate) async fn one(cx: &mut Context, id: CollectionLetterId) -> Result<LetterRow> {
    let (sql, args) = letters(cx).filter("l.id = ?", args![id]).build();
    cx.tx().fetch_one(sql, args).await
}

/// The same, kept from others until the end of the transaction.
pub(crate) async fn to_change(cx: &mut Context, id: CollectionLetterId) -> Result<LetterRow> {
    let (sql, args) = letters(cx).filter("l.id = ?", args![id]).build();
    cx.tx().fetch_one(sql.for_update(), args).await
}

/// The letters of a case, the latest first.
pub(crate) async fn of_case(cx: &mut Context, case: &CaseRow) -> Result<Vec<LetterRow>> {
    let (sql, args) = letters(cx)
        .filter("l.org_id = ? AND l.case_id = ?", args![case.org_id, case.id])
        .order_by("l.issued_at DESC, l.id DESC")
        .build();
    cx.tx().fetch_all(sql, args).await
}

/// The letters of a kind in a community that nobody has delivered yet; or those issued within some days. By number.
pub(crate) async fn to_print(
    cx: &mut Context,
    org: OrgId,
    kind: LetterKind,
    days: Option<(Date, Date)>,
) -> Result<Vec<LetterRow>> {
    let select = letters(cx).filter("l.org_id = ? AND l.kind = ? AND l.state <> 'voided'", args![org, kind.word()]);
    let select = match days {
        Some((from, until)) => select.filter("l.issued_on >= ? AND l.issued_on <= ?", args![from, until]),
        None => select.filter("l.state = 'issued'", args![]),
    };
    let (sql, args) = select.order_by("l.number").build();
    cx.tx().fetch_all(sql, args).await
}

/// The bills a letter asks for, the oldest first.
pub(crate) async fn lines(cx: &mut Context, letter: &LetterRow) -> Result<Vec<CaseBill>> {
    let sql = "SELECT bill_id, number, fee_item, from_on, to_on, due_on, owed_fen AS owed FROM collection_letter_lines \
               WHERE org_id = $1 AND letter_id = $2 ORDER BY line";
    cx.tx().fetch_all(sql, args![letter.org_id, letter.id]).await
}

/// Enters a letter.
pub(crate) async fn insert(cx: &mut Context, row: &LetterRow, lines: &[CaseBill]) -> Result<()> {
    let values = args![
        row.org_id,
        row.id,
        row.case_id,
        row.kind.word(),
        &row.number,
        row.place_id,
        &row.place,
        row.payer_id,
        row.amount_fen,
        row.issued_on,
        row.pay_until_on,
        row.state.word(),
        row.issued_by,
        &row.issued_name,
        row.issued_at,
        &row.files,
        row.version
    ];
    cx.tx().insert_many("collection_letters", NAMES, vec![values]).await?;
    let values = |(nth, line): (i64, &CaseBill)| {
        args![
            row.org_id,
            row.id,
            nth,
            line.bill_id,
            &line.number,
            &line.fee_item,
            line.from_on,
            line.to_on,
            line.due_on,
            line.owed
        ]
    };
    cx.tx().insert_many("collection_letter_lines", LINE, (1..).zip(lines).map(values).collect()).await
}

/// Keeps how a letter stands, which must still stand at the version before.
pub(crate) async fn update(cx: &mut Context, row: &LetterRow) -> Result<()> {
    let sql = "UPDATE collection_letters SET state = $1, delivery = $2, delivered_on = $3, receiver = $4, post_number = $5, \
               files = $6, delivered_name = $7, void_reason = $8, voided_name = $9, version = $10 \
               WHERE org_id = $11 AND id = $12 AND version = $10 - 1";
    let args = args![
        row.state.word(),
        row.delivery.map(Delivery::word),
        row.delivered_on,
        &row.receiver,
        &row.post_number,
        &row.files,
        &row.delivered_name,
        &row.void_reason,
        &row.voided_name,
        row.version,
        row.org_id,
        row.id
    ];
    if cx.tx().execute(sql, args).await? == 1 { Ok(()) } else { Err(Error::Conflict) }
}
