//! Reads a workbook once and plans what each sheet is taken for.

use kernel::{Error, Result};
use sheet::{Limits, Mapping, Workbook};

use crate::{
    import::{
        model::State,
        rules::{rows_taken, signature},
    },
    run::{Note, Run},
};

/// From the file to its plan, with what people decided for this source before.
pub async fn read(run: &mut Run) -> Result<()> {
    let (bytes, name, registers) = (run.workbook().await?, run.record.file_name.clone(), run.registers.clone());
    let reading = move || Workbook::open(bytes, &name, Limits::default())?.plan(&registers, &Mapping::default());
    let mut plan = apart(reading).await?;
    if run.record.source.is_empty() {
        run.record.source = signature(&plan);
    }
    let mapping = run.mapping(&run.record.source).await?;
    if !mapping.sheets.is_empty() {
        plan = plan.remapped(&run.registers, &mapping);
    }
    run.record.total = i64::try_from(rows_taken(&plan)).unwrap_or(i64::MAX);
    run.found(plan);
    run.end(State::Mapped, None, Note { plan: true, ..Note::default() }).await
}

/// Work on cells happens on a thread made for waiting, never where requests are answered.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::Internal(format!("reading a workbook was lost: {error}")))?
}
