//! Who owns, rents and lives where: persons, what they are to which room, vehicles, hints.

use kernel::{Date, OrgId, Result};
use module::{Caller, HOME_ZONE};
use serde_json::{Value, json};

use super::Founder;
use crate::{
    cast::{Community, Dweller, Login, Room},
    dice::Dice,
    names::{Invented, Inventor},
    stage::{bare, text},
};

/// The share of rooms the desk keeps a hint on.
const HINTS: f64 = 0.04;
/// The action by which a resident makes his log-in; a house without residents' pages has none.
const BIND: &str = "portal.account.bind";

/// How many residents' log-ins are worth printing; the last of them has something to pay.
const SHOWN: usize = 3;

/// How a room stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Unsold,
    Undelivered,
    Vacant,
    Let,
    Renovating,
    Lived,
}

/// Fills the rooms of every community.
pub(crate) async fn move_in(
    founder: &Founder<'_>,
    company: OrgId,
    communities: &mut [Community],
) -> Result<Vec<Login>> {
    let names = &founder.world.names;
    let mut inventor = Inventor::new(names);
    let first = founder.plan.start().date(HOME_ZONE);
    let mut logins = Vec::new();
    for community in communities {
        let written = founder.world.company.community.iter().find(|c| c.key == community.key);
        let takeover: Date = written.and_then(|c| c.takeover_on.parse().ok()).unwrap_or(first);
        let org = community.org;
        for (nth, room) in community.rooms.iter_mut().enumerate() {
            let nth = u64::try_from(nth).unwrap_or(0);
            let dice = Dice::of(founder.plan.seed, &format!("room {}", community.key), nth);
            let key = written.map_or("", |c| c.code.as_str());
            let login = format!("{key}-{}", room.code).to_lowercase();
            let mut mover =
                Mover { founder, inventor: &mut inventor, dice, company, org, takeover, first, login, pays: false };
            if let Some(login) = mover.fill(room).await? {
                room.pays_late = logins.len() + 1 == SHOWN;
                logins.push(Login { owes: room.pays_late, ..login });
            }
        }
    }
    logins.truncate(SHOWN);
    Ok(logins)
}

struct Mover<'a, 'f> {
    founder: &'a Founder<'f>,
    inventor: &'a mut Inventor<'f>,
    dice: Dice,
    company: OrgId,
    org: OrgId,
    takeover: Date,
    first: Date,
    /// How the one of the household who signs in calls himself.
    login: String,
    /// Whether the owner alone is asked to pay.
    pays: bool,
}

impl Mover<'_, '_> {
    /// Fills a room; answers the log-in of its owner when he lives there, signs in and pays: he has the most to look at.
    async fn fill(&mut self, room: &mut Room) -> Result<Option<Login>> {
        let standing = self.standing();
        let owned = !matches!(standing, Standing::Unsold);
        if owned && room.purpose == "home" {
            self.family(room, standing).await?;
        } else if owned {
            self.firm(room, standing).await?;
        }
        let state = match standing {
            Standing::Unsold => Some("unsold"),
            Standing::Undelivered => Some("undelivered"),
            Standing::Renovating => Some("renovating"),
            _ => None,
        };
        if let Some(state) = state {
            self.state(room, state).await?;
        }
        if owned && self.dice.chance(HINTS) {
            let text = self.dice.word(&self.founder.world.words.hints.texts);
            self.founder.act("party.hint.create", json!({"place_id": room.place, "text": text})).await?;
        }
        let owner = room.dwellers.first().filter(|_| standing == Standing::Lived && self.pays);
        let caller = owner.and_then(|owner| owner.caller.as_ref());
        Ok(caller.map(|caller| Login {
            login: self.login.clone(),
            name: caller.actor.name.clone(),
            role: "resident".to_owned(),
            password: self.founder.world.company.password.clone(),
            owes: false,
        }))
    }

