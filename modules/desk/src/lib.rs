//! Cases from the call to the call-back: the desk, dispatch, time limits, follow-ups and what people are told.
//!
//! The case engine (`crates/process`) decides and keeps; this module brings people and places to it and shows what it keeps.
//! Deliberately absent: any rule of repair or complaint – those are data in `processes/`.

mod board;
mod calendar;
mod case;
mod chart;
mod definition;
mod deputy;
mod dispatch;
mod event;
mod field;
mod follow_up;
mod hand_over;
mod intake;
mod limit;
mod mass_incident;
mod matter;
mod notification;
mod sample;
mod start;
mod stock_take;
mod tie;

use kernel::{Permission, SIGNED_IN, form::Kind};
use module::{
    Action, Boxed, Bulk, Column, Context, Counter, Fence, Job, List, Listener, Module, Nav, Page, Permitted, Query,
    Words,
};
use process::runtime::CaseId;

pub use case::{
    actions::{act, comment, give_case, open_case, record as record_item},
    model::{
        ActOnCase, CaseFilter, CaseLine, CaseRecord, Category, Channel, ClockLine, CommentCase, Mark, OpenCase,
        RecordItem, Step, ThisCase, Timing,
    },
    pages::forms::{WhichAction, WhichItem, of_action as action_form, of_item as item_form},
    queries::{
        BusyRooms, FaultCases, cases_by_ids, cases_of_place, list as cases, open_asking, open_by_place,
        record as case_record, show_what_to_confirm,
    },
};
pub use chart::pages::{
    Drawn, Told, clocks as process_clocks, decisions as process_decisions, drawn, readers as process_readers,
};
pub use definition::{
    actions::rewrite as rewrite_draft,
    model::{DraftDone, DraftId, DraftRow, DraftState, WhichDraft},
    queries::{
        Approval, approvals, can_redo, can_undo, draft, drafts_of, finding_said, sketch, text_in_force, text_shipped,
        unread_said,
    },
};
pub use deputy::queries::sight;
pub use event::queries::spoken;
pub use field::{JobCard, JobFact, JobStage, job_cards, job_stages};
pub use hand_over::queries::OpenWork;
pub use mass_incident::{
    actions::watch as watch_mass_incident,
    model::{KnownIncident, MassIncidentId},
    queries::known as known_incidents,
};
pub use notification::{
    actions::tell,
    model::{News, NoticeKind, NotificationFilter, NotificationLine, Reader},
    queries::{list as notifications, unread as unread_notifications},
};

/// What a higher module knows of where a case came from; it adds an [`Origin`] to the platform.
pub trait CameFrom: Send + Sync {
    /// The records a case came from that the actor may see, each with its words and its page.
    fn came_from<'a>(&'a self, cx: &'a mut Context, case: CaseId) -> Boxed<'a, kernel::Result<Vec<(String, String)>>>;
}

