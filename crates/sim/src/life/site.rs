//! What a community's rounds are held against: the hours of its posts, and its site plan with the points of its patrols.

use kernel::Result;
use module::Caller;
use serde_json::{Value, json};

use super::Life;
use crate::{
    dice::Dice,
    photos::{PLAN_SIDE, Shows, named},
    stage::said,
};

const HOURS: &str = "round.post_capacity.edit";
const DAYS_OF_POST: &str = "round.post_day.edit";
const PLAN: &str = "round.site_plan.create";
const POINT: &str = "round.site_point.edit";
/// The width at which the picture is pressed.
const PRESSED: i64 = 800;
const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

impl Life {
    /// Hours of posts and the site plan, entered by whoever leads the community when its plans have been made.
    pub(super) async fn lay_out(&mut self, at: usize, manager: &Caller) -> Result<()> {
        let org = self.cast.communities[at].org;
        for (role, week) in self.world.plans.hours.clone() {
            let mut input = json!({"org_id": org, "role": role});
            for (day, hours) in DAYS.iter().zip(week) {
                input[format!("hours_{day}")] = json!(hours);
            }
            self.entered(manager, HOURS, input).await?;
        }
        let posts = self.stage.platform.ask(manager, "round.post_day.view", json!({"org_id": org})).await?;
        for post in posts["posts"].as_array().cloned().unwrap_or_default() {
            let days = post["name"].as_str().and_then(|name| self.world.plans.days.get(name)).cloned();
            if let Some(days) = days {
                self.entered(manager, DAYS_OF_POST, json!({"post_id": post["post_id"], "days": days})).await?;
            }
        }
        let mut dice = Dice::of(self.plan.seed, "site", u64::try_from(at).unwrap_or(0));
        let picture = self
            .album
            .as_ref()
            .and_then(|album| album.take(&self.stage.platform, manager, org, Shows::SitePlan, &mut dice));
        let Some(picture) = picture else { return Ok(()) };
        let input = said(json!({"org_id": org, "picture": named(picture.id)}));
        match self.stage.act_with(manager, PLAN, input, vec![picture]).await {
            Ok(_) => self.tally.actions += 1,
            Err(error) => return self.refused("site_plan", PLAN, error),
        }
        let seen = self.stage.platform.ask(manager, "round.patrol.view", json!({"org_id": org})).await?;
        let points = seen["points"].as_array().cloned().unwrap_or_default();
        for (nth, point) in points.iter().enumerate() {
            let (x, y) = along(nth, points.len());
            let input = json!({"org_id": org, "point_id": point["id"], "position": {"x": x, "y": y}});
            self.entered(manager, POINT, input).await?;
        }
        Ok(())
    }

    async fn entered(&mut self, who: &Caller, action: &str, input: Value) -> Result<()> {
        match self.stage.act(who, action, said(input)).await {
            Ok(_) => self.tally.actions += 1,
            Err(error) => self.refused("site", action, error)?,
        }
        Ok(())
    }
}

/// Where a point lies: along the ring road that the picture shows, one after the other.
fn along(nth: usize, count: usize) -> (i64, i64) {
    let side = i64::try_from(nth * 4 / count.max(1)).unwrap_or(0);
    let within = i64::try_from(nth * 4 % count.max(1) * 100 / count.max(1)).unwrap_or(0);
    let (near, far) = (PRESSED * PLAN_SIDE / 100, PRESSED * (100 - PLAN_SIDE) / 100);
    let on = near + (far - near) * within / 100;
    // The picture is three quarters as high as it is wide.
    let high = |y: i64| y * 3 / 4;
    match side {
        0 => (on, high(near)),
        1 => (far, high(on)),
        2 => (far + near - on, high(far)),
        _ => (near, high(far + near - on)),
    }
}
