//! Importing a file from the command line: the same steps, in the calling process, with somebody watching.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use kernel::{Error, OrgId, PUBLIC, Result};
use module::{Caller, Platform};
use sheet::Register;
use store::files;
use ui::Speech;

use crate::{
    import::{
        model::{BadRow, Bringing, ImportId, Policy, Record, Sentence, SheetCount, State},
        rules::{self, LeftOut},
        store::{self as imports, Beginning, LEASE},
    },
    run::{Run, Watch},
};

/// Problems a report names one by one.
const NAMED: i64 = 50;

/// How a file is to be imported.
#[derive(Debug, Clone)]
pub struct Options {
    /// The community, or the company, the rows belong to.
    pub org: OrgId,
    /// What happens when some rows are wrong.
    pub policy: Policy,
    /// Whether nothing is to be written.
    pub dry_run: bool,
    /// The system the file comes from; its mapping is used and remembered under this name.
    pub source: Option<String>,
}

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is being done.
    pub state: State,
    /// Rows gone through.
    pub done: u64,
    /// Of how many; nothing while that is being found out.
    pub total: u64,
}

/// What came of a sheet.
pub type SheetReport = SheetCount;

/// What came of a file.
#[derive(Debug, Clone)]
pub struct Report {
    /// The import; its page shows the same.
    pub id: ImportId,
    /// The file.
    pub file_name: String,
    /// Where it stands now.
    pub state: State,
    /// By sheet; after a dry run, what would happen.
    pub sheets: Vec<SheetReport>,
    /// What goes nowhere.
    pub left_out: Vec<LeftOut>,
    /// The first rows with problems.
    pub problems: Vec<BadRow>,
    /// How many rows have problems.
    pub refused: u64,
    /// Why it was refused or failed as a whole, or not begun.
    pub fault: Option<Sentence>,
    /// What the registers are called: key → 中文, English.
    titles: BTreeMap<String, (String, String)>,
}

impl Report {
    /// Whether everything that was asked for was done.
    pub fn is_good(&self) -> bool {
        self.fault.is_none() && matches!(self.state, State::Checked | State::Done)
    }

    /// The report in words, several lines.
    pub fn said(&self, speech: &Speech) -> String {
        let mut lines = vec![speech.say_with(
            "intake-report-head",
            &[("file", &self.file_name), ("state", &speech.say(&format!("choice-import-state-{}", self.state.word())))],
        )];
        let would = if self.state == State::Done { "intake-report-sheet" } else { "intake-report-sheet-would" };
        for sheet in &self.sheets {
            let title = self.titles.get(&sheet.register);
            let title =
                title.map_or(sheet.register.as_str(), |(zh, en)| if speech.lang == kernel::Lang::Zh { zh } else { en });
            let figures =
                [sheet.rows, sheet.created, sheet.updated, sheet.unchanged, sheet.refused].map(|n| n.to_string());
            lines.push(speech.say_with(
                would,
                &[
                    ("sheet", &sheet.sheet),
                    ("register", title),
                    ("rows", &figures[0]),
                    ("created", &figures[1]),
                    ("updated", &figures[2]),
                    ("unchanged", &figures[3]),
                    ("refused", &figures[4]),
                ],
            ));
        }
        for left in &self.left_out {
            let rows = left.rows.to_string();
            lines.push(match &left.column {
                None => speech.say_with("intake-sheet-not-taken", &[("sheet", &left.sheet), ("count", &rows)]),
                Some(column) => speech.say_with(
                    "intake-column-not-taken",
                    &[("sheet", &left.sheet), ("column", column), ("count", &rows)],
                ),
            });
        }
        for row in &self.problems {
            for problem in &row.problems {
                let cell = if problem.cell.is_empty() { row.number.to_string() } else { problem.cell.clone() };
                let said = problem.message.said(speech);
                let args =
                    [("sheet", row.sheet.as_str()), ("cell", &cell), ("heading", &problem.heading), ("problem", &said)];
                lines.push(speech.say_with("intake-report-problem", &args));
            }
        }
        lines.extend(self.fault.as_ref().map(|f| f.said(speech)));
        lines.join("\n")
    }
}