/// The service that is asked on the page of a case.
pub struct Origin(pub Box<dyn CameFrom>);

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "desk",
    files: &[
        ::store::Migration::portable("0001_desk", include_str!("../migrations/0001_desk.sql")),
        ::store::Migration::portable("0002_samples", include_str!("../migrations/0002_samples.sql")),
        ::store::Migration::portable("0003_drafts", include_str!("../migrations/0003_drafts.sql")),
        ::store::Migration::portable("0004_hand_overs", include_str!("../migrations/0004_hand_overs.sql")),
        ::store::Migration::portable("0005_draft_texts", include_str!("../migrations/0005_draft_texts.sql")),
        ::store::Migration::portable("0006_mass_incidents", include_str!("../migrations/0006_mass_incidents.sql")),
        ::store::Migration::portable("0007_limit_causes", include_str!("../migrations/0007_limit_causes.sql")),
        ::store::Migration::portable("0008_moved", include_str!("../migrations/0008_moved.sql")),
        ::store::Migration::portable("0009_calendar_feeds", include_str!("../migrations/0009_calendar_feeds.sql")),
        ::store::Migration::portable("0010_calls", include_str!("../migrations/0010_calls.sql")),
        ::store::Migration::portable(
            "0011_mass_incident_watchers",
            include_str!("../migrations/0011_mass_incident_watchers.sql"),
        ),
        ::store::Migration::portable("0012_limit_reminders", include_str!("../migrations/0012_limit_reminders.sql")),
        ::store::Migration::portable(
            "0013_notification_kinds",
            include_str!("../migrations/0013_notification_kinds.sql"),
        ),
        ::store::Migration::portable("0014_undone_texts", include_str!("../migrations/0014_undone_texts.sql")),
        ::store::Migration::portable("0015_draft_editors", include_str!("../migrations/0015_draft_editors.sql")),
        ::store::Migration::portable(
            "0016_notices_of_others",
            include_str!("../migrations/0016_notices_of_others.sql"),
        ),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// The processes this module brings along.
pub const PROCESSES: [&str; 2] =
    [include_str!("../processes/repair.toml"), include_str!("../processes/complaint.toml")];

/// Looking at cases.
pub const VIEW: Permission = Permission("desk.case.view");
/// Opening one.
pub const CREATE: Permission = Permission("desk.case.create");
/// Doing what its process lets one do.
pub const ACT: Permission = Permission("desk.case.act");
/// Giving cases to people.
pub const DISPATCH: Permission = Permission("desk.dispatch.view");
/// Watching the time limits of all.
pub const BOARD: Permission = Permission("desk.board.view");
/// Calling after the work.
pub const FOLLOW_UP: Permission = Permission("desk.follow_up.view");

/// Letting one case take in all others about the same.
pub const MASS_INCIDENT: Permission = Permission("desk.mass_incident.create");
/// Saying why a limit was missed.
pub const EXPLAIN: Permission = Permission("desk.limit.explain");
/// Taking stock of the complaints.
pub const STOCK_TAKE: Permission = Permission("desk.stock_take.view");
/// Handing the open work of colleagues over.
pub const HAND_OVER: Permission = Permission("desk.hand_over.create");

/// Looking a second time at cases that ended.
pub const SAMPLE: Permission = Permission("desk.sample.check");
/// Writing versions of processes.
pub const DEFINE: Permission = Permission("desk.definition.edit");
/// Putting them in force.
pub const PUBLISH: Permission = Permission("desk.definition.publish");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: [permissions(), field::permissions()].concat(),
        passed_on: vec![
            VIEW,
            ACT,
            DISPATCH,
            BOARD,
            FOLLOW_UP,
            SAMPLE,
            MASS_INCIDENT,
            EXPLAIN,
            STOCK_TAKE,
            HAND_OVER,
            DEFINE,
            PUBLISH,
        ],
        nav: [nav(), field::nav()].concat(),
        counters: counters().into_iter().chain(field::counters()).collect(),
        actions: [
            actions(),
            mass_incident::all_actions(),
            follow_up::all_actions(),
            calendar::all_actions(),
            field::actions(),
        ]
        .into_iter()
        .flatten()
        .collect(),
        queries: [queries(), mass_incident::all_queries(), follow_up::all_queries(), field::queries()]
            .into_iter()
            .flatten()
            .collect(),
        pages: [pages(), mass_incident::all_pages(), follow_up::all_pages(), calendar::all_pages(), field::pages()]
            .into_iter()
            .flatten()
            .collect(),
        jobs: vec![
            Job::every("desk.limit.remind", kernel::Span::hours(1), limit::jobs::remind),
            Job::every("desk.sample.draw", kernel::Span::hours(1), sample::jobs::draw),
            Job::new(process::runtime::CALL_AGAIN, process::runtime::call_again),
            Job::new(definition::jobs::MOVE, definition::jobs::move_cases),
            Job::new(definition::jobs::MOVE_ON, definition::jobs::move_on),
            Job::every("desk.definition.refresh", kernel::Span::seconds(30), definition::jobs::refresh),
        ],
        listeners: listeners(),
        fences: vec![Fence::new("case", case::queries::known_cases), Fence::new("file", case::queries::known_files)],
        processes: PROCESSES.to_vec(),
        ..Module::new("desk", MIGRATIONS, WORDS)
    }
}

