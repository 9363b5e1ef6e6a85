//! The founding: the company, its people, places, equipment and households, entered as people would enter them.

mod charges;
mod company;
mod households;
mod openings;
mod spaces;

use kernel::Result;
use module::Caller;
use serde_json::Value;

use crate::{
    cast::{Cast, Rights},
    stage::{Plan, Stage},
    world::World,
};

/// What every part of the founding needs.
pub(crate) struct Founder<'a> {
    pub stage: &'a Stage,
    pub world: &'a World,
    pub plan: &'a Plan,
    pub rights: Rights,
    /// Who enters the registers.
    pub caller: Caller,
    /// Somebody in front of the door.
    pub nobody: Caller,
}

impl Founder<'_> {
    async fn act(&self, action: &str, input: Value) -> Result<Value> {
        self.stage.act(&self.caller, action, crate::stage::said(input)).await
    }
}

/// Founds the company at the beginning of the history: nobody and nothing may be there yet. The clock stands a few minutes into
/// the first day afterwards.
///
/// # Errors
/// What an action refuses: that is a mistake in world/ or here, or a company that exists already.
pub async fn found(house: &Stage, world: &World, plan: &Plan) -> Result<Cast> {
    house.clock.set(plan.start());
    let company = company::set_up(house, world).await?;
    let mut founder = Founder {
        stage: house,
        world,
        plan,
        rights: Rights::of(&house.platform),
        caller: Caller::new(house.gate.system(&house.platform, "sim").await?),
        nobody: company::nobody(house).await?,
    };
    let units = company::units(&mut founder, company).await?;
    let staff = company::staff(&founder, company, &units).await?;
    company::duties(&founder, &units, &staff).await?;
    company::articles(&founder, company, &units, &staff).await?;
    let mut communities = spaces::communities(&founder, &units).await?;
    let residents = households::move_in(&founder, company, &mut communities).await?;
    charges::tariffs(&founder, &staff, &communities).await?;
    openings::opening(&founder, &staff, &communities).await?;
    let logins = company::logins(world).into_iter().chain(residents).collect();
    house.worker.drain().await?;
    Ok(Cast { company, logins, staff, communities, nobody: founder.nobody })
}
