//! Questions and their answers, for the list, the API and the page.

use kernel::Result;
use module::{Ask, Context, Listing};
use ui::Speech;

use super::{
    model::{WhatIfFilter, WhatIfId, WhatIfLine, WhatIfRecord, WhatIfRow, WhichWhatIf},
    store,
};

/// The list, latest first.
pub async fn list(cx: &mut Context, ask: Ask<WhatIfFilter>) -> Result<Listing<WhatIfLine>> {
    let found = store::list(cx, &ask.page, &ask.filter).await?;
    let speech = cx.speech();
    let rows = found.rows.iter().map(|row| line(&speech, row)).collect();
    Ok(Listing { rows, count: found.count, next: found.next, prev: found.prev })
}

fn line(speech: &Speech, row: &WhatIfRow) -> WhatIfLine {
    WhatIfLine {
        id: row.id,
        process_label: speech.label(&(&store::definition(row).title).into()),
        version: row.hash.chars().take(12).collect(),
        state: row.state,
        total: row.total,
        asked_by_name: row.asked_by_name.clone(),
        asked_at: row.asked_at,
    }
}

/// One question; whoever may not read all cases it was asked of is named none of them.
pub(crate) async fn one(cx: &mut Context, id: WhatIfId) -> Result<WhatIfRow> {
    let mut row = store::one(cx, id).await?;
    if desk::sight(cx).await?.hides_somewhere(&row.process)
        && let Some(answer) = &mut row.answer
    {
        answer.0.findings.unname();
    }
    Ok(row)
}

/// One question with its answer.
pub async fn view(cx: &mut Context, which: WhichWhatIf) -> Result<WhatIfRecord> {
    let row = one(cx, which.id).await?;
    let answer = row.answer.as_ref().map(|a| serde_json::to_value(&a.0)).transpose()?;
    Ok(WhatIfRecord { line: line(&cx.speech(), &row), done: row.done, answer })
}
