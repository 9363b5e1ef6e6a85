//! Certificates, and what the lists of them are asked.

use kernel::{Date, Id, Instant, Message, Noun, OrgId, words};
use org::StaffId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    model::{AssetId, System},
    obligation::model::Bearer,
};

/// A paper that shows an obligation was met.
#[derive(Debug)]
pub struct Certificate;
impl Noun for Certificate {
    const PREFIX: &'static str = "certificate";
}
/// The id of a certificate.
pub type CertificateId = Id<Certificate>;

words! {
    /// Where a certificate stands in its life.
    CertificateState {
        /// 现行
        Current = "current",
        /// 已续
        Renewed = "renewed",
        /// 已停用
        Ended = "ended",
    }
}

words! {
    /// How long a current certificate still holds.
    Validity {
        /// 已过期
        Lapsed = "lapsed",
        /// 7 天内到期
        Week = "week",
        /// 30 天内到期
        Month = "month",
        /// 有效
        Valid = "valid",
        /// 长期有效
        Endless = "endless",
    }
}

/// A file that goes with a certificate: a scan, a photo, a report.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(extend("x-kind" = "file"))]
pub struct Paper(pub String);

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, store::Record)]
pub struct CertificateRow {
    /// The community, or where the person is employed.
    pub org_id: OrgId,
    /// Its id.
    pub id: CertificateId,
    /// The obligation it meets.
    pub obligation: String,
    /// Of what or whom.
    pub bearer: Bearer,
    /// Which one.
    pub bearer_id: Uuid,
    /// That one's name when it was entered.
    pub bearer_name: String,
    /// Its number.
    pub number: Option<String>,
    /// Who gave it.
    pub issuer: Option<String>,
    /// The day it was given.
    pub issued_on: Date,
    /// The last day it holds; the last day there is when it never ends.
    pub due_on: Date,
    /// The files, as JSON.
    #[serde(skip)]
    pub files: String,
    /// More about it.
    pub note: Option<String>,
    /// Where it stands.
    pub state: CertificateState,
    /// The last warning given: so many days before its end.
    pub warned_days: Option<i64>,
    /// Why it was ended.
    pub reason: Option<String>,
    /// Who entered it.
    pub by_name: String,
    /// When.
    pub created_at: Instant,
    /// Rises with each change.
    pub version: i64,
}

/// A new certificate; one that is current for the same is renewed by it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct CreateCertificate {
    /// The obligation it meets.
    #[schemars(length(min = 1, max = 40))]
    pub obligation: String,
    /// The equipment, where equipment bears it.
    pub asset_id: Option<AssetId>,
    /// The member of staff, where a person does.
    pub staff_id: Option<StaffId>,
    /// The community, where it is the community's.
    pub org_id: Option<OrgId>,
    /// Its number.
    #[schemars(length(max = 60))]
    pub number: Option<String>,
    /// Who gave it.
    #[schemars(length(max = 80))]
    pub issuer: Option<String>,
    /// The day it was given.
    pub issued_on: Date,
    /// The last day it holds, as printed; worked out by the rule when left out.
    pub due_on: Option<Date>,
    /// Scans, photos, the report.
    #[schemars(length(max = 20))]
    pub files: Option<Vec<Paper>>,
    /// More about it.
    #[schemars(length(max = 300))]
    pub note: Option<String>,
}

/// A certificate that holds no longer, for another reason than its day.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct EndCertificate {
    /// Which.
    pub id: CertificateId,
    /// Why.
    #[schemars(length(min = 2, max = 200))]
    pub reason: String,
}

/// The certificate that was entered or ended.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CertificateDone {
    /// Which.
    pub id: CertificateId,
    /// The last day it holds; absent when it never ends.
    pub due_on: Option<Date>,
}

/// Which certificate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct WhichCertificate {
    /// Its id.
    pub id: CertificateId,
}

