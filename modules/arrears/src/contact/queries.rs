//! Whom to ring today.

use kernel::Result;
use module::Context;

use super::model::{AskCalls, Calls};
use crate::{
    case::{queries::lines, store},
    ladder::{model::TheLadder, queries as ladder, rules},
};

/// Cases on the list.
const MOST: i64 = 100;

/// The list of calls.
pub async fn list(cx: &mut Context, _: AskCalls) -> Result<Calls> {
    let ladder = ladder::view(cx, TheLadder {}).await?;
    let calendar = org::calendar_of(cx, kernel::COMPANY, "office").await?;
    let is_quiet = rules::is_quiet(&ladder, &calendar, cx.now());
    let today = cx.now().date(cx.zone());
    let found = store::called(cx, today, MOST).await?;
    Ok(Calls { is_quiet, rows: lines(cx, &found).await? })
}
