//! Exactly the list that is shown, as a workbook.

use axum::{
    extract::{Path, RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use kernel::form::Kind;
use std::{collections::BTreeMap, sync::Arc};

use kernel::{Error, Result};
use module::{Caller, Platform};
use serde_json::Value;
use sheet::write::{Export, ExportColumn};
use ui::{Address, Speech};

use crate::{
    caller::Visit,
    input,
    known::name_rows,
    list::{chosen, said},
    pages::{failed, title_key},
    state::Web,
};

/// Rows of one step.
const STEP: i64 = 500;
/// Rows of one workbook.
const ROWS: usize = 200_000;

/// `GET /export/{query}`: the same filters, order and columns as the page, all rows.
pub(crate) async fn workbook(
    State(web): State<Web>,
    visit: Visit,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match export(&web.platform, &visit.caller, &name, input::pairs(query.as_deref())).await {
        Ok(bytes) => {
            let disposition = format!("attachment; filename=\"{}.xlsx\"", title_key(&name));
            ([(header::CONTENT_TYPE, sheet::MEDIA_TYPE.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
                .into_response()
        }
        Err(error) => failed(&web, &visit, &error),
    }
}

/// A list as a workbook: filters, order and columns as in the address of its page.
///
/// # Errors
/// [`Error::NotFound`] when there is no such list; else what the list itself answers.
pub async fn export(
    platform: &Arc<Platform>,
    caller: &Caller,
    name: &str,
    pairs: Vec<(String, String)>,
) -> Result<Vec<u8>> {
    let speech = Speech::new(platform.texts.clone(), caller.lang);
    let line = platform.registry.query(name).ok_or(Error::NotFound)?;
    let list = line.list.as_ref().ok_or(Error::NotFound)?;
    let here = Address::new("", pairs.clone());
    let columns = chosen(list, &here, &[]);
    let heads = columns.iter().map(|c| ExportColumn::new(speech.label(&c.label), written(&c.kind))).collect();
    let mut export = Export::workbook(&speech.say(&title_key(name)), heads, module::HOME_ZONE)?;
    let asked: Vec<(String, String)> =
        pairs.into_iter().filter(|(n, _)| !matches!(n.as_str(), "after" | "before" | "limit")).collect();
    let mut ask = input::of_request(&line.form, &std::collections::HashMap::new(), &asked)?;
    ask["limit"] = STEP.into();
    let (mut written, mut names) = (0, BTreeMap::new());
    loop {
        let mut page = platform.answer(caller, line, ask.clone()).await?;
        name_rows(platform, caller, &columns, &mut page, &mut names).await;
        for row in page.get("rows").and_then(Value::as_array).into_iter().flatten() {
            let cells: Vec<Value> = columns.iter().map(|c| value(&speech, c, row)).collect();
            export.row(&cells)?;
            written += 1;
        }
        match page.get("next").and_then(Value::as_str) {
            Some(next) if written < ROWS => ask["after"] = next.into(),
            _ => break,
        }
    }
    export.finish()
}

/// Choices and yes-or-no go out as the words that are shown; figures and times keep their kind.
fn written(kind: &Kind) -> Kind {
    match kind {
        Kind::Choice { .. } | Kind::Bool => Kind::Text,
        other => other.clone(),
    }
}

fn value(speech: &Speech, column: &module::Column, row: &Value) -> Value {
    match column.kind {
        Kind::Choice { .. } | Kind::Bool | Kind::Ref { .. } => Value::from(said(speech, column, row)),
        _ => row.get(column.name).cloned().unwrap_or(Value::Null),
    }
}