/// Imports a file: reads it, checks every row, and – unless it is a dry run – puts the rows into their registers.
///
/// The caller must hold the registers' permissions everywhere (the command line acts as the system).
///
/// # Errors
/// What the store says. A file or rows that cannot be taken are no error: the report says so.
pub async fn run_file(
    platform: Arc<Platform>,
    caller: &Caller,
    bytes: Vec<u8>,
    name: &str,
    options: Options,
    mut progress: impl FnMut(&Step) + Send + 'static,
) -> Result<Report> {
    let runner = platform.ids.next(platform.clock.now(), 0);
    let which = add(&platform, caller, bytes, name, &options, runner).await?;
    let watch: Watch = Mutex::new(Box::new(move |record: &Record| {
        let number = |n: i64| u64::try_from(n).unwrap_or_default();
        progress(&Step { state: record.state, done: number(record.done), total: number(record.total) });
    }));
    let mut run = Run::open(platform, &caller.actor, which, runner).await?.watched(watch);
    run.caller.lang = caller.lang;
    run.work_through().await?;
    if run.record.state == State::Mapped && begin(&mut run, State::Checking, &options, runner).await? {
        run.work_through().await?;
    }
    if run.record.state == State::Checked
        && !options.dry_run
        && begin(&mut run, State::Applying, &options, runner).await?
    {
        run.work_through().await?;
    }
    report(&run).await
}

/// Keeps the file and adds its import, held by this process.
async fn add(
    platform: &Arc<Platform>,
    caller: &Caller,
    bytes: Vec<u8>,
    name: &str,
    options: &Options,
    runner: uuid::Uuid,
) -> Result<(OrgId, ImportId)> {
    let content = platform.files.put(bytes).await?;
    let now = platform.clock.now();
    let file = files::File {
        org: options.org,
        id: platform.ids.next(now, 1),
        name: name.chars().take(200).collect(),
        media_type: sheet::MEDIA_TYPE.to_owned(),
        size: content.size,
        sha256: content.sha256,
        at: now,
        by: caller.actor.id,
    };
    let bringing = Bringing {
        source: options.source.clone().unwrap_or_default(),
        policy: options.policy,
        lang: caller.lang,
        by: (caller.actor.id, caller.actor.name.clone()),
        at: now,
    };
    let id = ImportId::from_uuid(platform.ids.next(now, 2));
    let record = Record::brought(options.org, id, (file.id, file.name.clone()), bringing);
    let which = (record.org, record.id);
    let rows = Arc::new((file, record));
    let scope = caller.actor.scope(PUBLIC);
    let added = platform.db.transact(&scope, move |tx| {
        let rows = rows.clone();
        Box::pin(async move {
            files::name(tx, &rows.0).await?;
            imports::add(tx, &rows.1, Some((runner, now + LEASE))).await
        })
    });
    added.await.map(|()| which)
}

/// Begins the next step in this process; `false` when a rule forbids it, which the record then says.
async fn begin(run: &mut Run, state: State, options: &Options, runner: uuid::Uuid) -> Result<bool> {
    let allowed = match state {
        State::Checking => rules::may_check(&run.record),
        _ => rules::may_apply(&run.record, options.policy),
    };
    if let Err(Error::Broken(message)) = allowed {
        run.record.fault = imports::fault(&message);
        return Ok(false);
    }
    let sheets = &run.record.sheets.0;
    let good: u64 = sheets.iter().map(|s| s.rows - s.refused.min(s.rows)).sum();
    let total = match state {
        State::Checking => run.record.total,
        _ => i64::try_from(good).unwrap_or(i64::MAX),
    };
    let (org, id, by, name) = (run.record.org, run.record.id, run.record.by_id, run.record.by_name.clone());
    let (now, lang, policy) = (run.now(), run.record.lang.clone(), options.policy);
    let scope = run.caller.actor.scope(PUBLIC);
    let begun = run.platform.db.transact(&scope, move |tx| {
        let (name, lang) = (name.clone(), lang.clone());
        Box::pin(async move {
            let step = Beginning { state, policy, total, by: (by, &name), lang: &lang };
            imports::begin(tx, org, id, &step, now).await?;
            imports::claim(tx, org, id, runner, now).await
        })
    });
    if !begun.await? {
        return Err(Error::Conflict);
    }
    run.reload().await?;
    Ok(true)
}

async fn report(run: &Run) -> Result<Report> {
    let record = &run.record;
    let titled = |r: &Register| (r.key.clone(), (r.zh.clone(), r.en.clone()));
    Ok(Report {
        id: record.id,
        file_name: record.file_name.clone(),
        state: record.state,
        sheets: record.sheets.0.clone(),
        left_out: record.plan.as_ref().map(|p| rules::left_out(&p.0)).unwrap_or_default(),
        problems: run.bad(NAMED).await?,
        refused: u64::try_from(record.refused).unwrap_or_default(),
        fault: record.fault.as_ref().map(|f| f.0.clone()),
        titles: run.registers.iter().map(titled).collect(),
    })
}
