//! Hand-overs made, and the work somebody still has.

use ::store::{Cursor, args};
use kernel::Result;
use module::{Ask, Boxed, Context, Listing};
use org::StaffId;

use super::{
    model::{HandOverFilter, HandOverRecord, HandOverRow, ThisHandOver},
    store,
};
use crate::case::store as cases;

/// Open work counted for a leaver.
const COUNTED: i64 = 100;

/// The work in somebody's hands, for whoever ends his employment.
pub struct OpenWork;

impl org::OpenWork for OpenWork {
    fn open_work<'a>(&'a self, cx: &'a mut Context, of: StaffId) -> Boxed<'a, Result<i64>> {
        Box::pin(async move { cases::count_in_hands(cx, of, COUNTED).await })
    }

    fn hand_over(&self, of: StaffId) -> String {
        format!("/do/desk.hand_over.create?staff_id={of}")
    }
}

/// Hand-overs, latest first.
pub async fn list(cx: &mut Context, ask: Ask<HandOverFilter>) -> Result<Listing<HandOverRow>> {
    let (rows, count) = store::list(cx, &ask.page, &ask.filter).await?;
    Ok(Listing::cut(rows, &ask.page, count, |h| Cursor(args![h.at, h.id]).to_string()))
}

/// One with each of its cases.
pub async fn view(cx: &mut Context, which: ThisHandOver) -> Result<HandOverRecord> {
    let row = store::one(cx, which.id).await?;
    let mut lines = store::cases(cx, row.org_id, row.id).await?;
    let known = cases::known(cx, lines.iter().map(|line| line.case_id.uuid()).collect()).await?;
    lines.retain(|line| known.contains(&line.case_id.uuid()));
    Ok(HandOverRecord { row, cases: lines })
}
