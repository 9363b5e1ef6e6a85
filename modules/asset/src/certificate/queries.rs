//! Read models of certificates.

use std::collections::{BTreeMap, BTreeSet};

use ::store::{Cursor, args};
use kernel::{
    Date, Label, OrgId, Result,
    form::{Choice, Kind, form_of},
};
use module::{Ask, Context, Listing, Shape, Waiting, Waits};
use org::StaffId;
use serde_json::Value;
use ui::Speech;

use super::{
    model::{
        CertificateFilter, CertificateId, CertificateLine, CertificateRecord, CertificateRow, CertificateState,
        CreateCertificate, DueLine, DueMonth, Missing, Paper, PersonPaper, StatutoryCalendar, Validity, WhichCalendar,
        WhichCertificate,
    },
    rules, store,
};
use crate::{
    model::{AssetId, ClassId, System},
    obligation::{self, model::Bearer, queries::Obligation},
};

/// The most that is counted beside an entry of the navigation.
const WAITING: i64 = 100;
/// The most that is missing shown of one obligation.
const MISSING: i64 = 100;

fn line(speech: &Speech, row: CertificateRow, today: Date) -> CertificateLine {
    CertificateLine {
        name: obligation::queries::title(speech, &row.obligation),
        validity: rules::validity(row.due_on, today),
        due_on: Some(row.due_on).filter(|day| *day != rules::endless()),
        id: row.id,
        org_id: row.org_id,
        bearer: row.bearer,
        bearer_name: row.bearer_name,
        number: row.number,
        issuer: row.issuer,
        issued_on: row.issued_on,
        state: row.state,
    }
}

/// The list, those first that end first.
pub async fn list(cx: &mut Context, ask: Ask<CertificateFilter>) -> Result<Listing<CertificateLine>> {
    let today = cx.now().date(cx.zone());
    let (rows, count) = store::list(cx, &ask.page, &ask.filter, today).await?;
    let speech = cx.speech();
    let listing = Listing::cut(rows, &ask.page, count, |row| Cursor(args![row.due_on, row.id]).to_string());
    Ok(listing.map(|row| line(&speech, row, today)))
}

/// One of them with those before and after it.
pub async fn view(cx: &mut Context, which: WhichCertificate) -> Result<CertificateRecord> {
    let row = store::one(cx, which.id).await?;
    let today = cx.now().date(cx.zone());
    let all = obligation::queries::all(cx).await?;
    let speech = cx.speech();
    let known = all.into_iter().find(|one| one.shipped.key == row.obligation);
    let (law, due_rule) = match &known {
        Some(one) => (
            obligation::queries::said(&speech, &one.shipped.source).to_owned(),
            obligation::queries::rule_words(&speech, one.rule),
        ),
        None => Default::default(),
    };
    let mut others = store::of_bearer(cx, row.org_id, row.bearer_id).await?;
    others.retain(|other| other.obligation == row.obligation && other.id != row.id);
    let files: Vec<Paper> = serde_json::from_str(&row.files)?;
    Ok(CertificateRecord {
        obligation: row.obligation.clone(),
        law,
        due_rule,
        bearer_id: match row.bearer {
            Bearer::Asset => AssetId::from_uuid(row.bearer_id).to_string(),
            Bearer::Person => StaffId::from_uuid(row.bearer_id).to_string(),
            Bearer::Community => row.org_id.to_string(),
        },
        files: files.into_iter().map(|paper| paper.0).collect(),
        note: row.note.clone(),
        reason: row.reason.clone(),
        by_name: row.by_name.clone(),
        created_at: row.created_at,
        others: others.into_iter().map(|other| line(&speech, other, today)).collect(),
        line: line(&speech, row, today),
    })
}

/// The current certificates of a piece of equipment and those it has to have and has not, by what they are called.
pub(crate) async fn of_asset(
    cx: &mut Context,
    asset: &crate::Asset,
    class: Option<&str>,
) -> Result<(Vec<CertificateLine>, Vec<String>)> {
    let today = cx.now().date(cx.zone());
    let mut rows = store::of_bearer(cx, asset.org_id, asset.id.uuid()).await?;
    rows.retain(|row| row.state == CertificateState::Current);
    rows.reverse();
    let held: BTreeSet<String> = rows.iter().map(|row| row.obligation.clone()).collect();
    let speech = cx.speech();
    let wanted = |one: &Obligation| {
        let asked = class.is_some_and(|class| one.shipped.classes.iter().any(|c| c == class));
        asked && !one.is_disabled() && !held.contains(&one.shipped.key) && is_due(one, asset.installed_on, today)
    };
    let missing = obligation::queries::all(cx).await?.into_iter().filter(wanted);
    let missing = missing.map(|one| obligation::queries::said(&speech, &one.shipped.title).to_owned()).collect();
    Ok((rows.into_iter().map(|row| line(&speech, row, today)).collect(), missing))
}