    fn standing(&mut self) -> Standing {
        let shares = &self.founder.world.names.occupancy;
        let rows = [
            (shares.unsold, Standing::Unsold),
            (shares.undelivered, Standing::Undelivered),
            (shares.vacant, Standing::Vacant),
            (shares.rented, Standing::Let),
            (shares.renovating, Standing::Renovating),
        ];
        let mut left = self.dice.unit();
        for (share, standing) in rows {
            left -= share;
            if left < 0.0 {
                return standing;
            }
        }
        Standing::Lived
    }

    /// A day between the take-over of the community and the beginning of the history.
    fn since(&mut self) -> Date {
        let days = (self.first.0 - self.takeover.0).num_days().max(0);
        self.takeover.plus_days(self.dice.between(0, days))
    }

    async fn family(&mut self, room: &mut Room, standing: Standing) -> Result<()> {
        let shares = &self.founder.world.names.occupancy;
        let (co_owned, paid_elsewhere) = (self.dice.chance(shares.co_owner), self.dice.chance(shares.payer_differs));
        self.pays = !co_owned && !paid_elsewhere;
        let lived = standing == Standing::Lived;
        let since = self.since();
        let surname = self.inventor.surname(&mut self.dice);
        let owner = self.inventor.person(&mut self.dice, &surname);
        let share = co_owned.then_some(5_000);
        let owner = self.enter(room, &owner, "owner", since, share, lived).await?;
        if co_owned {
            let other = self.inventor.surname(&mut self.dice);
            let partner = self.inventor.person(&mut self.dice, &other);
            self.enter(room, &partner, "co_owner", since, share, lived).await?;
        }
        if lived {
            let (low, high) = shares.family;
            let size = self.dice.between(i64::from(low), i64::from(high));
            for _ in (1 + i64::from(co_owned))..size {
                let member = self.inventor.person(&mut self.dice, &surname);
                self.enter(room, &member, "family", since, None, true).await?;
            }
        }
        if standing == Standing::Let {
            // Who lives there speaks for the room; the owner is far away.
            room.dwellers.clear();
            self.tenants(room).await?;
        }
        if paid_elsewhere {
            let payer = self.inventor.person(&mut self.dice, &surname);
            self.also(room, &payer, "payer", since).await?;
        }
        if self.dice.chance(shares.emergency_contact) {
            let contact = self.inventor.person(&mut self.dice, &surname);
            self.also(room, &contact, "emergency_contact", since).await?;
        }
        if matches!(standing, Standing::Lived | Standing::Let) {
            let whose = room.dwellers.first().map_or(owner, |d| d.person.clone());
            self.vehicles(room, &whose, since).await?;
        } else if matches!(standing, Standing::Vacant | Standing::Undelivered) {
            room.dwellers.clear();
        }
        Ok(())
    }

    async fn tenants(&mut self, room: &mut Room) -> Result<()> {
        // A lease began within the last year and runs for one or two.
        let since = self.first.plus_days(-self.dice.between(10, 330)).max(self.takeover);
        let surname = self.inventor.surname(&mut self.dice);
        let tenant = self.inventor.person(&mut self.dice, &surname);
        self.enter(room, &tenant, "tenant", since, None, true).await?;
        if self.dice.chance(0.4) {
            let partner = self.inventor.person(&mut self.dice, &surname);
            self.enter(room, &partner, "family", since, None, true).await?;
        }
        Ok(())
    }

    async fn firm(&mut self, room: &mut Room, standing: Standing) -> Result<()> {
        let shop = room.purpose == "shop";
        let since = self.since();
        let owner = self.inventor.firm(&mut self.dice, false);
        self.enter(room, &owner, "owner", since, None, standing == Standing::Lived).await?;
        if standing == Standing::Let {
            room.dwellers.clear();
            let tenant = self.inventor.firm(&mut self.dice, shop);
            let since = self.first.plus_days(-self.dice.between(10, 330)).max(self.takeover);
            self.enter(room, &tenant, "tenant", since, None, true).await?;
        }
        if matches!(standing, Standing::Vacant | Standing::Undelivered) {
            room.dwellers.clear();
        }
        Ok(())
    }

