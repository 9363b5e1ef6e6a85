//! Plans, the things they are carried out on, and what is asked of whoever makes one.

use asset::{AssetId, ClassId};
use kernel::{Date, Id, Instant, Noun, OrgId, words};
use meter::MeterKind;
use org::StaffId;
use property::PlaceId;
use round::plan;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    procedure::model::{ProcedureId, System},
    route::model::RouteId,
};

words! {
    /// What a plan is carried out on.
    Target {
        /// 位置
        Place = "place",
        /// 设备
        Asset = "asset",
        /// 一类设备，每台各算一项
        Class = "class",
        /// 路线
        Route = "route",
        /// 一处的各表，每只各算一项
        Meters = "meters",
    }
}

words! {
    /// How a plan stands.
    PlanState {
        /// 执行中
        Active = "active",
        /// 已结束
        Ended = "ended",
    }
}

words! {
    /// Of what length the steps of a rule are.
    Frequency {
        /// 天
        Daily = "daily",
        /// 周
        Weekly = "weekly",
        /// 月
        Monthly = "monthly",
        /// 年
        Yearly = "yearly",
    }
}

words! {
    /// A day of the week.
    WeekDay {
        /// 周一
        Mo = "mo",
        /// 周二
        Tu = "tu",
        /// 周三
        We = "we",
        /// 周四
        Th = "th",
        /// 周五
        Fr = "fr",
        /// 周六
        Sa = "sa",
        /// 周日
        Su = "su",
    }
}

words! {
    /// What the next time counts from.
    Anchor {
        /// 按日历
        Fixed = "fixed",
        /// 从上次完成算起
        Completion = "completion",
    }
}

words! {
    /// Where an occurrence goes whose day is closed.
    CalendarShift {
        /// 不变
        None = "none",
        /// 顺延到下一个工作日
        NextOpen = "next_open",
        /// 提前到上一个工作日
        PrevOpen = "prev_open",
    }
}

words! {
    /// What becomes of those whose time has passed.
    CatchUp {
        /// 留最近一次待补
        OneOverdue = "one_overdue",
        /// 每次都要补
        All = "all",
        /// 记漏做，不补
        SkipWithRecord = "skip_with_record",
    }
}

words! {
    /// How near another plan's occurrence stands in for one's own.
    Near {
        /// 同一周
        Week = "week",
        /// 同一月
        Month = "month",
        /// 同一季度
        Quarter = "quarter",
        /// 同一年
        Year = "year",
    }
}

words! {
    /// The post whose work it is, by its role.
    Doer {
        /// 维修工
        Technician = "technician",
        /// 工程主管
        Engineer = "engineer",
        /// 秩序维护员
        Guard = "guard",
        /// 秩序主管
        GuardLead = "guard_lead",
        /// 保洁员
        Cleaner = "cleaner",
        /// 绿化工
        Gardener = "gardener",
        /// 环境主管
        EnvLead = "env_lead",
        /// 管家
        Steward = "steward",
        /// 客服
        Agent = "agent",
        /// 客服主管
        Supervisor = "supervisor",
        /// 项目经理
        Manager = "manager",
    }
}

/// A plan.
#[derive(Debug)]
pub struct Plan;
impl Noun for Plan {
    const PREFIX: &'static str = "plan";
}
/// The id of a plan.
pub type PlanId = Id<Plan>;

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, store::Record)]
pub struct PlanRow {
    /// The community.
    pub org_id: OrgId,
    /// Its id.
    pub id: PlanId,
    /// What people call it.
    pub name: String,
    /// The version of the procedure by which it is done.
    pub procedure_id: ProcedureId,
    /// Under what it stands.
    pub system: System,
    /// What it is carried out on.
    pub target: Target,
    /// The place, or the place within which equipment of a class is meant.
    pub place_id: Option<PlaceId>,
    /// The equipment.
    pub asset_id: Option<AssetId>,
    /// The class of equipment.
    pub class_id: Option<ClassId>,
    /// The route.
    pub route_id: Option<RouteId>,
    /// Which meters within the place are read.
    pub reads: Option<MeterKind>,
    /// The plan as the engine reads it.
    pub plan: String,
    /// What was asked for, to be changed later.
    #[serde(skip)]
    pub asked: String,
    /// Whose work it is.
    pub role: Option<Doer>,
    /// The one person who does it.
    pub staff_id: Option<StaffId>,
    /// The firm that does it.
    pub vendor: Option<String>,
    /// The alarm it waits for.
    pub alarm_code: Option<String>,
    /// Whether it stands in for other plans.
    pub superseding: bool,
    /// How it stands.
    pub state: PlanState,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub changed_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

impl PlanRow {
    /// The plan as the engine reads it.
    ///
    /// # Errors
    /// Only when the row was not written by this module.
    pub(crate) fn read(&self) -> kernel::Result<plan::Plan> {
        Ok(serde_json::from_str(&self.plan)?)
    }