/// Whether the first certificate has to be there by now.
fn is_due(one: &Obligation, used_since: Option<Date>, today: Date) -> bool {
    obligation::rules::first_due(one.rule, used_since).is_none_or(|by| by <= today.plus_days(30))
}

/// Of this equipment what has a current certificate that has lapsed.
pub async fn lapsed_assets(cx: &mut Context, ids: &[AssetId]) -> Result<BTreeSet<AssetId>> {
    let today = cx.now().date(cx.zone());
    let rows = store::lapsed_of(cx, ids.iter().map(|id| id.uuid()).collect(), today).await?;
    Ok(rows.into_iter().map(|row| AssetId::from_uuid(row.bearer_id)).collect())
}

/// Those of these people whom nobody may give this work on a day, because a paper they have for it has lapsed by then. `works` are trades
/// of cases, systems of rounds or kinds of dangerous work. Whoever never had the paper is not held back: that is the post's matter, not the
/// calendar's.
pub async fn lapsed_papers(
    cx: &mut Context,
    people: &[StaffId],
    works: &[&str],
    on: Date,
) -> Result<BTreeMap<StaffId, PersonPaper>> {
    if !obligation::rules::library().iter().any(|one| one.work.iter().any(|work| works.contains(&work.as_str()))) {
        return Ok(BTreeMap::new());
    }
    let rows = store::lapsed_of(cx, people.iter().map(|id| id.uuid()).collect(), on).await?;
    let paper = |row: CertificateRow| Some((StaffId::from_uuid(row.bearer_id), paper(&row)?));
    Ok(rows.into_iter().filter_map(paper).filter(|(_, paper)| paper.is_for(works)).collect())
}

/// The papers of a person that some work asks for, those that end first before the others.
pub async fn papers(cx: &mut Context, person: StaffId) -> Result<Vec<PersonPaper>> {
    let rows = store::lapsed_of(cx, vec![person.uuid()], rules::endless()).await?;
    Ok(rows.iter().filter_map(paper).collect())
}

/// What a certificate of a person is worth for work; none when no work asks for it.
fn paper(row: &CertificateRow) -> Option<PersonPaper> {
    let one = obligation::rules::shipped(&row.obligation).filter(|one| one.bearer == Bearer::Person)?;
    let (zh, en) = (one.title.zh.clone(), one.title.en.clone());
    (!one.work.is_empty()).then(|| PersonPaper { zh, en, works: one.work.clone(), due_on: row.due_on })
}

/// The statutory calendar of a community, or of all within reach.
pub async fn calendar(cx: &mut Context, which: WhichCalendar) -> Result<StatutoryCalendar> {
    let today = cx.now().date(cx.zone());
    let speech = cx.speech();
    let org = which.org_id;
    let red = store::ending(cx, org, today.plus_days(30)).await?;
    let red = red.into_iter().map(|row| line(&speech, row, today)).collect();
    let limit = module::COUNT_LIMIT;
    Ok(StatutoryCalendar {
        red,
        lapsed: store::count(cx, org, Some(Validity::Lapsed), today, limit).await?,
        week: store::count(cx, org, Some(Validity::Week), today, limit).await?,
        month: store::count(cx, org, Some(Validity::Month), today, limit).await?,
        current: store::count(cx, org, None, today, limit).await?,
        missing: missing(cx, &which, today).await?,
        months: months(cx, &which, today).await?,
    })
}

/// What has to be there and is not: equipment of the classes that ask for it, communities.
async fn missing(cx: &mut Context, which: &WhichCalendar, today: Date) -> Result<Vec<Missing>> {
    let speech = cx.speech();
    let classes: BTreeMap<String, ClassId> =
        crate::queries::library(cx).await?.into_iter().map(|class| (class.code, class.id)).collect();
    let held: BTreeSet<_> =
        store::held_by_communities(cx).await?.into_iter().map(|held| (held.org_id, held.obligation)).collect();
    let units = org::tree(cx).await?;
    let mut found = Vec::new();
    for one in obligation::queries::all(cx).await?.into_iter().filter(|one| !one.is_disabled()) {
        let (key, title) = (&one.shipped.key, obligation::queries::said(&speech, &one.shipped.title));
        let lacks = |org_id, bearer_id: String, bearer_name: String, due_on| Missing {
            org_id,
            obligation: key.clone(),
            title: title.to_owned(),
            bearer: one.shipped.bearer,
            bearer_id,
            bearer_name,
            due_on,
        };
        match one.shipped.bearer {
            Bearer::Asset => {
                let ids: Vec<ClassId> = one.shipped.classes.iter().filter_map(|c| classes.get(c).copied()).collect();
                for asset in store::without(cx, which.org_id, key, &ids, MISSING).await? {
                    if is_due(&one, asset.installed_on, today) {
                        let by = obligation::rules::first_due(one.rule, asset.installed_on);
                        let name = format!("{} {}", asset.code, asset.name);
                        found.push(lacks(asset.org_id, asset.id.to_string(), name, by));
                    }
                }
            }
            Bearer::Community => {
                let here = |unit: &&org::OrgRow| {
                    unit.kind == org::OrgKind::Community
                        && unit.state == org::OrgState::Active
                        && cx.scope().contains(unit.id)
                        && which.org_id.is_none_or(|org| org == unit.id)
                };
                let lacking = units.iter().filter(here).filter(|unit| !held.contains(&(unit.id, key.clone())));
                found.extend(lacking.map(|unit| lacks(unit.id, unit.id.to_string(), unit.name.clone(), None)));
            }
            Bearer::Person => {}
        }
    }
    Ok(found)
}