fn listeners() -> Vec<Listener> {
    vec![
        Listener::new(process::runtime::NOTICES, "desk.notification.tell", notification::events::told),
        Listener::new(asset::CERTIFICATE_DUE, "desk.notification.certificate", notification::events::certificate_due),
        Listener::new(process::runtime::SPAWN, "desk.case.spawn", case::actions::spawned),
        Listener::new(process::runtime::CALL, "desk.case.call", process::runtime::called),
        Listener::new(process::runtime::ENDED, "desk.case.end", process::runtime::master_ended),
        Listener::new(process::runtime::ENDED, "desk.mass_incident.end", mass_incident::events::ended),
    ]
}

fn permissions() -> Vec<Permitted> {
    Permitted::lines([
        (VIEW, org::AT_WORK),
        (CREATE, org::AT_WORK),
        (ACT, org::RESIDENTS_AND_STAFF),
        (DISPATCH, &["agent", "steward", "engineer", "supervisor", "manager"]),
        (BOARD, &["agent", "steward", "engineer", "supervisor", "manager", "quality", "director"]),
        (FOLLOW_UP, &["agent", "supervisor", "quality", "manager"]),
        (SAMPLE, &["supervisor", "quality", "manager", "director"]),
        (MASS_INCIDENT, &["agent", "steward", "engineer", "guard_lead", "supervisor", "manager"]),
        (EXPLAIN, org::AT_WORK),
        (STOCK_TAKE, &["supervisor", "manager", "quality", "director"]),
        (HAND_OVER, &["engineer", "guard_lead", "env_lead", "supervisor", "manager", "hr", "director"]),
        (DEFINE, &["quality", "director"]),
        (PUBLISH, &["director"]),
    ])
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(10, "desk-desk", "headset", "/desk", VIEW),
        Nav::desk(12, "desk-matters", "list-check", "/desk/matters", VIEW),
        Nav::desk(14, "desk-start", "plus", "/desk/start", CREATE),
        Nav::desk(20, "desk-case-list", "clipboard-list", "/desk/cases", VIEW),
        Nav::desk(30, "desk-dispatch", "arrows-exchange", "/desk/dispatch", DISPATCH),
        Nav::desk(40, "desk-board", "layout-board", "/desk/board", BOARD),
        Nav::desk(50, "desk-follow-ups", "phone-call", "/desk/follow_ups", FOLLOW_UP),
        Nav::desk(55, "desk-samples", "checklist", "/desk/samples", SAMPLE),
        Nav::desk(56, "desk-limit-list", "clock", "/desk/limits", BOARD),
        Nav::desk(45, "desk-mass-incident-list", "users-group", "/desk/mass_incidents", VIEW),
        Nav::desk(52, "desk-stock-take", "checklist", "/desk/stock_take", STOCK_TAKE),
        Nav::desk(57, "desk-limit-mine", "message-report", "/desk/limits/mine", EXPLAIN),
        Nav::desk(58, "desk-hand-over-list", "arrows-exchange", "/desk/hand_overs", HAND_OVER),
        Nav::desk(60, "desk-notification-list", "bell", "/desk/notifications", SIGNED_IN),
        Nav::desk(701, "desk-definition-list", "edit", "/desk/definitions", DEFINE).under("nav-section-management"),
        Nav::desk(700, "desk-processes", "git-branch", "/desk/processes", VIEW).under("nav-section-management"),
    ]
}

fn counters() -> Vec<Counter> {
    vec![
        Counter::new(BOARD, case::queries::waiting),
        Counter::new(FOLLOW_UP, follow_up::queries::waiting),
        Counter::new(EXPLAIN, limit::queries::waiting),
        Counter::new(BOARD, limit::queries::open),
        Counter::new(SIGNED_IN, notification::queries::waiting),
    ]
}

