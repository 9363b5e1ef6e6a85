//! The papers of the statutory calendar and the logs of equipment, entered by whoever leads a community when its plans are made.

use chrono::Months;
use kernel::{Date, Result};
use module::{Caller, HOME_ZONE};
use serde_json::{Value, json};

use super::Life;
use crate::{
    dice::Dice,
    stage::{said, text},
    world::Papers,
};

const CREATE: &str = "asset.certificate.create";
const LOG: &str = "asset.log_entry.create";

impl Life {
    /// The certificates of a community: of its equipment, its own, and those of the people who work there.
    pub(super) async fn enter_certificates(&mut self, at: usize) -> Result<()> {
        if self.stage.platform.registry.action(CREATE).is_none() {
            return Ok(());
        }
        let Some(manager) = self.near("manager", at, &mut Dice::of(self.plan.seed, "certificates", 0)) else {
            return Ok(());
        };
        let manager = self.cast.staff[manager].caller.clone();
        let last = self.plan.until.date(HOME_ZONE);
        self.enter_logs(&manager, at).await?;
        for papers in self.world.certificates.clone() {
            for (nth, bearer) in self.bearers(&manager, at, &papers).await?.into_iter().enumerate() {
                let mut input = paper(&papers, at, nth, last);
                if let (Some(input), Value::Object(bearer)) = (input.as_object_mut(), bearer) {
                    input.extend(bearer);
                }
                match self.stage.act(&manager, CREATE, said(input)).await {
                    Ok(_) => self.tally.actions += 1,
                    Err(error) => self.refused(&papers.obligation, "certificate", error)?,
                }
            }
        }
        Ok(())
    }

    /// Of what or whom there are such papers here.
    async fn bearers(&self, manager: &Caller, at: usize, papers: &Papers) -> Result<Vec<Value>> {
        let community = &self.cast.communities[at];
        if !papers.only.is_empty() && !papers.only.contains(&community.key) {
            return Ok(Vec::new());
        }
        if let Some(login) = &papers.login {
            let here = |member: &&crate::cast::Member| member.login == *login && member.reach.contains(&community.org);
            return Ok(self.cast.staff.iter().filter(here).map(|member| json!({"staff_id": member.id})).collect());
        }
        let Some(class) = &papers.class else {
            let own = papers.community.then(|| json!({"org_id": community.org}));
            return Ok(own.into_iter().collect());
        };
        let ids = self.of_class(manager, at, class).await?;
        Ok(ids.into_iter().map(|id| json!({"asset_id": id})).collect())
    }

    /// The ids of the equipment of a class in a community.
    async fn of_class(&self, who: &Caller, at: usize, class: &str) -> Result<Vec<String>> {
        let mut wanted = Value::Null;
        for row in self.stage.list(who, "asset.asset_class.list", json!({})).await? {
            if text(&row, "code")? == class {
                wanted = row["id"].clone();
            }
        }
        let ask = json!({"org_id": self.cast.communities[at].org, "class_id": wanted});
        self.stage.list(who, "asset.asset.list", ask).await?.iter().map(|row| text(row, "id")).collect()
    }

    /// What the running logs of a community's equipment told before the history began: each line of a third of its kind.
    async fn enter_logs(&mut self, manager: &Caller, at: usize) -> Result<()> {
        let first = self.plan.start().date(HOME_ZONE);
        for (class, log) in self.world.assets.logs() {
            for (nth, asset) in self.of_class(manager, at, &class).await?.into_iter().enumerate() {
                for (_, line) in log.iter().enumerate().filter(|(which, _)| (nth + which).is_multiple_of(3)) {
                    let days = i64::try_from(nth).unwrap_or_default() * 3 + line.ago;
                    let input = json!({
                        "asset_id": asset, "log_kind": line.kind, "note": line.note,
                        "spent": line.cost.map(|yuan| yuan * 100), "logged_on": first.plus_days(-days),
                    });
                    match self.stage.act(manager, LOG, said(input)).await {
                        Ok(_) => self.tally.actions += 1,
                        Err(error) => self.refused(&class, LOG, error)?,
                    }
                }
            }
        }
        Ok(())
    }
}

/// What is written on one of them.
fn paper(papers: &Papers, at: usize, nth: usize, last: Date) -> Value {
    let left = papers.left.get(nth % papers.left.len().max(1));
    let due = left.map(|days| last.plus_days(*days));
    let until = due.unwrap_or(last);
    let issued = until.0.checked_sub_months(Months::new(papers.months)).map_or(until, Date);
    json!({
        "obligation": papers.obligation,
        "number": format!("{}-{}-{:04}", papers.mark, issued.year(), at * 500 + nth + 1),
        "issuer": papers.issuer,
        "issued_on": issued,
        "due_on": due,
    })
}
