//! Second looks nobody took.

use std::collections::BTreeMap;

use kernel::{OrgId, Result};
use module::Context;
use serde_json::{Value, json};

use super::store;
use crate::{occurrence::model::OccurrenceId, plan::jobs::MISSED};

/// Second looks marked in one go; the rest a little later.
const STEP: i64 = 200;

/// Those whose window has ended are missed from now on, and told as such; they can still be made up for.
pub(crate) async fn miss(cx: &mut Context, _: Value) -> Result<()> {
    let mut missed: BTreeMap<OrgId, Vec<OccurrenceId>> = BTreeMap::new();
    for (org, id) in store::overdue(cx, STEP).await? {
        store::miss(cx, org, id).await?;
        missed.entry(org).or_default().push(id);
    }
    for (org, ids) in missed {
        ids.iter().for_each(|id| cx.touch(format!("occurrence:{id}")));
        cx.touch(format!("occurrences:{org}"));
        cx.emit(org, MISSED, &json!({ "occurrences": ids })).await?;
    }
    Ok(())
}