    /// What was asked for.
    ///
    /// # Errors
    /// Only when the row was not written by this module.
    pub(crate) fn facts(&self) -> kernel::Result<PlanFacts> {
        Ok(serde_json::from_str(&self.asked)?)
    }
}

/// The one person a plan names, and the last day on which the papers he has for it hold, when they end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlanDoer {
    pub id: StaffId,
    pub name: String,
    pub until: Option<Date>,
}

impl PlanDoer {
    /// Whether he may be given it on a day; else it falls to the post.
    pub(crate) fn may(&self, day: Date) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

/// One thing a plan is carried out on, with its own history.
#[derive(Debug, Clone, PartialEq, Eq, store::Record)]
pub(crate) struct ThingRow {
    /// The community.
    pub org_id: OrgId,
    /// The plan.
    pub plan_id: PlanId,
    /// The place or equipment.
    pub thing_id: Uuid,
    /// What people call it.
    pub name: String,
    /// Where it is.
    pub place_id: Option<PlaceId>,
    /// The equipment, when it is one.
    pub asset_id: Option<AssetId>,
    /// When there is something to be written again.
    pub wake_at: Instant,
    /// Everything due before this day has come to an end.
    pub settled_before: Option<Date>,
    /// Since when it is no longer there.
    pub gone_at: Option<Instant>,
}

/// What is said of a plan; the same for a new one and for a change.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PlanFacts {
    /// By which procedure.
    #[schemars(required)]
    pub procedure_id: Option<ProcedureId>,
    /// What people call it; the procedure's title when left out.
    #[schemars(length(max = 80))]
    pub name: Option<String>,
    /// All equipment of a class, each on its own.
    pub class_id: Option<ClassId>,
    /// One piece of equipment.
    pub asset_id: Option<AssetId>,
    /// A place; with a class, the place the equipment lies in.
    pub place_id: Option<PlaceId>,
    /// With a class, only equipment of this maker.
    #[schemars(length(max = 80))]
    pub maker: Option<String>,
    /// With a class, only equipment that was in use before this day.
    pub used_before: Option<Date>,
    /// A route to be walked.
    pub route_id: Option<RouteId>,
    /// All meters of this kind within the place, each on its own.
    pub reads: Option<MeterKind>,
    /// Of what length the steps are.
    pub frequency: Option<Frequency>,
    /// How many of them from one time to the next.
    #[schemars(range(min = 1, max = 1000))]
    pub interval: Option<i64>,
    /// On these days of the week.
    pub week_days: Option<Vec<WeekDay>>,
    /// Which of them in the month or year, from the end when negative.
    #[schemars(range(min = -5, max = 53))]
    pub nth: Option<i64>,
    /// On these days of the month, from the end when negative: `1,15,-1`.
    #[schemars(length(max = 100))]
    pub month_days: Option<String>,
    /// In these months: `3,9`.
    #[schemars(length(max = 60))]
    pub in_months: Option<String>,
    /// At these times of day: `09:00,14:00`; any time of the day when left out.
    #[schemars(length(max = 120))]
    pub times: Option<String>,
    /// The rule as RFC 5545 writes it, instead of all that.
    #[schemars(length(max = 300))]
    pub rule: Option<String>,
    /// Also, or instead, each time it was used so much: `250`.
    #[schemars(length(max = 16))]
    pub every_use: Option<String>,
    /// By which meter of the equipment.
    pub meter_kind: Option<MeterKind>,
    /// Counted from which figure of it; what it showed when the plan was made when left out.
    #[schemars(length(max = 16))]
    pub used_from: Option<String>,
    /// Also, or instead, on each alarm of this code; `fault` is any fault of the equipment.
    #[schemars(length(max = 40))]
    pub alarm_code: Option<String>,
    /// What the next time counts from.
    pub anchor: Option<Anchor>,
    /// The first day; today when left out.
    pub first_on: Option<Date>,
    /// The last day.
    pub last_on: Option<Date>,
    /// How long before its window it is given out: `2 天`, `3 小时`, `30 分钟`.
    #[schemars(length(max = 20))]
    pub lead: Option<String>,
    /// How much earlier it may be done.
    #[schemars(length(max = 20))]
    pub early: Option<String>,
    /// How much later it may be done.
    #[schemars(length(max = 20))]
    pub late: Option<String>,
    /// The only time of day it may be done: `00:00-05:00`.
    #[schemars(length(max = 20))]
    pub hours: Option<String>,
    /// Where it goes when the day is closed.
    pub calendar_shift: Option<CalendarShift>,
    /// What becomes of those whose time has passed.
    pub catch_up: Option<CatchUp>,
    /// The parts of the year it is confined to: `05-01~10-31`.
    #[schemars(length(max = 60))]
    pub season: Option<String>,
    /// The plans it stands in for.
    pub supersedes: Option<Vec<PlanId>>,
    /// When they come this near.
    pub near: Option<Near>,
    /// Whose work it is.
    pub role: Option<Doer>,
    /// The one person who does it.
    pub staff_id: Option<StaffId>,
    /// The firm that does it.
    #[schemars(length(max = 80))]
    pub vendor: Option<String>,
}

