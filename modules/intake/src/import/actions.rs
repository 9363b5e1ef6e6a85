//! Uploading, mapping, checking, applying, stopping.

use std::collections::BTreeSet;

use ::store::files::{self, File};
use kernel::{Error, Message, OrgId, PUBLIC, Result, Scope};
use module::{Change, Context, Importable};
use serde_json::json;
use sheet::{Plan, Register};

use super::{
    jobs,
    model::{Apply, Bringing, ByImport, Done, ImportId, MapSheets, Policy, Record, State, Upload},
    rules,
    store::{self, Beginning},
};

/// Takes a workbook in; what is in it is found out in the background.
pub async fn upload(cx: &mut Context, input: Upload) -> Result<Done> {
    cx.within(input.org_id)?;
    let file = own_file(cx, input.file.uuid()).await?;
    let bringing = Bringing {
        source: input.source.map(|s| s.trim().to_owned()).unwrap_or_default(),
        policy: Policy::All,
        lang: cx.speech().lang,
        by: (cx.actor().id, cx.actor().name.clone()),
        at: cx.now(),
    };
    let record = Record::brought(input.org_id, cx.new_id(), (file.id, file.name), bringing);
    store::add(cx.tx(), &record, None).await?;
    cx.record(Change::to(record.org, record.id).after(&json!({ "file": record.file_name, "source": record.source })));
    wake(cx, record.org, record.id).await
}

/// A file this person brought himself, wherever it is kept.
async fn own_file(cx: &mut Context, id: uuid::Uuid) -> Result<File> {
    let mut units: BTreeSet<OrgId> = cx.actor().scope(PUBLIC).0.iter().copied().collect();
    units.insert(cx.actor().home);
    let file = files::load(cx.tx(), &Scope(std::sync::Arc::new(units)), id).await?;
    if file.by == cx.actor().id { Ok(file) } else { Err(Error::NotFound) }
}

/// Corrects what each sheet and column is taken for, and remembers it for the next file of this source.
pub async fn map(cx: &mut Context, input: MapSheets) -> Result<Done> {
    let record = store::to_change(cx, input.id).await?;
    rules::may_map(record.state)?;
    let plan = record.plan.as_ref().ok_or_else(|| Error::broken("intake-not-read"))?;
    let mapping = rules::decide(&plan.0, &input);
    let registers: Vec<Register> = cx.platform().registry.imports().map(|i| i.register.clone()).collect();
    let unknown = mapping.sheets.iter().flat_map(|s| &s.register).any(|key| !registers.iter().any(|r| r.key == *key));
    if unknown {
        return Err(Error::field("sheets", Message::of("invalid-choice")));
    }
    let planned = plan.0.remapped(&registers, &mapping);
    let now = cx.now();
    if let Some(file) = record.error_file_id {
        let here = Scope(std::sync::Arc::new(BTreeSet::from([record.org])));
        files::erase(cx.tx(), &here, file).await?;
    }
    store::remap(cx.tx(), &record, &planned).await?;
    store::remember(cx.tx(), record.org, &record.source, &planned.mapping(), now).await?;
    cx.record(Change::to(record.org, record.id).before(&plan.0.mapping()).after(&planned.mapping()));
    touched(cx, record.org, record.id)
}

/// Looks at every row without writing.
pub async fn dry_run(cx: &mut Context, input: ByImport) -> Result<Done> {
    let record = store::to_change(cx, input.id).await?;
    rules::may_check(&record)?;
    let plan = record.plan.as_ref().map(|p| &p.0);
    may_take(cx, record.org, plan)?;
    let total = plan.map(rules::rows_taken).unwrap_or_default();
    begin(cx, &record, State::Checking, record.policy, i64::try_from(total).unwrap_or(i64::MAX)).await
}

/// Puts the checked rows into their registers.
pub async fn apply(cx: &mut Context, input: Apply) -> Result<Done> {
    let record = store::to_change(cx, input.id).await?;
    rules::may_apply(&record, input.policy)?;
    may_take(cx, record.org, record.plan.as_ref().map(|p| &p.0))?;
    let good: u64 = record.sheets.0.iter().map(|s| s.rows - s.refused.min(s.rows)).sum();
    begin(cx, &record, State::Applying, input.policy, i64::try_from(good).unwrap_or(i64::MAX)).await
}

/// Stops it between two chunks.
pub async fn cancel(cx: &mut Context, input: ByImport) -> Result<Done> {
    let record = store::to_change(cx, input.id).await?;
    rules::may_cancel(&record)?;
    let now = cx.now();
    store::stop(cx.tx(), &record, now).await?;
    cx.record(Change::to(record.org, record.id).before(&record.state).after(&State::Cancelled));
    touched(cx, record.org, record.id)
}

async fn begin(cx: &mut Context, record: &Record, state: State, policy: Policy, total: i64) -> Result<Done> {
    let (now, id, name) = (cx.now(), cx.actor().id, cx.actor().name.clone());
    let lang = cx.speech().lang.tag();
    let step = Beginning { state, policy, total, by: (id, &name), lang };
    store::begin(cx.tx(), record.org, record.id, &step, now).await?;
    let after = json!({ "state": state, "policy": policy, "rows": total });
    cx.record(Change::to(record.org, record.id).before(&json!({ "state": record.state })).after(&after));
    wake(cx, record.org, record.id).await
}

/// Whoever begins must be allowed to import every register the workbook fills: the process works in his name.
fn may_take(cx: &Context, org: OrgId, plan: Option<&Plan>) -> Result<()> {
    let wanted: BTreeSet<&str> = plan.iter().flat_map(|p| &p.sheets).filter_map(|s| s.register.as_deref()).collect();
    let takes = |i: &&Importable| {
        wanted.contains(i.register.key.as_str()) || i.follows.is_some_and(|followed| wanted.contains(followed))
    };
    for line in cx.platform().registry.imports().filter(takes) {
        if !cx.actor().may_in(line.permission, org) {
            return Err(Error::Forbidden(line.permission.0.into()));
        }
    }
    Ok(())
}

async fn wake(cx: &mut Context, org: OrgId, id: ImportId) -> Result<Done> {
    let now = cx.now();
    cx.later(org, jobs::BEGIN, json!({ "org": org, "id": id }), now, None).await?;
    touched(cx, org, id)
}

fn touched(cx: &mut Context, org: OrgId, id: ImportId) -> Result<Done> {
    cx.touch(format!("import:{}", id.uuid().simple()));
    cx.touch(format!("imports:{org}"));
    Ok(Done { id })
}
