//! What stands where in a process.

use std::collections::BTreeMap;

use kernel::Result;
use module::Context;
use process::Outline;
use ui::Speech;

use super::model::{ProcessLine, ProcessRecord, Processes, StageLine, WhichProcess};
use crate::{
    board::model::Everything,
    case::{
        queries::{engine, said},
        store,
    },
};

/// The processes in use, with how many cases each has open.
pub async fn list(cx: &mut Context, _: Everything) -> Result<Processes> {
    let counts = store::by_stage(cx, None).await?;
    let speech = cx.speech();
    let open = |key: &str| counts.iter().filter(|c| c.process == key).map(|c| c.count).sum();
    Ok(Processes {
        rows: engine(cx)?.outlines().iter().map(|outline| line(&speech, outline, open(&outline.key))).collect(),
    })
}

fn line(speech: &Speech, outline: &Outline, open: i64) -> ProcessLine {
    ProcessLine {
        process: outline.key.clone(),
        title: said(speech, &outline.title),
        purpose: outline.purpose.as_ref().map(|p| said(speech, p)).unwrap_or_default(),
        area: outline.area.clone().unwrap_or_default(),
        standards: outline.standards.clone(),
        hash: outline.hash.clone(),
        open,
    }
}

/// One process with how many cases stand in each stage.
pub async fn view(cx: &mut Context, which: WhichProcess) -> Result<ProcessRecord> {
    let def = engine(cx)?.current(&which.process)?;
    let counts: BTreeMap<String, i64> =
        store::by_stage(cx, Some(&def.key)).await?.into_iter().map(|c| (c.stage, c.count)).collect();
    let speech = cx.speech();
    let stages = def.stages.iter().map(|s| StageLine {
        stage: s.id.clone(),
        label: said(&speech, &s.label),
        category: s.category.word().to_owned(),
        count: (!s.category.is_end()).then(|| counts.get(&s.id).copied().unwrap_or(0)),
    });
    Ok(ProcessRecord { line: line(&speech, &Outline::of(&def), counts.values().sum()), stages: stages.collect() })
}