    /// Enters somebody and what he is to the room; he becomes one of those who speak for it.
    async fn enter(
        &mut self,
        room: &mut Room,
        who: &Invented,
        role: &str,
        since: Date,
        share: Option<i64>,
        lives_here: bool,
    ) -> Result<String> {
        // Tenants and family live there unless it is said otherwise; owners come with a share and may live elsewhere.
        let plain = share.is_none() && lives_here == matches!(role, "tenant" | "family");
        let person = if plain {
            self.also(room, who, role, since).await?
        } else {
            let person = self.register(who).await?;
            let input = json!({
                "person_id": person,
                "place_id": room.place,
                "role": role,
                "from_on": since,
                "share": share,
                "lives_here": lives_here,
            });
            self.founder.act("party.occupancy.create", input).await?;
            person
        };
        let shares = &self.founder.world.names.occupancy;
        let first = room.dwellers.iter().all(|d| d.caller.is_none());
        let invited = lives_here && first && who.gender.is_some() && self.dice.chance(shares.invited);
        let caller = if invited { self.bind(room, &person, who).await? } else { None };
        room.dwellers.push(Dweller { person: person.clone(), caller });
        Ok(person)
    }

    /// Hands somebody a code, with which he makes a log-in of his own.
    async fn bind(&self, room: &Room, person: &str, who: &Invented) -> Result<Option<Caller>> {
        if self.founder.stage.platform.registry.action(BIND).is_none() {
            return Ok(None);
        }
        let input = json!({"person_id": person, "place_id": room.place});
        let code = text(&self.founder.act("party.invitation.create", input).await?, "code")?;
        let input = json!({
            "invitation_code": code,
            "phone_tail": who.phone.get(who.phone.len().saturating_sub(4)..),
            "login": self.login,
            "new_password": self.founder.world.company.password,
        });
        self.founder.stage.act(&self.founder.nobody, BIND, input).await?;
        Ok(Some(self.founder.rights.resident(bare(person)?, &who.name, self.company, self.org)))
    }

    async fn register(&mut self, who: &Invented) -> Result<String> {
        let input = json!({
            "name": who.name,
            "phone": who.phone,
            "gender": who.gender,
            "kind": who.kind(),
            "community": self.org,
        });
        text(&self.founder.act("party.person.create", input).await?, "id")
    }

    /// Somebody entered together with what he is to the room.
    async fn also(&mut self, room: &Room, who: &Invented, role: &str, since: Date) -> Result<String> {
        let input = json!({
            "name": who.name,
            "phone": who.phone,
            "gender": who.gender,
            "kind": who.kind(),
            "place_id": room.place,
            "role": role,
            "from_on": since,
        });
        text(&self.founder.act("party.person.create", input).await?, "id")
    }

    async fn vehicles(&mut self, room: &Room, person: &str, since: Date) -> Result<()> {
        let shares = &self.founder.world.names.occupancy;
        for share in [shares.vehicle, shares.second_vehicle] {
            if !self.dice.chance(share) {
                break;
            }
            let (plate, colour, maker) = self.inventor.vehicle(&mut self.dice);
            let input = json!({
                "person_id": person,
                "plate": plate,
                "place_id": room.place,
                "colour": colour,
                "maker": maker,
                "from_on": since,
            });
            self.founder.act("party.vehicle.create", input).await?;
        }
        Ok(())
    }

    /// Says how a room stands when its people do not tell.
    async fn state(&mut self, room: &Room, state: &str) -> Result<()> {
        let founder = self.founder;
        let known =
            founder.stage.platform.ask(&founder.caller, "property.place.view", json!({"id": room.place})).await?;
        let keep = |name: &str| known.get(name).cloned().unwrap_or(Value::Null);
        let delivered = if state == "renovating" { keep("delivered_on") } else { Value::Null };
        let input = json!({
            "id": room.place,
            "segment": keep("segment"),
            "name": keep("name"),
            "use": keep("use"),
            "state": state,
            "built_area": keep("built_area"),
            "inside_area": keep("inside_area"),
            "shared_area": keep("shared_area"),
            "takeover_on": keep("takeover_on"),
            "delivered_on": delivered,
            "warranty_until": keep("warranty_until"),
        });
        founder.act("property.place.edit", input).await.map(|_| ())
    }
}
