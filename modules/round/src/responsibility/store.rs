//! The statement over what plans are carried out on.

use kernel::{OrgId, Result};
use module::Context;
use store::{Select, args};

use super::model::Charge;
use crate::procedure::model::System;

/// The running plans of a community on each of their things, with who does them.
pub(crate) async fn charges(cx: &mut Context, org: OrgId, system: Option<System>) -> Result<Vec<Charge>> {
    let (sql, args) = Select::from("plan_things t")
        .columns("p.id AS plan_id, p.name, p.role, p.staff_id, p.vendor, t.place_id, t.asset_id, p.route_id")
        .join("JOIN plans p ON p.org_id = t.org_id AND p.id = t.plan_id")
        .filter("t.org_id = ? AND t.gone_at IS NULL AND p.state = 'active'", args![org])
        .filter_if("p.system = ?", system.map(System::word))
        .order_by("p.name, p.id")
        .build();
    cx.tx().fetch_all(sql, args).await
}