/// Which certificates to list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct CertificateFilter {
    /// One of them.
    pub id: Option<CertificateId>,
    /// Those of one community.
    pub org_id: Option<OrgId>,
    /// Those for one obligation.
    pub obligation: Option<String>,
    /// Those of one kind of bearer.
    pub bearer: Option<Bearer>,
    /// Those of one piece of equipment.
    pub asset_id: Option<AssetId>,
    /// Those of one member of staff.
    pub staff_id: Option<StaffId>,
    /// Where they stand; the current ones when left out.
    pub state: Option<CertificateState>,
    /// How long they still hold.
    pub validity: Option<Validity>,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertificateLine {
    /// The certificate.
    pub id: CertificateId,
    /// The community, or where the person is employed.
    pub org_id: OrgId,
    /// What it is called.
    pub name: String,
    /// Of what or whom.
    pub bearer: Bearer,
    /// That one's name.
    pub bearer_name: String,
    /// Its number.
    pub number: Option<String>,
    /// Who gave it.
    pub issuer: Option<String>,
    /// The day it was given.
    pub issued_on: Date,
    /// The last day it holds; absent when it never ends.
    pub due_on: Option<Date>,
    /// How long it still holds.
    pub validity: Validity,
    /// Where it stands.
    pub state: CertificateState,
}

/// A certificate with all that is known of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CertificateRecord {
    /// As the list shows it.
    #[serde(flatten)]
    pub line: CertificateLine,
    /// The obligation it meets.
    pub obligation: String,
    /// The law or rule that asks for it.
    pub law: String,
    /// When it is due again, in words.
    pub due_rule: String,
    /// Which piece of equipment, community or person.
    pub bearer_id: String,
    /// The files.
    pub files: Vec<String>,
    /// More about it.
    pub note: Option<String>,
    /// Why it was ended.
    pub reason: Option<String>,
    /// Who entered it.
    pub by_name: String,
    /// When.
    pub created_at: Instant,
    /// Those before and after it, the latest first.
    pub others: Vec<CertificateLine>,
}

/// Equipment or a community without the certificate it has to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// The community.
    pub org_id: OrgId,
    /// The obligation.
    pub obligation: String,
    /// What that is called.
    pub title: String,
    /// Of what.
    pub bearer: Bearer,
    /// Which one.
    pub bearer_id: String,
    /// Its name.
    pub bearer_name: String,
    /// The last day by which there has to be one; at once when absent.
    pub due_on: Option<Date>,
}

/// What falls due in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueMonth {
    /// Its first day.
    pub month: Date,
    /// What falls due in it.
    pub lines: Vec<DueLine>,
}

/// What falls due of one obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueLine {
    /// What it is called.
    pub title: String,
    /// Under what it stands.
    pub system: System,
    /// How many.
    pub count: usize,
}

/// The statutory calendar: what has lapsed, what comes to its end, what is missing, and the year ahead.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatutoryCalendar {
    /// Lapsed, or within thirty days of it; the worst first.
    pub red: Vec<CertificateLine>,
    /// How many have lapsed.
    pub lapsed: i64,
    /// How many end within seven days.
    pub week: i64,
    /// How many end within thirty days and not within seven.
    pub month: i64,
    /// How many are current.
    pub current: i64,
    /// What has to be there and is not.
    pub missing: Vec<Missing>,
    /// The twelve months ahead.
    pub months: Vec<DueMonth>,
}

/// Of one community, or of all.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct WhichCalendar {
    /// Of one community.
    pub org_id: Option<OrgId>,
}

/// What is told of a certificate that comes to its end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CertificateDue {
    /// Which.
    pub id: CertificateId,
    /// Where it belongs.
    pub org: OrgId,
    /// Its number.
    pub number: Option<String>,
    /// What it is called, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Of what or whom.
    pub bearer: Bearer,
    /// Which one.
    pub bearer_id: Uuid,
    /// That one's name.
    pub bearer_name: String,
    /// The last day it holds.
    pub due_on: Date,
    /// The warning: so many days before, 0 once it has lapsed.
    pub days: i64,
}

/// A paper of somebody without which he is not to be given some work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonPaper {
    /// What it is called, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// The work that asks for it: trades of cases, systems of rounds, kinds of dangerous work.
    pub works: Vec<String>,
    /// The last day it holds.
    pub due_on: Date,
}

impl PersonPaper {
    /// Whether one of these works asks for it.
    pub fn is_for(&self, works: &[&str]) -> bool {
        self.works.iter().any(|work| works.contains(&work.as_str()))
    }

    /// Why this person cannot be given the work once it has lapsed, and what to do about it.
    pub fn refusal(&self, name: &str) -> Message {
        let message = Message::of("asset-paper-lapsed").with("name", name);
        message.with_words("paper", &self.zh, &self.en).with("day", self.due_on)
    }
}
