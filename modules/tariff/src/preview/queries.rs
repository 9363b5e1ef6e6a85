//! Trying a tariff on real rooms.

use std::collections::BTreeMap;

use charge::{Billing, Finding, Given, Subject, meter::Usage, period::Period};
use kernel::{Date, Error, Id, Message, Money, Result};
use module::Context;
use property::{Place, PlaceId, PlaceKind};
use rust_decimal::Decimal;
use ui::Speech;
use uuid::Uuid;

use super::model::{AskPreview, Preview, PreviewFigures, PreviewRow, Reason, Tried};
use crate::{
    object::{self, model::TariffPlaceRow},
    tariff::{
        model::{EditionRow, EditionState, TariffRow},
        rules, store,
    },
};

/// The most rooms a tariff is tried on.
const MOST: i64 = 5_000;
/// Rooms shown with everything that led to their amounts.
pub(crate) const SAMPLE: usize = 12;

/// Tries the draft of a tariff, or what is in force, on everything that stands under it; on all rooms of the community when nothing does yet.
pub(crate) async fn preview(cx: &mut Context, ask: &AskPreview) -> Result<Preview> {
    let row = store::one(cx, ask.id).await?;
    let editions = store::editions(cx, &row).await?;
    let of = |state| editions.iter().find(|e| e.state == state);
    let (draft, in_force) = (of(EditionState::Draft), of(EditionState::InForce));
    let shown = draft.or(in_force).ok_or(Error::NotFound)?;
    let tariff = shown.read()?;
    let before = if draft.is_some() { in_force.map(EditionRow::read).transpose()? } else { None };
    let today = cx.now().date(cx.zone());
    let day = ask.day.unwrap_or_else(|| first_day(&tariff, today));
    let used = match ask.used.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => rules::decimal(text, "used")?,
        None => Decimal::ONE_HUNDRED,
    };
    let (places, under, on_all) = objects(cx, &row, day).await?;
    let ids: Vec<PlaceId> = places.iter().map(|place| place.id).collect();
    let known = {
        let tariffs: Vec<&charge::Tariff> = std::iter::once(&tariff).chain(&before).collect();
        object::queries::known(cx, row.org_id, &ids, &tariffs).await?
    };
    let mut tried = Vec::with_capacity(places.len());
    let mut period = None;
    for place in &places {
        let Some(under) = under.get(&place.id) else { continue };
        let subject = known.subject(place, under, row.ends_on);
        period = period.or_else(|| rules::period_of(&tariff, &subject, day));
        tried.push(Tried {
            place_id: place.id,
            name: place.name.clone(),
            outcome: reckon(&tariff, &subject, day, used),
            was: before.as_ref().and_then(|t| reckon(t, &subject, day, used).ok()).map(|line| line.amount),
        });
    }
    let reasons = reasons(&cx.speech(), &tried);
    Ok(Preview { edition: shown.edition, draft: draft.is_some(), on_all, period, tried, reasons, tariff: row })
}

/// The day whose period is shown when nobody says one: today's, or the first for which a price holds.
fn first_day(tariff: &charge::Tariff, today: Date) -> Date {
    tariff.prices.values().last().map_or(today, |(from, _)| (*from).max(today))
}

fn reckon(
    tariff: &charge::Tariff,
    subject: &Subject,
    day: Date,
    used: Decimal,
) -> std::result::Result<charge::Line, Vec<Finding>> {
    let period = rules::period_of(tariff, subject, day).ok_or_else(|| vec![Finding::TooLarge])?;
    charge::charge(tariff, subject, period, &given(tariff, period, used))
}

/// What the meters shall have shown.
fn given(tariff: &charge::Tariff, period: Period, used: Decimal) -> Given {
    let usage = (tariff.billing == Billing::Metered).then_some(Usage {
        days: period,
        before: Decimal::ZERO,
        after: used,
        multiplier: Decimal::ONE,
        loss: 0,
        replaced: false,
        quantity: used,
        used_before: Some(Decimal::ZERO),
        estimated: false,
        last: None,
    });
    Given { usage, shared: None }
}