fn actions() -> Vec<Action> {
    use case::{actions, pages::forms};
    let case = "/desk/cases/{id}";
    vec![
        Action::new("desk.case.open", CREATE, "/desk/processes/{process}/cases", actions::open)
            .then(case)
            .shaped(forms::of_opening),
        Action::new("desk.case.act", ACT, "/desk/cases/{id}/act/{action}", actions::act)
            .then(case)
            .shaped(forms::of_action),
        Action::new("desk.case.edit", ACT, "/desk/cases/{id}/edit", actions::edit).then(case).shaped(forms::of_edit),
        Action::new("desk.case.record", ACT, "/desk/cases/{id}/record/{item}", actions::record)
            .then(case)
            .shaped(forms::of_item),
        Action::new("desk.case.comment", ACT, "/desk/cases/{id}/comment", actions::comment).then(case),
        Action::new("desk.case.attach", ACT, "/desk/cases/{id}/attach", actions::attach).then(case),
        Action::new("desk.case.link", ACT, "/desk/cases/{id}/link", tie::actions::link).then(case),
        Action::new("desk.case.unlink", ACT, "/desk/cases/{id}/unlink", tie::actions::unlink).then(case),
        Action::new("desk.limit.explain", EXPLAIN, "/desk/limits/explain", limit::actions::explain)
            .then("/desk/cases/{case_id}"),
        Action::new("desk.case.hand_over", HAND_OVER, "/desk/cases/{id}/hand_over", hand_over::actions::one).then(case),
        Action::new("desk.hand_over.create", HAND_OVER, "/desk/hand_overs", hand_over::actions::create)
            .then("/desk/hand_overs/{id}")
            .shaped(hand_over::actions::shape),
        Action::new("desk.case.use_article", VIEW, "/desk/cases/{id}/use_article", actions::use_article).then(case),
        Action::new("desk.case.undo", ACT, "/desk/cases/{id}/undo", actions::undo).then(case),
        Action::new("desk.case.watch", ACT, "/desk/cases/{id}/watch", actions::watch).then(case),
        Action::new("desk.definition.create", DEFINE, "/desk/definitions", definition::actions::begin)
            .then("/desk/definitions/{id}"),
        Action::new("desk.definition.edit", DEFINE, "/desk/definitions/{id}/edit", definition::actions::edit)
            .then("/desk/definitions/{id}")
            .shaped(definition::pages::form),
        Action::new("desk.definition.undo", DEFINE, "/desk/definitions/{id}/undo", definition::actions::undo)
            .then("/desk/definitions/{id}"),
        Action::new("desk.definition.redo", DEFINE, "/desk/definitions/{id}/redo", definition::actions::redo)
            .then("/desk/definitions/{id}"),
        Action::new("desk.definition.submit", DEFINE, "/desk/definitions/{id}/submit", definition::actions::submit)
            .then("/desk/definitions/{id}"),
        Action::new("desk.definition.return", PUBLISH, "/desk/definitions/{id}/return", definition::actions::send_back)
            .then("/desk/definitions/{id}"),
        Action::new("desk.definition.publish", PUBLISH, "/desk/definitions/{id}/publish", definition::actions::publish)
            .then("/desk/definitions/{id}"),
        Action::new("desk.definition.move", PUBLISH, "/desk/definitions/move", definition::actions::move_cases)
            .then("/desk/definitions"),
        Action::new("desk.sample.check", SAMPLE, "/desk/samples/{id}/check", sample::actions::check)
            .then("/desk/cases/{case_id}"),
        Action::new("desk.notification.read", SIGNED_IN, "/desk/notifications/read", notification::actions::read)
            .then("/desk/notifications"),
        Action::new(
            "desk.notification.read_all",
            SIGNED_IN,
            "/desk/notifications/read_all",
            notification::actions::read_all,
        )
        .then("/desk/notifications"),
    ]
}

