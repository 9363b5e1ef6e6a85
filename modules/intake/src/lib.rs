//! Workbooks into registers: upload, mapping, dry run, apply, result.
//!
//! What a register is and how a row of it is taken is the business of the module that owns it ([`module::Importable`]).
//! Deliberately absent: reading the cells (crate `sheet`).

mod api;
mod applying;
mod checking;
mod import;
mod reading;
mod run;
mod template;

use kernel::{
    Label, Permission, Span,
    form::{Choice, Kind},
};
use module::{Action, Column, Job, List, Module, Nav, Page, Permitted, Query, Words};

pub use api::{Options, Report, SheetReport, Step, run_file};
pub use import::model::{Import, ImportId, Policy, State};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "intake",
    files: &[::store::Migration::portable("0001_imports", include_str!("../migrations/0001_imports.sql"))],
};

/// The module's words, and those of the workbooks themselves.
const WORDS: Words = Words {
    zh: concat!(include_str!("../texts/zh-CN.ftl"), "\n", include_str!("../../../crates/sheet/texts/zh-CN.ftl")),
    en: concat!(include_str!("../texts/en.ftl"), "\n", include_str!("../../../crates/sheet/texts/en.ftl")),
};

const VIEW: Permission = Permission("intake.import.view");
const CREATE: Permission = Permission("intake.import.create");
const APPLY: Permission = Permission("intake.import.apply");

/// How often imports are looked for whose process has gone away.
const LOOK_AGAIN: Span = Span::seconds(20);

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: vec![
            Nav::desk(390, "intake-import-list", "file-import", "/intake/imports", VIEW).under("nav-section-registers"),
        ],
        actions: actions(),
        queries: vec![
            Query::list("intake.import.list", VIEW, "/intake/imports", import::queries::list).with(List {
                columns: columns(),
                link: Some("/intake/imports/{id}"),
                noun: Some("import"),
                offers: &["intake.import.upload"],
                ..List::default()
            }),
            Query::one("intake.import.read", VIEW, "/intake/imports/{id}", import::queries::read),
            Query::one("intake.import_row.list", VIEW, "/intake/imports/{id}/import_rows", import::queries::rows),
        ],
        pages: vec![
            Page::new("intake.import.list_page", VIEW, "/intake/imports", import::pages::list),
            Page::new("intake.import.page", VIEW, "/intake/imports/{id}", import::pages::page),
        ],
        jobs: vec![
            Job::new(import::jobs::BEGIN, import::jobs::begin),
            Job::every("intake.import.resume", LOOK_AGAIN, import::jobs::resume),
            Job::every("intake.import.sweep", Span::days(1), import::jobs::sweep),
        ],
        ..Module::new("intake", MIGRATIONS, WORDS)
    }
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines([VIEW, CREATE, APPLY].map(|permission| (permission, &["supervisor", "manager"] as &[&str])))
}

fn actions() -> Vec<Action> {
    use import::actions;
    vec![
        Action::new("intake.import.upload", CREATE, "/intake/imports", actions::upload).then("/intake/imports/{id}"),
        Action::new("intake.import.map", CREATE, "/intake/imports/{id}/mapping", actions::map)
            .then("/intake/imports/{id}"),
        Action::new("intake.import.dry_run", CREATE, "/intake/imports/{id}/dry_run", actions::dry_run)
            .then("/intake/imports/{id}"),
        Action::new("intake.import.apply", APPLY, "/intake/imports/{id}/apply", actions::apply)
            .then("/intake/imports/{id}"),
        Action::new("intake.import.cancel", CREATE, "/intake/imports/{id}/cancel", actions::cancel)
            .then("/intake/imports/{id}"),
        Action::new("intake.template.download", VIEW, "/intake/templates", template::actions::download)
            .prepared::<template::actions::Download>(template::actions::write)
            .then("/files/{file}"),
    ]
}

