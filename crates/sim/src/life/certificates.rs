//! The papers of the statutory calendar, entered by whoever leads a community when its plans are made.

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
        let mut wanted = Value::Null;
        for row in self.stage.list(manager, "asset.asset_class.list", json!({})).await? {
            if text(&row, "code")? == *class {
                wanted = row["id"].clone();
            }
        }
        let ask = json!({"org_id": community.org, "class_id": wanted});
        let rows = self.stage.list(manager, "asset.asset.list", ask).await?;
        rows.iter().map(|row| Ok(json!({"asset_id": text(row, "id")?}))).collect()
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
