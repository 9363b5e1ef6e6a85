//! Saying that one has read the day of one's post.

use kernel::{Message, Result};
use module::{Change, Context};
use org::StaffId;

use super::{model::ReadingRow, queries, store};
use crate::procedure::model::{ProcedureDone, WhichProcedure};

/// Says that one has read the day of one's post, this edition of it; once.
pub async fn read(cx: &mut Context, input: WhichProcedure) -> Result<ProcedureDone> {
    let own = queries::own(cx).await?.into_iter().find(|day| day.row.id == input.id);
    let Some(day) = own else { return cx.refuse(Message::of("round-day-not-yours")) };
    for org_id in day.orgs {
        let row = ReadingRow {
            org_id,
            procedure_id: input.id,
            staff_id: StaffId::from_uuid(cx.actor().id),
            staff_name: cx.actor().name.clone(),
            read_at: cx.now(),
        };
        if store::put(cx, &row).await? {
            cx.record(Change::to(org_id, input.id).after(&row));
        }
    }
    cx.touch("procedures");
    Ok(ProcedureDone { id: input.id })
}