/// What certificates of a community end in the twelve months ahead, this one first; nothing for who may not look at certificates.
///
/// # Errors
/// Those of the database.
pub async fn statutory_year(cx: &mut Context, org: OrgId) -> Result<Vec<DueMonth>> {
    if !cx.actor().may_in(crate::CERTIFICATE_VIEW, org) {
        return Ok(Vec::new());
    }
    let today = cx.now().date(cx.zone());
    months(cx, &WhichCalendar { org_id: Some(org) }, today).await
}

/// The twelve months ahead, this one first.
async fn months(cx: &mut Context, which: &WhichCalendar, today: Date) -> Result<Vec<DueMonth>> {
    let firsts = rules::months(today);
    let (Some(from), Some(until)) = (firsts.first().copied(), firsts.last().copied()) else { return Ok(Vec::new()) };
    let due = store::due_between(cx, which.org_id, (from.max(today), until)).await?;
    let speech = cx.speech();
    let month = |span: &[Date]| {
        let mut lines: Vec<DueLine> = Vec::new();
        for day in due.iter().filter(|day| span[0] <= day.due_on && day.due_on < span[1]) {
            let title = obligation::queries::title(&speech, &day.obligation);
            let count = usize::try_from(day.count).unwrap_or(0);
            match lines.iter_mut().find(|line| line.title == title) {
                Some(line) => line.count += count,
                None => {
                    let system = obligation::rules::shipped(&day.obligation).map_or(System::Other, |one| one.system);
                    lines.push(DueLine { title, system, count });
                }
            }
        }
        DueMonth { month: span[0], lines }
    };
    Ok(firsts.windows(2).map(month).collect())
}

/// What has lapsed, beside the calendar's entry.
pub(crate) async fn waiting(cx: &mut Context, (): ()) -> Result<Waits> {
    let today = cx.now().date(cx.zone());
    let count = store::count(cx, None, Some(Validity::Lapsed), today, WAITING).await?;
    let entries = vec![Waiting { path: "/asset/calendar", count, alarm: count > 0 }];
    Ok(Waits { entries, topics: topics(cx) })
}

/// What makes lists of certificates change.
pub(crate) fn topics(cx: &Context) -> Vec<String> {
    cx.scope().0.iter().map(|org| format!("certificates:{org}")).collect()
}

/// The form of a new certificate: the obligations that fit what is named already.
pub(crate) async fn form(cx: &mut Context, asked: Value) -> Result<Shape> {
    let given = |name: &str| asked[name].as_str().filter(|text| !text.is_empty());
    let class = match given("asset_id").and_then(|id| id.parse::<AssetId>().ok()) {
        Some(id) => {
            let asset = crate::store::by_id(cx, id).await?;
            crate::queries::class(cx, asset.class_id).await?.map(|class| class.code)
        }
        None => None,
    };
    let fits = |one: &Obligation| match (&class, given("staff_id")) {
        (Some(class), _) => one.shipped.classes.contains(class),
        (None, Some(_)) => one.shipped.bearer == Bearer::Person,
        (None, None) => true,
    };
    let all = obligation::queries::all(cx).await?;
    let choices = all.iter().filter(|one| !one.is_disabled() && fits(one)).map(|one| Choice {
        value: one.shipped.key.clone(),
        label: Some(Label::Both { zh: one.shipped.title.zh.clone(), en: one.shipped.title.en.clone() }),
    });
    let mut form = form_of::<CreateCertificate>();
    let choices: Vec<Choice> = choices.collect();
    if let Some(field) = form.fields.iter_mut().find(|field| field.name == "obligation") {
        field.kind = Kind::Choice { choices };
        (field.min, field.max) = (None, None);
    }
    Ok(Shape { title: None, form, values: Value::Object(serde_json::Map::new()), known: BTreeMap::new() })
}

/// The page of a certificate.
pub(crate) fn href(id: CertificateId) -> String {
    format!("/asset/certificates/{id}")
}