fn columns() -> Vec<Column> {
    let choice = |state: &State| Choice {
        value: state.word().to_owned(),
        label: Some(Label::Key(format!("choice-import-state-{}", state.word()))),
    };
    vec![
        Column::text("file_name"),
        Column::new("state", Kind::Choice { choices: State::ALL.iter().map(choice).collect() }),
        Column::new("total", Kind::Integer),
        Column::new("refused", Kind::Integer),
        Column::text("by_name"),
        Column::new("uploaded_at", Kind::Instant).sortable(),
    ]
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        sync::{
            Arc, Mutex, PoisonError,
            atomic::{AtomicU32, Ordering},
        },
    };

    use ::store::{Args, Db, Synchronous, args};
    use kernel::{Actor, ActorKind, COMPANY, Clock, Error, Grant, Id, Instant, OrgId, form::Field};
    use module::{Caller, Chunk, Complaint, Context, Ids, Importable, Parts, Platform, Registry, Taken, Vault};
    use rust_xlsxwriter::Workbook as Writer;
    use serde_json::{Value, json};
    use sqlx::Connection;
    use ui::{Speech, Texts};
    use uuid::Uuid;

    use super::*;

    /// What the tiny registers of the tests ask for; they keep their rows among the remembered mappings, as `room/1-1-1011`.
    const TAKE: Permission = Permission("intake.template.create");

    fn text(name: &str) -> Field {
        Field::new(name, Kind::Text)
    }

    fn units() -> sheet::Register {
        sheet::Register::new("unit", "单元", "Units")
            .also(&["楼栋单元"])
            .column(
                sheet::Column::new(text("building").required(), "楼栋", "Building").also(&["楼栋号", "楼栋编号"]).key(),
            )
            .column(sheet::Column::new(text("number").required(), "单元", "Unit").also(&["单元编号"]).key())
    }

    fn owners() -> sheet::Register {
        sheet::Register::new("owner", "业主", "Owners")
            .also(&["业主信息"])
            .column(sheet::Column::new(text("number").required(), "业主编号", "Owner number").key())
            .column(sheet::Column::new(text("name").required(), "姓名", "Name").also(&["业主名称"]))
            .column(sheet::Column::new(Field::new("phone", Kind::Phone), "手机号", "Phone").absent(&["18999999999"]))
    }

    fn rooms() -> sheet::Register {
        sheet::Register::new("room", "房屋", "Rooms")
            .also(&["房屋信息"])
            .column(sheet::Column::new(text("number").required(), "房号", "Room").also(&["房屋编号"]).key())
            .column(sheet::Column::new(text("building").required(), "楼栋", "Building").also(&["楼栋编号"]).key())
            .column(sheet::Column::new(text("unit").required(), "单元", "Unit").also(&["单元编号"]).key())
            .column(sheet::Column::new(Field::new("area", Kind::Area), "建筑面积", "Built area"))
            .column(sheet::Column::new(text("owner"), "业主编号", "Owner number"))
            .column(sheet::Column::new(Field::new("fee_from", Kind::Date), "费用开始时间", "Fees from").split('#'))
            .refers(&["building", "unit"], "unit", &["building", "number"])
            .refers(&["owner"], "owner", &["number"])
    }

    async fn has(cx: &mut Context, org: OrgId, register: &str, name: &str) -> kernel::Result<Option<String>> {
        let sql = "SELECT mapping FROM mappings WHERE org_id = $1 AND source = $2";
        cx.tx().fetch_value_optional(sql, args![org, format!("{register}/{name}")]).await
    }

    /// Keeps rows under a name made of these fields; `to` says what a row points at. A name with 迟 is refused only when it
    /// is to be written, as when somebody changed something after the dry run.
    async fn keep(
        cx: &mut Context,
        chunk: Chunk,
        register: &str,
        named: &[&str],
        to: &[(&str, &str, &[&str])],
    ) -> kernel::Result<Vec<Taken>> {
        let (mut answers, mut fresh): (Vec<Taken>, Vec<Args>) = (Vec::new(), Vec::new());
        for row in &chunk.rows {
            let part = |fields: &[&str]| {
                let parts: Option<Vec<&str>> = fields.iter().map(|f| row.get(*f).and_then(Value::as_str)).collect();
                parts.map(|p| p.join("-"))
            };
            let refused = |field: &str, key: &str| {
                Taken::Refused(vec![Complaint { field: field.into(), key: key.into(), params: Vec::new() }])
            };
            let mut dangling = None;
            for (field, target, fields) in to {
                if let Some(name) = part(fields)
                    && has(cx, chunk.org, target, &name).await?.is_none()
                {
                    dangling = Some(refused(field, "error-not-found"));
                }
            }
            let Some(name) = part(named) else {
                answers.push(Taken::Unchanged);
                continue;
            };
            let content = Value::Object(row.clone()).to_string();
            answers.push(match (dangling, has(cx, chunk.org, register, &name).await?) {
                (Some(refusal), _) => refusal,
                (None, _) if name.contains('迟') && !chunk.dry => refused(named[0], "error-conflict"),
                (None, Some(old)) if old == content => Taken::Unchanged,
                (None, old) => {
                    if !chunk.dry && old.is_some() {
                        let sql = "UPDATE mappings SET mapping = $1 WHERE org_id = $2 AND source = $3";
                        cx.tx().execute(sql, args![&content, chunk.org, format!("{register}/{name}")]).await?;
                    } else if !chunk.dry {
                        fresh.push(args![chunk.org, format!("{register}/{name}"), &content, 0_i64]);
                    }
                    if old.is_some() { Taken::Updated } else { Taken::Created }
                }
            });
        }
        cx.tx().insert_many("mappings", &["org_id", "source", "mapping", "decided_at"], fresh).await?;
        Ok(answers)
    }

    async fn take_units(cx: &mut Context, chunk: Chunk) -> kernel::Result<Vec<Taken>> {
        keep(cx, chunk, "unit", &["building", "number"], &[]).await
    }
    async fn take_owners(cx: &mut Context, chunk: Chunk) -> kernel::Result<Vec<Taken>> {
        keep(cx, chunk, "owner", &["number"], &[]).await
    }
    async fn take_rooms(cx: &mut Context, chunk: Chunk) -> kernel::Result<Vec<Taken>> {
        keep(cx, chunk, "room", &["building", "unit", "number"], &[("building", "unit", &["building", "unit"])]).await
    }

    /// Who owns a room, taken from the sheet of rooms: the room's own register does not look at it.
    async fn take_occupancies(cx: &mut Context, chunk: Chunk) -> kernel::Result<Vec<Taken>> {
        keep(cx, chunk, "occupancy", &["building", "unit", "number", "owner"], &[("owner", "owner", &["owner"])]).await
    }

    fn occupancies() -> sheet::Register {
        sheet::Register::new("occupancy", "住户", "Residents")
            .column(sheet::Column::new(text("room").required(), "房间代码", "Room code").key())
            .column(sheet::Column::new(text("owner").required(), "住户编号", "Resident").key())
            .refers(&["owner"], "owner", &["number"])
    }

    /// A town of three registers on a database of its own.
    struct Town {
        platform: Arc<Platform>,
        _folder: tempfile::TempDir,
    }

    fn cuihu() -> OrgId {
        Id::from_uuid(Uuid::from_u128(101))
    }

    fn system() -> Caller {
        Caller::new(Actor::system("导入", COMPANY, BTreeSet::from([COMPANY, cuihu()])))
    }

    /// A manager of 翠湖; `permissions` is `*` for everything.
    fn manager(permissions: &[&str]) -> Caller {
        let held = permissions.iter().map(|p| (*p).to_owned()).collect();
        let grant = |role: &str, org, permissions: BTreeSet<String>| Grant {
            role: role.into(),
            orgs: Arc::new(BTreeSet::from([org])),
            permissions: Arc::new(permissions),
        };
        Caller::new(Actor {
            kind: ActorKind::Staff,
            id: Uuid::from_u128(7),
            name: "周敏".into(),
            session: None,
            from: "test".into(),
            home: COMPANY,
            grants: vec![grant("manager", cuihu(), held), grant("member", COMPANY, BTreeSet::new())],
        })
    }

    /// The PostgreSQL server to test on, when one is named.
    #[allow(clippy::disallowed_methods, reason = "which database a test runs on is said by its surroundings")]
    fn server() -> Option<String> {
        std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"))
    }

    /// A database of its own on that server; the server is thrown away after the tests.
    async fn on_server(server: &str) -> String {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("intake_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::SeqCst));
        let mut admin = sqlx::PgConnection::connect(server).await.expect("connects");
        let text = format!("CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut admin).await.expect("is made");
        let (before, _) = server.rsplit_once('/').expect("an address with a database");
        format!("{before}/{name}")
    }

    async fn town() -> Town {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual("2026-11-21T06:00:00Z".parse().expect("a time"));
        let options = ::store::Options { synchronous: Synchronous::Off, clock: clock.clone(), ..Default::default() };
        let url = match server() {
            Some(server) => on_server(&server).await,
            None => format!("sqlite:{}", folder.path().join("t.db").display()),
        };
        let db = Db::open(&url, options).await.expect("opens");
        let town = Module {
            imports: vec![
                Importable::new(units(), TAKE, take_units),
                Importable::new(owners(), TAKE, take_owners),
                Importable::new(rooms(), TAKE, take_rooms),
                Importable::new(occupancies(), TAKE, take_occupancies).following("room"),
            ],
            ..module()
        };
        let modules = vec![town];
        db.migrate(&modules.iter().map(|m| m.migrations).collect::<Vec<_>>()).await.expect("migrates");
        let words: Vec<_> = modules.iter().map(|m| (m.name, m.words.zh, m.words.en)).collect();
        let texts = Arc::new(Texts::new(&words).expect("no contradiction"));
        assert_eq!(texts.check(), Vec::<String>::new());
        let ids = Ids::seeded(7);
        let files = ::store::files::Files::open(folder.path().join("files")).expect("opens");
        let (vault, registry) = (Vault::new([7; 32], ids.clone()), Registry::new(modules));
        let platform = Platform::new(Parts { db, registry, texts, clock, ids, vault, files });
        Town { platform: Arc::new(platform), _folder: folder }
    }

    impl Town {
        async fn import(&self, bytes: Vec<u8>, policy: Policy, dry_run: bool) -> Report {
            let options = Options { org: cuihu(), policy, dry_run, source: None };
            let ran = run_file(self.platform.clone(), &system(), bytes, "迁移.xlsx", options, |_| {}).await;
            ran.expect("no trouble")
        }

        async fn count(&self, register: &str) -> i64 {
            let mut tx = self.platform.db.read(&system().actor.scope(TAKE)).await.expect("reads");
            let sql = "SELECT count(*) FROM mappings WHERE source LIKE $1";
            tx.fetch_value(sql, args![format!("{register}/%")]).await.expect("counts")
        }

        async fn counts(&self) -> [i64; 3] {
            [self.count("unit").await, self.count("owner").await, self.count("room").await]
        }

        async fn left_staged(&self) -> i64 {
            let mut tx = self.platform.db.read(&system().actor.scope(TAKE)).await.expect("reads");
            let ended = "SELECT count(*) FROM import_chunks c JOIN imports i ON i.org_id = c.org_id AND i.id = c.import_id \
                         WHERE i.ended_at IS NOT NULL AND i.state <> 'checked'";
            tx.fetch_value(ended, Vec::new()).await.expect("counts")
        }

        /// Brings a file as a person does, through the upload action.
        async fn upload(&self, who: &Caller, bytes: Vec<u8>) -> Value {
            let content = self.platform.files.put(bytes).await.expect("kept");
            let id = self.platform.ids.next(self.platform.clock.now(), 0);
            let file = ::store::files::File {
                org: COMPANY,
                id,
                name: "迁移.xlsx".into(),
                media_type: "x".into(),
                size: content.size,
                sha256: content.sha256,
                at: self.platform.clock.now(),
                by: who.actor.id,
            };
            let input = json!({"org_id": cuihu(), "file": Id::<::store::files::File>::from_uuid(id)});
            let done = self.platform.act_with(who, "intake.import.upload", input, vec![file]).await;
            let id = done.expect("uploaded")["id"].clone();
            self.look_after(&id, "uploaded").await;
            id
        }

        /// Does what the worker does when an action has queued work, and waits until the import stands otherwise.
        async fn look_after(&self, id: &Value, from: &str) -> Value {
            let line = self.platform.registry.job("intake.import.begin").expect("a job");
            let which = json!({"org": cuihu(), "id": id});
            self.platform.run_job(&system(), line, which).await.expect("begins");
            for _ in 0..2_000 {
                let detail = self.ask("intake.import.read", id).await;
                if detail["state"] != from {
                    return detail;
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            panic!("still {from}");
        }

        async fn ask(&self, query: &str, id: &Value) -> Value {
            self.platform.ask(&manager(&["*"]), query, json!({"id": id})).await.expect("answers")
        }

        async fn page(&self, id: &Value) -> String {
            let page = self.platform.registry.pages().find(|p| p.name == "intake.import.page").expect("a page");
            let shown = self.platform.show(&manager(&["*"]), page, json!({"id": id})).await.expect("shows");
            shown.body.into_string()
        }
    }

    fn workbook(sheets: &[(&str, Vec<String>)]) -> Vec<u8> {
        let mut writer = Writer::new();
        for (name, rows) in sheets {
            let sheet = writer.add_worksheet();
            sheet.set_name(*name).expect("a name");
            for (number, row) in (0..).zip(rows) {
                for (column, given) in (0..).zip(row.split('|')) {
                    match given.parse::<f64>() {
                        _ if given.is_empty() => {}
                        Ok(figure) if given.len() < 10 => {
                            sheet.write_number(number, column, figure).expect("writes");
                        }
                        _ => {
                            sheet.write_string(number, column, given).expect("writes");
                        }
                    }
                }
            }
        }
        writer.save_to_buffer().expect("saves")
    }

    fn lines(rows: &[&str]) -> Vec<String> {
        rows.iter().map(|r| (*r).to_owned()).collect()
    }

    /// Somebody else's export: notes beside the data, made-up phones, several values in one cell, references between the
    /// sheets and a sheet of fees that has no register. `bad` adds a room of an owner who is nowhere.
    fn foreign(bad: bool) -> Vec<u8> {
        let mut rooms = lines(&[
            "房屋编号|楼栋编号|单元编号|建筑面积|业主编号|房屋费用|费用开始时间",
            "1011|1|1|94.56|1|1#2|2020-06-10#2020-07-10||说明",
            "1012|1|1|94.56|2|1|2020-6-10||房屋费用|费用间用#号分隔",
        ]);
        if bad {
            rooms.push("1013|1|2|94.56|9|2|2020-06-10".to_owned());
        }
        workbook(&[
            ("楼栋单元", lines(&["楼栋号|单元编号|总层数", "1|1|33||说明", "1|2|33||单元编号|一单元填写 1"])),
            ("业主信息", lines(&["业主编号|业主名称|手机号", "1|钱一|13900000011", "2|孙二|18999999999"])),
            ("费用设置", lines(&["费用编号|收费项目|计费单价", "1|住宅物业费|1.3", "2|商铺物业费|2.5"])),
            ("房屋信息", rooms),
        ])
    }

    /// A community of so many rooms, each with an owner.
    fn community(rooms: usize) -> Vec<u8> {
        let mut owners = lines(&["业主编号|业主名称"]);
        let mut homes = lines(&["房屋编号|楼栋编号|单元编号|业主编号"]);
        for n in 0..rooms {
            owners.push(format!("Y{n:05}|业主{n}"));
            homes.push(format!("F{n:05}|1|1|Y{n:05}"));
        }
        workbook(&[("楼栋单元", lines(&["楼栋号|单元编号", "1|1"])), ("业主信息", owners), ("房屋信息", homes)])
    }

    fn zh(town: &Town) -> Speech {
        Speech::new(town.platform.texts.clone(), kernel::Lang::Zh)
    }

    #[tokio::test]
    async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
        let town = town().await;
        let report = town.import(foreign(false), Policy::All, true).await;
        assert!(report.is_good(), "{report:?}");
        assert_eq!(town.counts().await, [0, 0, 0]);
        let would: Vec<_> = report.sheets.iter().map(|s| (s.register.as_str(), s.rows, s.created, s.refused)).collect();
        assert_eq!(would, [("unit", 2, 2, 0), ("owner", 2, 2, 0), ("room", 2, 2, 0)]);
        let said = report.said(&zh(&town));
        assert!(said.contains("工作表“费用设置”没有对应的登记，2 行不导入"), "fees are never dropped silently: {said}");
        assert!(said.contains("列“房屋费用”没有对应的栏目，2 行"), "{said}");
        assert!(said.contains("房屋信息 → 房屋：共 2 行，将新增 2"), "{said}");
        assert_eq!(report.sheets[1].placeholders, [("phone".to_owned(), "18999999999".to_owned(), 1)]);
    }

    #[tokio::test]
    async fn one_row_of_an_unknown_owner_keeps_everything_out_or_only_itself() {
        let town = town().await;
        let report = town.import(foreign(true), Policy::All, false).await;
        assert!(!report.is_good());
        assert_eq!(report.fault.as_ref().map(|f| f.key.as_str()), Some("intake-rows-refused"));
        assert_eq!(town.counts().await, [0, 0, 0], "all or nothing");

        let report = town.import(foreign(true), Policy::Good, false).await;
        assert_eq!((report.state, report.refused), (State::Done, 1));
        assert_eq!(town.counts().await, [2, 2, 2]);
        assert_eq!(town.count("occupancy").await, 2, "the sheet of rooms says who owns them");
        let bad = &report.problems[0];
        assert_eq!((bad.sheet.as_str(), bad.number, bad.problems[0].cell.as_str()), ("房屋信息", 4, "E4"));
        assert_eq!(town.left_staged().await, 0, "what was staged holds personal data and is gone");
    }

    #[tokio::test]
    async fn the_same_workbook_again_changes_nothing_and_a_corrected_one_changes_one_row() {
        let town = town().await;
        town.import(foreign(false), Policy::All, false).await;
        let again = town.import(foreign(false), Policy::All, false).await;
        let figures = |r: &Report| r.sheets.iter().map(|s| [s.created, s.updated, s.unchanged]).collect::<Vec<_>>();
        assert_eq!(figures(&again), [[0, 0, 2], [0, 0, 2], [0, 0, 2]]);
        let owners = lines(&["业主编号|业主名称", "1|钱一一"]);
        let corrected = town.import(workbook(&[("业主信息", owners)]), Policy::All, false).await;
        assert_eq!(figures(&corrected), [[0, 1, 0]]);
        assert_eq!(town.counts().await, [2, 2, 2]);
    }

    #[tokio::test]
    async fn a_row_may_point_at_what_the_register_has_already() {
        let town = town().await;
        town.import(foreign(false), Policy::All, false).await;
        let rooms = lines(&["房屋编号|楼栋编号|单元编号|业主编号", "2011|1|2|2", "2012|1|2|7", "2013|1|3|2"]);
        let units = lines(&["楼栋号|单元编号", "1|3"]);
        let both = workbook(&[("房屋信息", rooms), ("楼栋单元", units)]);
        let report = town.import(both, Policy::Good, false).await;
        assert_eq!((report.sheets[1].created, report.sheets[1].refused), (2, 1), "a new unit and an owner of before");
        assert_eq!(report.problems[0].problems[0].cell, "D3");
    }

    #[tokio::test]
    async fn what_is_refused_only_when_written_takes_the_whole_import_back() {
        let town = town().await;
        let owners = lines(&["业主编号|业主名称", "1|钱一", "迟2|孙二"]);
        let report = town.import(workbook(&[("业主信息", owners)]), Policy::All, false).await;
        assert_eq!(report.state, State::Failed);
        assert_eq!(report.fault.map(|f| f.key), Some("intake-refused-untouched".to_owned()));
        assert_eq!(town.counts().await, [0, 0, 0]);
    }

    #[tokio::test]
    async fn a_large_import_goes_in_by_chunks_and_tells_how_far_it_is() {
        let town = town().await;
        let steps = Arc::new(Mutex::new(Vec::new()));
        let seen = steps.clone();
        let watch = move |step: &Step| seen.lock().unwrap_or_else(PoisonError::into_inner).push(step.clone());
        let options = Options { org: cuihu(), policy: Policy::All, dry_run: false, source: None };
        let who = system();
        let run = run_file(town.platform.clone(), &who, community(1_200), "大.xlsx", options, watch);
        let report = run.await.expect("no trouble");
        assert_eq!(report.state, State::Done, "{:?}", report.fault);
        assert_eq!(town.counts().await, [1, 1_200, 1_200]);
        let steps = steps.lock().expect("no panic");
        let applying: Vec<u64> = steps.iter().filter(|s| s.state == State::Applying).map(|s| s.done).collect();
        assert!(applying.len() >= 6 && applying.is_sorted(), "{applying:?}");
    }

    #[tokio::test]
    async fn an_import_whose_process_died_goes_on_where_it_was() {
        let town = town().await;
        let who = manager(&["*"]);
        let id = town.upload(&who, community(1_200)).await;
        town.platform.act(&who, "intake.import.dry_run", json!({"id": id})).await.expect("begins");
        let checked = town.look_after(&id, "checking").await;
        assert_eq!((checked["state"].as_str(), checked["refused"].as_i64()), (Some("checked"), Some(0)), "{checked}");
        let apply = json!({"id": id, "policy": "good"});
        town.platform.act(&who, "intake.import.apply", apply).await.expect("begins");
        // Another process takes some chunks and is killed: the last was taken but never noted.
        let (dead, now) = (Uuid::from_u128(9), town.platform.clock.now());
        let import: ImportId = id.as_str().and_then(|t| t.parse().ok()).expect("an id");
        let everywhere = system().actor.scope(TAKE);
        let claimed = town.platform.db.transact(&everywhere, move |tx| {
            Box::pin(async move { import::store::claim(tx, cuihu(), import, dead, now).await })
        });
        assert!(claimed.await.expect("claims"));
        let mut run =
            run::Run::open(town.platform.clone(), &system().actor, (cuihu(), import), dead).await.expect("opens");
        applying::jobs::for_a_while(&mut run, 2).await.expect("takes");
        assert_eq!(town.count("owner").await, 1_000, "500 are noted, 500 more only taken");

        let resume = town.platform.registry.job("intake.import.resume").expect("a job");
        town.platform.run_job(&system(), resume, Value::Null).await.expect("looks");
        assert_eq!(town.ask("intake.import.read", &id).await["state"], "applying", "its lease is still good");
        town.platform.clock.set(Instant(now.0) + Span::minutes(2));
        town.platform.run_job(&system(), resume, Value::Null).await.expect("looks");
        let done = town.look_after(&id, "applying").await;
        assert_eq!(done["state"], "done", "{done}");
        assert_eq!(town.counts().await, [1, 1_200, 1_200]);
        let created: Vec<i64> =
            done["sheets"].as_array().into_iter().flatten().filter_map(|s| s["created"].as_i64()).collect();
        assert_eq!(created, [1, 1_200, 1_200], "what was taken twice is counted once");
    }

    #[tokio::test]
    async fn a_person_uploads_corrects_the_mapping_tries_imports_and_sees_the_result() {
        let town = town().await;
        let who = manager(&["*"]);
        let id = town.upload(&who, foreign(true)).await;
        let page = town.page(&id).await;
        assert!(page.contains("费用设置") && page.contains("房屋费用"), "what is not taken stands on the page: {page}");
        assert!(page.contains("name=\"sheets.0.register\""), "{page}");
        let early = town.platform.act(&who, "intake.import.apply", json!({"id": id, "policy": "all"})).await;
        assert!(matches!(early, Err(Error::Broken(m)) if m.key == "intake-not-checked"));

        town.platform.act(&who, "intake.import.dry_run", json!({"id": id})).await.expect("begins");
        let checked = town.look_after(&id, "checking").await;
        assert_eq!(checked["refused"], 1);
        let page = town.page(&id).await;
        assert!(page.contains("E4") && page.contains("/files/file_"), "the bad cell and the error workbook: {page}");

        // The owner column of the rooms is not to be taken: the unknown owner no longer matters.
        let columns: Vec<Value> =
            ["房屋编号:number", "楼栋编号:building", "单元编号:unit", "建筑面积:area", "费用开始时间:fee_from"]
                .iter()
                .map(|c| c.split_once(':').map(|(h, f)| json!({"heading": h, "fills": f})).expect("a pair"))
                .chain([json!({"heading": "业主编号"}), json!({"heading": "房屋费用"})])
                .collect();
        let unit = json!({"sheet": "楼栋单元", "register": "unit", "columns": [
            {"heading": "楼栋号", "fills": "building"}, {"heading": "单元编号", "fills": "number"}]});
        let sheets = json!([unit, {"sheet": "房屋信息", "register": "room", "columns": columns}]);
        town.platform.act(&who, "intake.import.map", json!({"id": id, "sheets": sheets})).await.expect("maps");
        town.platform.act(&who, "intake.import.dry_run", json!({"id": id})).await.expect("begins");
        let checked = town.look_after(&id, "checking").await;
        assert_eq!(checked["refused"], 0, "{checked}");
        town.platform.act(&who, "intake.import.apply", json!({"id": id, "policy": "all"})).await.expect("begins");
        assert_eq!(town.look_after(&id, "applying").await["state"], "done");
        assert_eq!(town.counts().await, [2, 0, 3], "owners were left out by decision");

        let next = town.upload(&who, foreign(true)).await;
        let left = town.ask("intake.import.read", &next).await["left_out"].to_string();
        assert!(left.contains("业主信息") && left.contains("业主编号"), "the decisions are remembered: {left}");
    }

    #[tokio::test]
    async fn the_list_shows_the_latest_first_page_by_page() {
        let town = town().await;
        let who = manager(&["*"]);
        for _ in 0..3 {
            town.upload(&who, foreign(false)).await;
            let now = town.platform.clock.now();
            town.platform.clock.set(now + Span::minutes(1));
        }
        let ask = |after: Value| json!({"limit": 2, "after": after, "import_state": "mapped"});
        let first = town.platform.ask(&who, "intake.import.list", ask(Value::Null)).await.expect("answers");
        assert_eq!((first["count"].as_i64(), first["rows"].as_array().map(Vec::len)), (Some(3), Some(2)));
        assert!(first["rows"][0]["uploaded_at"].as_str() > first["rows"][1]["uploaded_at"].as_str());
        let second = town.platform.ask(&who, "intake.import.list", ask(first["next"].clone())).await.expect("answers");
        assert_eq!((second["rows"].as_array().map(Vec::len), second["next"].is_null()), (Some(1), true));
        let page = town.platform.registry.pages().find(|p| p.path == "/intake/imports").expect("a page");
        let shown = town.platform.show(&who, page, json!({})).await.expect("shows").body.into_string();
        assert!(shown.contains("迁移.xlsx") && shown.contains("value=\"room\""), "files and templates: {shown}");
    }

    #[tokio::test]
    async fn old_workbooks_are_erased_and_their_figures_stay() {
        let town = town().await;
        town.import(foreign(true), Policy::Good, false).await;
        let now = town.platform.clock.now();
        town.platform.clock.set(now + Span::days(31));
        let sweep = town.platform.registry.job("intake.import.sweep").expect("a job");
        town.platform.run_job(&system(), sweep, Value::Null).await.expect("sweeps");
        let list = town.platform.ask(&manager(&["*"]), "intake.import.list", json!({})).await.expect("answers");
        assert_eq!((list["rows"][0]["file_name"].as_str(), list["rows"][0]["refused"].as_i64()), (Some(""), Some(1)));
        let mut tx = town.platform.db.read(&system().actor.scope(TAKE)).await.expect("reads");
        let kept = "SELECT count(*) FROM files WHERE state = 'kept'";
        assert_eq!(tx.fetch_value::<i64>(kept, Vec::new()).await.expect("counts"), 0);
    }

    #[tokio::test]
    async fn whoever_may_not_fill_a_register_may_not_import_it_either() {
        let town = town().await;
        let id = town.upload(&manager(&["*"]), foreign(false)).await;
        let clerk = manager(&["intake.import.create", "intake.import.view", "intake.import.apply"]);
        let begun = town.platform.act(&clerk, "intake.import.dry_run", json!({"id": id})).await;
        assert!(matches!(begun, Err(Error::Forbidden(p)) if p == TAKE.0));
    }

    #[tokio::test]
    async fn an_import_can_be_stopped_before_anything_is_written() {
        let town = town().await;
        let who = manager(&["*"]);
        let id = town.upload(&who, community(1_200)).await;
        town.platform.act(&who, "intake.import.dry_run", json!({"id": id})).await.expect("begins");
        town.platform.act(&who, "intake.import.cancel", json!({"id": id})).await.expect("asks");
        assert_eq!(town.look_after(&id, "checking").await["state"], "cancelled");
        assert_eq!((town.counts().await, town.left_staged().await), ([0, 0, 0], 0));
    }

    #[tokio::test]
    async fn a_file_that_is_no_workbook_is_refused_in_words() {
        let town = town().await;
        let report = town.import(b"MZ\x90\x00 not a workbook".to_vec(), Policy::All, false).await;
        assert_eq!(report.state, State::Refused);
        let said = report.said(&zh(&town));
        assert!(said.contains("不是工作簿"), "{said}");
    }

    #[tokio::test]
    async fn templates_come_for_one_register_and_for_all() {
        let town = town().await;
        for (input, sheets) in [(json!({"register": "room"}), 1), (json!({}), 4)] {
            let done = town.platform.act(&manager(&["*"]), "intake.template.download", input).await.expect("writes");
            let id: Id<::store::files::File> = done["file"].as_str().and_then(|t| t.parse().ok()).expect("an id");
            let scope = system().actor.scope(TAKE);
            let mut tx = town.platform.db.read(&scope).await.expect("reads");
            let file = ::store::files::load(&mut tx, &scope, id.uuid()).await.expect("is named");
            let bytes = town.platform.files.get(&file.sha256).await.expect("is kept");
            let mut workbook = sheet::Workbook::open(bytes, &file.name, sheet::Limits::default()).expect("opens");
            let plan =
                workbook.plan(&[units(), owners(), rooms(), occupancies()], &sheet::Mapping::default()).expect("plans");
            assert_eq!(plan.sheets.iter().filter(|s| s.register.is_some()).count(), sheets);
        }
        let unknown = town.platform.act(&manager(&["*"]), "intake.template.download", json!({"register": "x"})).await;
        assert!(matches!(unknown, Err(Error::Invalid(_))));
    }
}