fn queries() -> Vec<Query> {
    vec![
        Query::list("desk.case.list", VIEW, "/desk/cases", case::queries::list).with(case::pages::list::list()),
        Query::one("desk.case.view", ACT, "/desk/cases/{id}", case::queries::record),
        Query::list("desk.notification.list", SIGNED_IN, "/desk/notifications", notification::queries::list).with(
            List {
                columns: notification::model::columns(),
                link: Some("{path}"),
                noun: Some("notification"),
                offers: &["desk.notification.read_all"],
                bulk: vec![Bulk::of("desk.notification.read")],
                look: notification::pages::look(),
                page: true,
                ..List::default()
            },
        ),
        Query::list("desk.limit.list", BOARD, "/desk/limits", limit::queries::list).with(List {
            columns: limit::model::columns(),
            link: Some("/desk/cases/{case_id}"),
            leads: &[("desk-limit-awaited", "/desk/limits?outcome=missed&explained=false")],
            bulk: vec![Bulk::of("desk.limit.explain")],
            look: limit::pages::look(),
            page: true,
            ..List::default()
        }),
        Query::list("desk.limit.mine", EXPLAIN, "/desk/limits/mine", limit::queries::mine).with(List {
            columns: limit::model::columns(),
            link: Some("/desk/cases/{case_id}"),
            bulk: vec![Bulk::of("desk.limit.explain")],
            look: limit::pages::look(),
            page: true,
            ..List::default()
        }),
        Query::one("desk.stock_take.view", STOCK_TAKE, "/desk/stock_take", stock_take::queries::view),
        Query::list("desk.hand_over.list", HAND_OVER, "/desk/hand_overs", hand_over::queries::list).with(List {
            columns: vec![
                Column::new("at", Kind::Instant),
                Column::text("staff"),
                Column::text("by"),
                Column::new("went", Kind::Integer),
                Column::new("stayed", Kind::Integer),
                Column::text("reason"),
            ],
            link: Some("/desk/hand_overs/{id}"),
            noun: Some("hand_over"),
            offers: &["desk.hand_over.create"],
            page: true,
            ..List::default()
        }),
        Query::one("desk.hand_over.view", HAND_OVER, "/desk/hand_overs/{id}", hand_over::queries::view),
        Query::one("desk.matter.list", VIEW, "/desk/matters", matter::queries::list),
        Query::one("desk.start.list", CREATE, "/desk/start", start::queries::list),
        Query::list("desk.definition.list", DEFINE, "/desk/definitions", definition::queries::list).with(List {
            columns: definition::model::columns(),
            link: Some("/desk/definitions/{id}"),
            noun: Some("draft"),
            page: true,
            ..List::default()
        }),
        Query::one("desk.definition.view", DEFINE, "/desk/definitions/{id}", definition::queries::view),
        Query::one("desk.definition.plan", DEFINE, "/desk/definitions/move", definition::queries::plan),
        Query::one("desk.sample.list", SAMPLE, "/desk/samples", sample::queries::list),
        Query::one("desk.dispatch.view", DISPATCH, "/desk/dispatch", dispatch::queries::board),
        Query::one("desk.board.view", BOARD, "/desk/board", board::queries::board),
        Query::one("desk.desk.view", VIEW, "/desk", intake::queries::desk),
        Query::one("desk.process.list", VIEW, "/desk/processes", chart::queries::list),
        Query::one("desk.process.view", VIEW, "/desk/processes/{process}", chart::queries::view),
    ]
}

fn pages() -> Vec<Page> {
    vec![
        Page::new("desk.desk.page", VIEW, "/desk", intake::pages::page),
        Page::new("desk.dispatch.page", DISPATCH, "/desk/dispatch", dispatch::pages::page),
        Page::new("desk.board.page", BOARD, "/desk/board", board::pages::page),
        Page::new("desk.stock_take.page", STOCK_TAKE, "/desk/stock_take", stock_take::pages::page),
        Page::new("desk.hand_over.page", HAND_OVER, "/desk/hand_overs/{id}", hand_over::pages::page),
        Page::new("desk.matter.page", VIEW, "/desk/matters", matter::pages::page),
        Page::new("desk.start.page", CREATE, "/desk/start", start::pages::page),
        Page::new("desk.definition.page", DEFINE, "/desk/definitions/{id}", definition::pages::page),
        Page::new("desk.definition.move_page", DEFINE, "/desk/definitions/move", definition::pages::moving),
        Page::new("desk.sample.page", SAMPLE, "/desk/samples", sample::pages::page),
        Page::new("desk.process.page", VIEW, "/desk/processes", chart::pages::index),
        Page::new("desk.process.chart", VIEW, "/desk/processes/{process}", chart::pages::page),
        Page::new("desk.case.record_page", VIEW, "/desk/cases/{id}", case::pages::record::page),
    ]
}
