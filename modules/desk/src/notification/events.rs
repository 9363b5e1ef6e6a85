//! Hears whom a process tells something, and leaves each of them a line.

use std::collections::BTreeSet;

use ::store::args;
use kernel::Result;
use module::Context;
use process::runtime::{Notice, Notices};
use uuid::Uuid;

use super::store;

/// Turns the notices of one thing done to a case into lines for people. Hearing of it again does nothing.
pub(crate) async fn told(cx: &mut Context, told: Notices) -> Result<()> {
    let Some(first) = told.notices.first() else { return Ok(()) };
    if store::is_known(cx, told.org, &first.key).await? {
        return Ok(());
    }
    let now = cx.now();
    let mut rows = Vec::new();
    let mut reached = BTreeSet::new();
    for notice in &told.notices {
        for recipient in recipients(cx, told.org, notice).await? {
            reached.insert(recipient);
            rows.push(args![
                told.org,
                cx.new_uuid(),
                &notice.key,
                recipient,
                told.case,
                &told.number,
                &told.title,
                &notice.text.zh,
                &notice.text.en,
                now,
            ]);
        }
    }
    store::insert(cx, rows).await?;
    for recipient in reached {
        cx.touch(format!("notifications:{recipient}"));
    }
    Ok(())
}

/// The people a notice names and those who fill a post of the roles it names.
async fn recipients(cx: &mut Context, org: kernel::OrgId, notice: &Notice) -> Result<BTreeSet<Uuid>> {
    let mut found: BTreeSet<Uuid> = notice.people.iter().map(|p| p.id).filter(|id| !id.is_nil()).collect();
    for role in &notice.roles {
        let staff = org::staff_of(cx, org, Some(role), None).await?;
        found.extend(staff.into_iter().map(|s| s.id.uuid()));
    }
    Ok(found)
}
