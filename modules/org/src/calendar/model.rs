//! Calendars and holidays: what the product ships, and what a company says itself.

use kernel::{Date, Instant, OrgId, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::CalendarId;

/// A calendar every company has before it makes its own.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The name a budget refers to.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Monday to Friday.
    pub weekdays: &'static str,
    /// Saturday.
    pub saturday: &'static str,
    /// Sunday.
    pub sunday: &'static str,
    /// Whether public holidays close it.
    pub observes_holidays: bool,
}

/// The calendars that come with the product.
pub const SHIPPED: [Shipped; 4] = [
    Shipped {
        key: "always",
        name: "全天候",
        weekdays: "00:00-24:00",
        saturday: "00:00-24:00",
        sunday: "00:00-24:00",
        observes_holidays: false,
    },
    Shipped {
        key: "office",
        name: "办公时间",
        weekdays: "08:30-12:00, 13:30-17:30",
        saturday: "",
        sunday: "",
        observes_holidays: true,
    },
    Shipped {
        key: "desk",
        name: "客服中心",
        weekdays: "08:00-20:00",
        saturday: "08:00-20:00",
        sunday: "08:00-20:00",
        observes_holidays: false,
    },
    Shipped {
        key: "night",
        name: "夜班",
        weekdays: "20:00-08:00",
        saturday: "20:00-08:00",
        sunday: "20:00-08:00",
        observes_holidays: false,
    },
];

/// A public holiday: its name, first and last day, and the weekend days worked in exchange.
pub type PublicHoliday = (&'static str, &'static str, &'static str, &'static [&'static str]);

/// Public holidays and make-up workdays of the People's Republic of China as published by the General Office of the State Council
/// (2025: 国办发明电〔2024〕12 号; 2026: 国办发明电〔2025〕7 号). For 2027 these are the days of the law alone (全国年节及纪念日放假办法):
/// the arrangement with its make-up workdays is not known to us yet and is entered by the company, so that limits reaching over
/// the new year can be computed in the meantime.
pub const PUBLIC_HOLIDAYS: [PublicHoliday; 20] = [
    ("元旦", "2025-01-01", "2025-01-01", &[]),
    ("春节", "2025-01-28", "2025-02-04", &["2025-01-26", "2025-02-08"]),
    ("清明节", "2025-04-04", "2025-04-06", &[]),
    ("劳动节", "2025-05-01", "2025-05-05", &["2025-04-27"]),
    ("端午节", "2025-05-31", "2025-06-02", &[]),
    ("国庆节、中秋节", "2025-10-01", "2025-10-08", &["2025-09-28", "2025-10-11"]),
    ("元旦", "2026-01-01", "2026-01-03", &["2026-01-04"]),
    ("春节", "2026-02-15", "2026-02-23", &["2026-02-14", "2026-02-28"]),
    ("清明节", "2026-04-04", "2026-04-06", &[]),
    ("劳动节", "2026-05-01", "2026-05-05", &["2026-05-09"]),
    ("端午节", "2026-06-19", "2026-06-21", &[]),
    ("中秋节", "2026-09-25", "2026-09-27", &[]),
    ("国庆节", "2026-10-01", "2026-10-07", &["2026-09-20", "2026-10-10"]),
    ("元旦", "2027-01-01", "2027-01-01", &[]),
    ("春节", "2027-02-05", "2027-02-08", &[]),
    ("清明节", "2027-04-05", "2027-04-05", &[]),
    ("劳动节", "2027-05-01", "2027-05-02", &[]),
    ("端午节", "2027-06-09", "2027-06-09", &[]),
    ("中秋节", "2027-09-15", "2027-09-15", &[]),
    ("国庆节", "2027-10-01", "2027-10-03", &[]),
];

words! {
    /// What a day that differs is.
    Effect {
        /// 放假
        Holiday = "holiday",
        /// 调休上班
        MakeupWorkday = "makeup_workday",
        /// 照常
        Ordinary = "ordinary",
    }
}

/// A day that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, store::Record)]
pub struct HolidayRow {
    /// The day.
    pub day: Date,
    /// Its name.
    pub name: String,
    /// What it is.
    pub effect: Effect,
    /// Whether the company said so itself.
    #[record(default)]
    pub own: bool,
}

/// The company's word on a day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddHoliday {
    /// The first day.
    pub day: Date,
    /// The last day; the same when left out.
    pub to_on: Option<Date>,
    /// Its name.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// What it is.
    pub effect: Effect,
}

/// One day.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ThisDay {
    /// The day.
    pub day: Date,
}

/// The day that was settled.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DayDone {
    /// The first day.
    pub day: Date,
}

/// A published version as the table holds it.
#[derive(Debug, Clone, store::Record)]
pub struct CalendarRow {
    /// The unit it was published for.
    pub org_id: OrgId,
    /// The version's id.
    pub id: CalendarId,
    /// The name a budget refers to.
    pub key: String,
    /// The version, rising.
    pub version: i64,
    /// What people call it.
    pub name: String,
    /// Whether public holidays close it.
    pub observes_holidays: bool,
    /// The calendar as it is written down, as JSON.
    pub written: String,
    /// When it was published.
    pub created_at: Instant,
}

/// A calendar as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarShown {
    /// The name a budget refers to.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The version in force.
    pub version: u32,
    /// The unit it was published for; none for what comes with the product.
    pub org_id: Option<OrgId>,
    /// Monday to Friday.
    pub weekdays: String,
    /// Saturday.
    pub saturday: String,
    /// Sunday.
    pub sunday: String,
    /// Whether public holidays close it.
    pub observes_holidays: bool,
    /// The last day it covers: holidays after it are not yet known.
    pub covers_until: Date,
}

/// The calendars in force.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Calendars {
    /// Where.
    pub org_id: OrgId,
    /// One for each key.
    pub calendars: Vec<CalendarShown>,
    /// The year whose arrangement of days off and make-up workdays should be known by now and was not entered.
    pub year_to_enter: Option<i32>,
}

/// The days that differ.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Holidays {
    /// In their order.
    pub holidays: Vec<HolidayRow>,
    /// The year whose arrangement of days off and make-up workdays should be known by now and was not entered.
    pub year_to_enter: Option<i32>,
}

/// Whose calendars.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct WhoseCalendars {
    /// The unit; the company when left out.
    pub org: Option<OrgId>,
}

/// A new version of a calendar.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EditCalendar {
    /// The unit that works by it.
    pub org_id: OrgId,
    /// The name a budget refers to, in small letters.
    #[schemars(length(min = 1, max = 40))]
    pub key: String,
    /// What people call it.
    #[schemars(length(min = 1, max = 40))]
    pub name: String,
    /// Monday to Friday: `08:30-12:00, 13:30-17:30`.
    #[schemars(length(max = 100))]
    pub weekdays: Option<String>,
    /// Saturday.
    #[schemars(length(max = 100))]
    pub saturday: Option<String>,
    /// Sunday.
    #[schemars(length(max = 100))]
    pub sunday: Option<String>,
    /// Whether public holidays close it.
    pub observes_holidays: bool,
}

/// The calendar that was published.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CalendarDone {
    /// The name a budget refers to.
    pub key: String,
    /// The new version.
    pub version: u32,
}