/// The places a tariff is tried on, and how each stands under it.
async fn objects(
    cx: &mut Context,
    row: &TariffRow,
    day: Date,
) -> Result<(Vec<Place>, BTreeMap<PlaceId, TariffPlaceRow>, bool)> {
    let list = object::store::of_tariff(cx, row.id, day, MOST).await?;
    if !list.is_empty() {
        let under: BTreeMap<PlaceId, TariffPlaceRow> = list.into_iter().map(|one| (one.place_id, one)).collect();
        let ids: Vec<PlaceId> = under.keys().copied().collect();
        let mut places = property::places_by_ids(cx, &ids).await?;
        places.sort_by(|a, b| a.path.cmp(&b.path));
        return Ok((places, under, false));
    }
    let places = property::in_community(cx, row.org_id, &[PlaceKind::Room], None, MOST).await?;
    let one = |place: &Place| TariffPlaceRow {
        org_id: row.org_id,
        id: Id::from_uuid(Uuid::nil()),
        tariff_id: row.id,
        place_id: place.id,
        from_on: Date::of(1900, 1, 1).unwrap_or(day),
        to_on: None,
        factor: None,
        created_at: row.created_at,
    };
    let under = places.iter().map(|place| (place.id, one(place))).collect();
    Ok((places, under, true))
}

fn reasons(speech: &Speech, tried: &[Tried]) -> Vec<Reason> {
    let mut found: BTreeMap<String, Reason> = BTreeMap::new();
    for one in tried {
        for finding in one.outcome.as_ref().err().into_iter().flatten() {
            let reason = speech.message(&finding.message());
            let entry = found.entry(reason.clone()).or_insert_with(|| Reason {
                reason,
                count: 0,
                first: one.name.clone(),
                expected: finding.expected(),
            });
            entry.count += 1;
        }
    }
    let mut reasons: Vec<Reason> = found.into_values().collect();
    reasons.sort_by_key(|reason| (reason.expected, std::cmp::Reverse(reason.count)));
    reasons
}

impl Preview {
    /// What those that would be charged come to.
    pub fn total(&self) -> Money {
        self.tried.iter().filter_map(Tried::amount).sum()
    }

    /// What they come to by the edition in force; nothing to compare with where there is none.
    pub fn was_total(&self) -> Option<Money> {
        let was: Vec<Money> = self.tried.iter().filter_map(|one| one.was).collect();
        (!was.is_empty()).then(|| was.into_iter().sum())
    }

    /// How many would be charged.
    pub fn charged(&self) -> usize {
        self.tried.iter().filter(|one| one.outcome.is_ok()).count()
    }

    /// Some to look at: what is wrong first, then from all over.
    pub fn sample(&self) -> Vec<&Tried> {
        let (good, bad): (Vec<&Tried>, Vec<&Tried>) = self.tried.iter().partition(|one| one.outcome.is_ok());
        let mut sample: Vec<&Tried> = bad.into_iter().take(SAMPLE / 4).collect();
        let step = (good.len() / SAMPLE).max(1);
        sample.extend(good.into_iter().step_by(step).take(SAMPLE));
        sample
    }
}

/// How an amount comes about, or what is wrong, in sentences.
pub(crate) fn told(speech: &Speech, tried: &Tried) -> Vec<String> {
    let messages: Vec<Message> = match &tried.outcome {
        Ok(line) => line.told().into_iter().chain(line.notices.iter().map(Finding::message)).collect(),
        Err(findings) => findings.iter().map(Finding::message).collect(),
    };
    messages.iter().map(|message| speech.message(message)).collect()
}

/// The figures of a preview, for programs.
pub async fn figures(cx: &mut Context, ask: AskPreview) -> Result<PreviewFigures> {
    let shown = preview(cx, &ask).await?;
    let speech = cx.speech();
    let row = |one: &Tried| PreviewRow {
        place: one.name.clone(),
        amount: one.amount(),
        was: one.was,
        told: told(&speech, one),
    };
    Ok(PreviewFigures {
        edition: shown.edition,
        draft: shown.draft,
        from_on: shown.period.map(|p| p.from),
        to_on: shown.period.map(Period::last),
        tried: shown.tried.len(),
        charged: shown.charged(),
        total: shown.total(),
        was_total: shown.was_total(),
        reasons: shown.reasons.clone(),
        sample: shown.sample().into_iter().map(row).collect(),
    })
}