/// The parts of the form of a plan: on what, when, on what call, within what window, and by whom.
pub(crate) const SECTIONS: &[(&str, bool, &[&str])] = &[
    ("plan-target", true, &["class_id", "place_id", "maker", "used_before", "asset_id", "route_id", "reads"]),
    (
        "plan-when",
        true,
        &[
            "frequency",
            "interval",
            "week_days",
            "nth",
            "month_days",
            "in_months",
            "times",
            "rule",
            "first_on",
            "last_on",
        ],
    ),
    ("plan-call", false, &["every_use", "meter_kind", "used_from", "alarm_code", "anchor"]),
    (
        "plan-window",
        false,
        &["lead", "early", "late", "hours", "calendar_shift", "catch_up", "season", "supersedes", "near"],
    ),
    ("plan-doer", true, &["role", "staff_id", "vendor"]),
];

/// A new plan.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatePlan {
    /// The community; may be left out when a place or equipment is named.
    pub org_id: Option<OrgId>,
    /// The rest.
    #[serde(flatten)]
    pub facts: PlanFacts,
}

/// A change; what is left out is emptied.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditPlan {
    /// Which.
    pub id: PlanId,
    /// The version that was read; another one meanwhile is a conflict.
    pub version: Option<i64>,
    /// The rest.
    #[serde(flatten)]
    pub facts: PlanFacts,
}

/// A plan that ends.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndPlan {
    /// Which.
    pub id: PlanId,
    /// Its last day; today when left out.
    pub last_on: Option<Date>,
}

/// The plan that was made or changed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanDone {
    /// Its id.
    pub id: PlanId,
}

/// Which plan.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WhichPlan {
    /// Its id.
    pub id: PlanId,
}

/// What the list can be narrowed to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct PlanFilter {
    /// One plan.
    pub id: Option<PlanId>,
    /// Those of one community.
    pub org_id: Option<OrgId>,
    /// Those that run, or those that ended.
    pub state: Option<PlanState>,
    /// Those of one system.
    pub system: Option<System>,
    /// Those that follow one version of a procedure.
    pub procedure_id: Option<ProcedureId>,
    /// Those for one class of equipment.
    pub class_id: Option<ClassId>,
    /// Those that walk one route.
    pub route_id: Option<RouteId>,
    /// Those whose work it is.
    pub role: Option<Doer>,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanLine {
    /// The plan.
    pub id: PlanId,
    /// The community.
    pub org_id: OrgId,
    /// What people call it.
    pub name: String,
    /// Under what it stands.
    pub system: System,
    /// What it is carried out on, in words.
    pub target: String,
    /// When, in words.
    pub rule: String,
    /// Whose work it is, in words.
    pub doer: String,
    /// How it stands.
    pub state: PlanState,
    /// When it was changed last.
    pub changed_at: Instant,
}

/// A plan with all about it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlanRecord {
    /// Itself.
    #[serde(flatten)]
    pub plan: PlanRow,
    /// It in words.
    pub line: PlanLine,
    /// The procedure's title.
    pub procedure: String,
    /// What it is carried out on, by name.
    pub things: Vec<String>,
    /// The times of the next two years, for the first of them.
    pub preview: Vec<PreviewLine>,
    /// When it is due next by use, thing by thing; empty for a plan without a meter.
    pub due_next: Vec<DueNext>,
}

/// When a plan with a meter is due next on one thing: on the day, or when the meter gets there, whichever comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueNext {
    /// The thing.
    pub thing: String,
    /// The next day by the calendar, if that calls for it too.
    pub day: Option<Date>,
    /// By which meter.
    pub meter_kind: MeterKind,
    /// What it is to reach.
    pub mark: String,
    /// What it has counted; absent when it was never read.
    pub total: Option<String>,
    /// About when it gets there, by the last readings.
    pub about: Option<Date>,
}

/// A time a plan will be due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PreviewLine {
    /// The day.
    pub day: Date,
    /// From when on it may be done.
    pub opens_at: Instant,
    /// Until when it must be.
    pub closes_at: Instant,
    /// Whether another plan stands in for it.
    pub superseded: bool,
}

/// A class of equipment by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassNamed {
    /// The class.
    pub id: ClassId,
    /// What people call it.
    pub name: String,
}
