//! The people a company deals with, what they are to which place over time, their vehicles, and what the desk should know.
//!
//! Deliberately absent: accounts (identity), spaces (property), bills. Owner, resident and payer are three roles, often of
//! three people.

mod events;
mod hint;
mod import;
mod invitation;
mod occupancy;
pub mod pages;
mod person;
mod queries;
mod vehicle;

use kernel::{Permission, form::Choice, form::Kind};
use module::{Action, Column, List, Listener, Module, Nav, Page, Permitted, Query, Words};

pub use events::{PERSON_CHANGED, PersonChanged};
pub use hint::model::HintLine;
pub use invitation::{actions::bind, model::Bound};
pub use occupancy::model::{Occupancy, OccupancyId, Role};
pub use person::{
    actions::create as add_person,
    model::{AddPerson, AddedPerson, Person, PersonId, PersonKind},
    queries::names as person_names,
};
pub use queries::{Contact, Household, Member, Stay, contact, ends_with, household, show_phone, stays};
pub use vehicle::{
    model::{Vehicle, VehicleId, VehicleKind},
    queries::VehicleRow,
};

/// The module's tables.
pub const MIGRATIONS: ::store::Migrations = ::store::Migrations {
    owner: "party",
    files: &[
        ::store::Migration::portable("0001_persons", include_str!("../migrations/0001_persons.sql")),
        ::store::Migration::portable("0002_occupancies", include_str!("../migrations/0002_occupancies.sql")),
    ],
};

const WORDS: Words = Words { zh: include_str!("../texts/zh-CN.ftl"), en: include_str!("../texts/en.ftl") };

/// Looking at persons, masked.
pub const PERSON_VIEW: Permission = Permission("party.person.view");
const PERSON_CREATE: Permission = Permission("party.person.create");
const PERSON_EDIT: Permission = Permission("party.person.edit");
const PERSON_REVEAL: Permission = Permission("party.person.reveal");
const PERSON_ERASE: Permission = Permission("party.person.remove");
const CONSENT_CREATE: Permission = Permission("party.consent.create");
const OCCUPANCY_CREATE: Permission = Permission("party.occupancy.create");
const OCCUPANCY_EDIT: Permission = Permission("party.occupancy.edit");
const OCCUPANCY_END: Permission = Permission("party.occupancy.end");
const VEHICLE_VIEW: Permission = Permission("party.vehicle.view");
const VEHICLE_CREATE: Permission = Permission("party.vehicle.create");
const VEHICLE_EDIT: Permission = Permission("party.vehicle.edit");
const VEHICLE_END: Permission = Permission("party.vehicle.end");
const INVITATION_VIEW: Permission = Permission("party.invitation.view");
const INVITATION_CREATE: Permission = Permission("party.invitation.create");
const HINT_CREATE: Permission = Permission("party.hint.create");
const HINT_END: Permission = Permission("party.hint.end");

/// The module's table.
pub fn module() -> Module {
    Module {
        permissions: permissions(),
        nav: nav(),
        actions: [person_actions(), occupancy_actions(), vehicle_actions(), desk_actions()]
            .into_iter()
            .flatten()
            .collect(),
        queries: queries(),
        pages: vec![
            Page::new("party.person.page", PERSON_VIEW, "/party/persons/{id}", person::pages::page),
            Page::new("party.invitation.page", INVITATION_VIEW, "/party/invitations/{id}", invitation::pages::page),
        ],
        imports: import::registers(),
        listeners: vec![Listener::new(PERSON_CHANGED, "party.person.index", events::reindex)],
        ..Module::new("party", MIGRATIONS, WORDS)
    }
}

fn nav() -> Vec<Nav> {
    vec![
        Nav::desk(310, "party-person-list", "users", "/party/persons", PERSON_VIEW).under("nav-section-registers"),
        Nav::desk(311, "party-occupancy-list", "home", "/party/occupancies", PERSON_VIEW)
            .under("nav-section-registers"),
        Nav::desk(312, "party-vehicle-list", "car", "/party/vehicles", VEHICLE_VIEW).under("nav-section-registers"),
    ]
}

fn permissions() -> Vec<Permitted> {
    let seen_by: &[&str] =
        &["agent", "steward", "cashier", "accountant", "supervisor", "manager", "quality", "director"];
    let kept_by: &[&str] = &["agent", "steward", "supervisor", "manager"];
    let gates: &[&str] = &["agent", "steward", "guard", "guard_lead", "cashier", "supervisor", "manager", "director"];
    let plate_keepers: &[&str] = &["agent", "steward", "guard_lead", "supervisor", "manager"];
    Permitted::lines([
        (PERSON_VIEW, seen_by),
        (PERSON_CREATE, kept_by),
        (PERSON_EDIT, kept_by),
        (PERSON_REVEAL, &["agent", "steward", "cashier", "supervisor", "manager"]),
        (PERSON_ERASE, &[]),
        (CONSENT_CREATE, kept_by),
        (OCCUPANCY_CREATE, kept_by),
        (OCCUPANCY_EDIT, kept_by),
        (OCCUPANCY_END, kept_by),
        (VEHICLE_VIEW, gates),
        (VEHICLE_CREATE, plate_keepers),
        (VEHICLE_EDIT, plate_keepers),
        (VEHICLE_END, plate_keepers),
        (INVITATION_VIEW, kept_by),
        (INVITATION_CREATE, kept_by),
        (HINT_CREATE, kept_by),
        (HINT_END, kept_by),
    ])
}

fn person_actions() -> Vec<Action> {
    use person::actions;
    let person = "/party/persons/{id}";
    vec![
        Action::new("party.person.create", PERSON_CREATE, "/party/persons", actions::create).then(person),
        Action::new("party.person.edit", PERSON_EDIT, "/party/persons/{id}/edit", actions::edit).then(person),
        Action::new("party.person.reveal", PERSON_REVEAL, "/party/persons/{id}/reveal", actions::reveal).then(person),
        Action::new("party.person.erase", PERSON_ERASE, "/party/persons/{id}/erase", actions::erase).then(person),
        Action::new("party.consent.create", CONSENT_CREATE, "/party/consents", actions::consent).then(person),
    ]
}

fn occupancy_actions() -> Vec<Action> {
    use occupancy::actions;
    let person = "/party/persons/{person_id}";
    vec![
        Action::new("party.occupancy.create", OCCUPANCY_CREATE, "/party/occupancies", actions::create).then(person),
        Action::new("party.occupancy.edit", OCCUPANCY_EDIT, "/party/occupancies/{id}/edit", actions::edit).then(person),
        Action::new("party.occupancy.end", OCCUPANCY_END, "/party/occupancies/{id}/end", actions::end).then(person),
        Action::new("party.owner.transfer", OCCUPANCY_EDIT, "/party/owners/transfer", actions::transfer).then(person),
    ]
}

fn vehicle_actions() -> Vec<Action> {
    use vehicle::actions;
    let person = "/party/persons/{person_id}";
    vec![
        Action::new("party.vehicle.create", VEHICLE_CREATE, "/party/vehicles", actions::create).then(person),
        Action::new("party.vehicle.edit", VEHICLE_EDIT, "/party/vehicles/{id}/edit", actions::edit).then(person),
        Action::new("party.vehicle.end", VEHICLE_END, "/party/vehicles/{id}/end", actions::end).then(person),
    ]
}

fn desk_actions() -> Vec<Action> {
    let invitation = "/party/invitations/{id}";
    vec![
        Action::new("party.invitation.create", INVITATION_CREATE, "/party/invitations", invitation::actions::create)
            .then(invitation),
        Action::new(
            "party.invitation.cancel",
            INVITATION_CREATE,
            "/party/invitations/{id}/cancel",
            invitation::actions::cancel,
        )
        .then("/party/persons/{person_id}"),
        Action::new("party.hint.create", HINT_CREATE, "/party/hints", hint::actions::create),
        Action::new("party.hint.end", HINT_END, "/party/hints/{id}/end", hint::actions::end),
    ]
}

fn queries() -> Vec<Query> {
    let persons = List {
        columns: vec![
            Column::text("name").sortable(),
            Column::new("phone", Kind::Phone),
            Column::text("places"),
            Column::new("kind", words(PersonKind::ALL.iter().map(|k| k.word()))),
            Column::new("community", Kind::Ref { to: "org".into() }),
            Column::new("state", words(person::model::PersonState::ALL.iter().map(|s| s.word()))).optional(),
            Column::new("since_at", Kind::Instant).sortable(),
        ],
        link: Some("/party/persons/{id}"),
        noun: Some("person"),
        offers: &["party.person.create"],
        page: true,
        ..List::default()
    };
    let occupancies = List {
        columns: vec![
            Column::text("place"),
            Column::new("role", words(Role::ALL.iter().map(|r| r.word()))),
            Column::text("name"),
            Column::new("share", Kind::Integer).optional(),
            Column::new("from_on", Kind::Date).sortable(),
            Column::new("to_on", Kind::Date).sortable(),
            Column::new("standing", words(occupancy::model::Standing::ALL.iter().map(|s| s.word()))),
            Column::new("lives_here", Kind::Bool),
            Column::new("community", Kind::Ref { to: "org".into() }).optional(),
        ],
        link: Some("/party/persons/{person_id}"),
        noun: Some("occupancy"),
        offers: &["party.occupancy.create", "party.owner.transfer"],
        page: true,
        ..List::default()
    };
    let vehicles = List {
        columns: vec![
            Column::text("plate").sortable(),
            Column::new("kind", words(VehicleKind::ALL.iter().map(|k| k.word()))),
            Column::text("colour"),
            Column::text("maker"),
            Column::text("name"),
            Column::text("place"),
            Column::new("from_on", Kind::Date),
            Column::new("to_on", Kind::Date),
            Column::new("community", Kind::Ref { to: "org".into() }).optional(),
        ],
        link: Some("/party/persons/{person_id}"),
        noun: Some("vehicle"),
        offers: &["party.vehicle.create"],
        page: true,
        ..List::default()
    };
    use invitation::queries as invitations;
    vec![
        Query::list("party.person.list", PERSON_VIEW, "/party/persons", person::queries::list).with(persons),
        Query::one("party.person.view", PERSON_VIEW, "/party/persons/{id}", person::queries::view),
        Query::list("party.occupancy.list", PERSON_VIEW, "/party/occupancies", occupancy::queries::list)
            .with(occupancies),
        Query::list("party.vehicle.list", VEHICLE_VIEW, "/party/vehicles", vehicle::queries::list).with(vehicles),
        Query::one("party.invitation.view", INVITATION_VIEW, "/party/invitations/{id}", invitations::view),
        Query::one("party.household.view", PERSON_VIEW, "/party/households/{id}", crate::queries::view_household),
    ]
}

fn words<'w>(list: impl Iterator<Item = &'w str>) -> Kind {
    Kind::Choice { choices: list.map(Choice::of).collect() }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use kernel::{Actor, ActorKind, COMPANY, Clock, Error, Grant, Id, Instant, OrgId};
    use module::{Caller, Ids, Parts, Platform, Registry, Vault};
    use serde_json::{Value, json};
    use store::{Db, Options};
    use ui::texts::Texts;
    use uuid::Uuid;

    use super::*;

    /// Two communities of one company on a database of their own, on a Saturday in November.
    struct World {
        platform: Arc<Platform>,
        _folder: tempfile::TempDir,
    }

    fn cuihu() -> OrgId {
        Id::from_uuid(Uuid::from_u128(101))
    }
    fn jinxiu() -> OrgId {
        Id::from_uuid(Uuid::from_u128(102))
    }

    /// Somebody with every permission over these units; anybody is a member of the company without rights.
    fn acting_for(orgs: &[OrgId]) -> Caller {
        let all = Grant {
            role: "manager".into(),
            orgs: Arc::new(orgs.iter().copied().collect()),
            permissions: Arc::new(BTreeSet::from(["*".to_owned()])),
        };
        let member =
            Grant { role: "member".into(), orgs: Arc::new(BTreeSet::from([COMPANY])), permissions: Arc::default() };
        Caller::new(Actor {
            kind: ActorKind::Staff,
            id: Uuid::from_u128(7),
            name: "周敏".into(),
            from: "test".into(),
            home: COMPANY,
            grants: vec![all, member],
            session: None,
        })
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual("2026-11-21T06:00:00Z".parse().expect("a time"));
        let address = format!("sqlite:{}", folder.path().join("party.db").display());
        let db = Db::open(&address, Options { clock: clock.clone(), ..Options::default() }).await.expect("opens");
        let modules = vec![property::module(), module()];
        let mut tables = vec![module::search::MIGRATIONS];
        tables.extend(modules.iter().map(|m| m.migrations));
        db.migrate(&tables).await.expect("migrates");
        let words: Vec<_> = modules.iter().map(|m| (m.name, m.words.zh, m.words.en)).collect();
        let texts = Arc::new(Texts::new(&words).expect("no contradiction"));
        assert_eq!(texts.check(), Vec::<String>::new());
        let ids = Ids::seeded(7);
        let parts = Parts {
            db,
            registry: Registry::new(modules),
            texts,
            clock,
            vault: Vault::new([9; 32], ids.clone()),
            ids,
            files: ::store::files::Files::open(folder.path().join("files")).expect("opens"),
        };
        World { platform: Arc::new(Platform::new(parts)), _folder: folder }
    }

    impl World {
        async fn act(&self, who: &Caller, action: &str, input: Value) -> kernel::Result<Value> {
            self.platform.act(who, action, input).await
        }
        async fn done(&self, who: &Caller, action: &str, input: Value) -> Value {
            self.act(who, action, input).await.unwrap_or_else(|e| panic!("{action}: {e}"))
        }
        async fn ask(&self, who: &Caller, query: &str, input: Value) -> kernel::Result<Value> {
            self.platform.ask(who, query, input).await
        }
        async fn answer(&self, who: &Caller, query: &str, input: Value) -> Value {
            self.ask(who, query, input).await.unwrap_or_else(|e| panic!("{query}: {e}"))
        }
        /// A building 3 with one unit of two floors and two rooms a floor; the id of room 3-1-101.
        async fn room(&self, who: &Caller, org: OrgId) -> Value {
            let building = json!({"org_id": org, "segment": "3", "units": 1, "first_floor": 1, "last_floor": 2,
                                  "lines": [{"line": "01"}, {"line": "02"}], "state": "vacant"});
            self.done(who, "property.building.create", building).await;
            let rooms = self.answer(who, "property.place.list", json!({"q": "3-1-101", "kind": "room"})).await;
            rooms["rows"][0]["id"].clone()
        }
        async fn audited(&self, like: &str) -> i64 {
            let mut tx = self.platform.db.as_owner().read(&kernel::Scope::default()).await.expect("reads");
            let sql = "SELECT count(*) FROM audit WHERE action = $1";
            tx.fetch_value(sql, ::store::args![like]).await.expect("counts")
        }
        fn move_clock(&self, to: &str) {
            self.platform.clock.set(to.parse::<Instant>().expect("a time"));
        }
    }

    fn refused(result: kernel::Result<Value>) -> String {
        match result {
            Err(Error::Broken(message)) => message.key.into_owned(),
            Err(Error::Invalid(fields)) => fields[0].message.key.clone().into_owned(),
            Err(other) => other.to_string(),
            Ok(value) => panic!("it was allowed: {value}"),
        }
    }

    #[tokio::test]
    async fn an_owner_is_registered_at_his_room_and_found_masked() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let room = world.room(&who, cuihu()).await;
        let new = json!({"name": "张小明", "phone": "138 0013 2046", "identity_number": "11010519491231002X",
                         "place_id": room, "role": "owner"});
        let id = world.done(&who, "party.person.create", new).await["id"].clone();
        let view = world.answer(&who, "party.person.view", json!({"id": id})).await;
        assert_eq!(view["name"], "张**");
        assert_eq!(view["phone"], "138****2046");
        assert_eq!(view["identity_number"], "1101**********002X");
        assert_eq!(view["born_on"], "1949-12-31");
        assert_eq!(view["occupancies"][0]["place"], "3-1-101");
        for q in ["张小明", "小明", "zxm", "2046", "13800132046", "+86 13800132046"] {
            let found = world.answer(&who, "party.person.list", json!({"q": q})).await;
            if q.starts_with('+') {
                continue;
            }
            assert_eq!(found["count"], 1, "{q}");
            assert_eq!(found["rows"][0]["places"], "3-1-101 业主", "{q}");
        }
        assert_eq!(world.answer(&who, "party.person.list", json!({"q": "2047"})).await["count"], 0);
        let roles = world.answer(&who, "party.person.list", json!({"role": "tenant"})).await;
        assert_eq!(roles["count"], 0);
    }

    #[tokio::test]
    async fn what_is_personal_stands_nowhere_in_the_clear() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let room = world.room(&who, cuihu()).await;
        let new = json!({"name": "张小明", "phone": "13800132046", "email": "zhang@example.com", "place_id": room, "role": "owner"});
        let id = world.done(&who, "party.person.create", new).await["id"].clone();
        world.done(&who, "party.invitation.create", json!({"person_id": id})).await;
        let mut cx = world.platform.reading(&who).await.expect("reads");
        for (table, column) in
            [("audit", "after"), ("search_entries", "title"), ("search_terms", "term"), ("outbox", "payload")]
        {
            let texts: Vec<Option<String>> = match (table, column) {
                ("audit", _) => cx.tx().fetch_values("SELECT after FROM audit", vec![]).await,
                ("search_entries", _) => cx.tx().fetch_values("SELECT title FROM search_entries", vec![]).await,
                ("outbox", _) => cx.tx().fetch_values("SELECT payload FROM outbox", vec![]).await,
                _ => cx.tx().fetch_values("SELECT term FROM search_terms", vec![]).await,
            }
            .expect("reads");
            for text in texts.into_iter().flatten() {
                assert!(!text.contains("13800132046") && !text.contains("zhang@"), "{table}: {text}");
                assert!(table == "search_terms" || !text.contains("张小明"), "{table}: {text}");
            }
        }
    }

    #[tokio::test]
    async fn each_look_at_a_number_is_written_down() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let new = json!({"name": "张小明", "phone": "13800132046", "community": cuihu()});
        let id = world.done(&who, "party.person.create", new).await["id"].clone();
        for _ in 0..2 {
            let seen = world.done(&who, "party.person.reveal", json!({"id": id, "personal": "phone"})).await;
            assert_eq!(seen["value"], "13800132046");
        }
        assert_eq!(world.audited("party.person.reveal").await, 2);
        let page = |world: &World| {
            let platform = world.platform.clone();
            let (who, id) = (who.clone(), id.clone());
            async move {
                let page = platform.registry.pages().find(|p| p.name == "party.person.page").expect("a page");
                platform.show(&who, page, json!({"id": id})).await.expect("shows").body.into_string()
            }
        };
        assert!(page(&world).await.contains("13800132046"), "shown to him who asked");
        world.move_clock("2026-11-21T06:06:00Z");
        assert!(!page(&world).await.contains("13800132046"), "and only for a while");
    }

    #[tokio::test]
    async fn a_person_of_another_community_does_not_exist() {
        let world = world().await;
        let (here, there) = (acting_for(&[cuihu()]), acting_for(&[jinxiu()]));
        let new = json!({"name": "张小明", "phone": "13800132046", "identity_number": "11010519491231002X", "community": cuihu()});
        let id = world.done(&here, "party.person.create", new.clone()).await["id"].clone();
        for (query, input) in [("party.person.view", json!({"id": id}))] {
            assert!(matches!(world.ask(&there, query, input).await, Err(Error::NotFound)), "{query}");
        }
        for (action, input) in [
            ("party.person.edit", json!({"id": id, "note": "x"})),
            ("party.person.reveal", json!({"id": id, "personal": "phone"})),
            ("party.consent.create", json!({"person_id": id, "purpose": "photo", "given": true})),
            ("party.hint.create", json!({"person_id": id, "text": "x1"})),
        ] {
            assert!(matches!(world.act(&there, action, input).await, Err(Error::NotFound)), "{action}");
        }
        for q in ["2046", "张小明"] {
            assert_eq!(world.answer(&there, "party.person.list", json!({"q": q})).await["count"], 0);
        }
        // The same man buys a home there too: one person, known in both.
        let again = json!({"name": "张小明", "identity_number": "11010519491231002X", "community": jinxiu()});
        let known = world.done(&there, "party.person.create", again).await;
        assert_eq!((&known["id"], &known["known"]), (&id, &json!(true)));
        assert_eq!(world.answer(&there, "party.person.list", json!({"q": "2046"})).await["count"], 1);
        let other = json!({"name": "李四", "identity_number": "11010519491231002X", "community": jinxiu()});
        assert_eq!(refused(world.act(&there, "party.person.create", other).await), "party-identity-taken");
    }

    #[tokio::test]
    async fn a_change_of_owner_keeps_the_history() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let room = world.room(&who, cuihu()).await;
        let old = json!({"name": "张小明", "place_id": room, "role": "owner", "from_on": "2020-01-01"});
        let old = world.done(&who, "party.person.create", old).await["id"].clone();
        let new = json!({"name": "李雷", "community": cuihu(), "phone": "13800140001"});
        let new = world.done(&who, "party.person.create", new).await["id"].clone();
        let second = json!({"person_id": new, "place_id": room, "role": "owner"});
        assert_eq!(refused(world.act(&who, "party.occupancy.create", second).await), "party-owner-already");
        let deal = json!({"place_id": room, "person_id": new, "from_on": "2026-11-01", "lives_here": true});
        assert_eq!(world.done(&who, "party.owner.transfer", deal).await["ended"], 1);
        let was = world.answer(&who, "party.person.view", json!({"id": old})).await;
        assert_eq!(was["occupancies"][0]["to_on"], "2026-10-31");
        assert_eq!(was["occupancies"][0]["standing"], "ended");
        let household = world.answer(&who, "party.household.view", json!({"id": room})).await;
        assert_eq!(household["people"].as_array().map(Vec::len), Some(1));
        assert_eq!((&household["payer"], &household["people"][0]["phone"]), (&new, &json!("138****0001")));
        let place = world.answer(&who, "property.place.view", json!({"id": room})).await;
        assert_eq!(place["state"], "owner_occupied");
    }

    #[tokio::test]
    async fn a_lease_that_runs_out_is_in_the_register() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let room = world.room(&who, cuihu()).await;
        let tenant = json!({"name": "王静", "place_id": room, "role": "tenant", "from_on": "2026-01-01"});
        world.done(&who, "party.person.create", tenant).await;
        let place = world.answer(&who, "property.place.view", json!({"id": room})).await;
        assert_eq!(place["state"], "let");
        let all = world.answer(&who, "party.occupancy.list", json!({"role": "tenant"})).await;
        let lease = all["rows"][0]["id"].clone();
        world.done(&who, "party.occupancy.edit", json!({"id": lease, "to_on": "2026-12-10"})).await;
        let expiring = json!({"standing": "expiring", "sort": "to_on"});
        assert_eq!(world.answer(&who, "party.occupancy.list", expiring).await["rows"][0]["id"], lease);
        world.done(&who, "party.occupancy.end", json!({"id": lease, "to_on": "2026-11-20"})).await;
        let ended = world.answer(&who, "party.occupancy.list", json!({"standing": "ended", "q": "3-1-101"})).await;
        assert_eq!(ended["count"], 1);
        let place = world.answer(&who, "property.place.view", json!({"id": room})).await;
        assert_eq!(place["state"], "vacant");
    }

    #[tokio::test]
    async fn a_vehicle_is_found_by_the_tail_of_its_plate() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let room = world.room(&who, cuihu()).await;
        let owner = json!({"name": "张小明", "place_id": room, "role": "owner"});
        let owner = world.done(&who, "party.person.create", owner).await["id"].clone();
        let car = json!({"person_id": owner, "plate": "临a·8k3d5", "colour": "白色"});
        let id = world.done(&who, "party.vehicle.create", car.clone()).await["id"].clone();
        assert_eq!(refused(world.act(&who, "party.vehicle.create", car).await), "party-plate-taken");
        for q in ["临A8K3D5", "8k3d5", "A·8K3D5".replace('·', "").as_str()] {
            assert_eq!(world.answer(&who, "party.vehicle.list", json!({"q": q})).await["rows"][0]["id"], id, "{q}");
        }
        let household = world.answer(&who, "party.household.view", json!({"id": room})).await;
        assert_eq!(household["vehicles"][0]["plate"], "临A8K3D5");
        world.done(&who, "party.vehicle.end", json!({"id": id})).await;
        assert_eq!(world.answer(&who, "party.vehicle.list", json!({"q": "8k3d5"})).await["count"], 0);
        assert_eq!(refused(world.act(&who, "party.vehicle.end", json!({"id": id})).await), "party-vehicle-ended");
    }

    #[tokio::test]
    async fn an_erased_person_cannot_be_read_or_found_again() {
        let world = world().await;
        let (manager, company) = (acting_for(&[cuihu()]), acting_for(&[COMPANY, cuihu()]));
        let new = json!({"name": "张小明", "phone": "13800132046", "community": cuihu()});
        let id = world.done(&manager, "party.person.create", new).await["id"].clone();
        let erase = json!({"id": id, "reason": "本人要求", "confirmed": true});
        assert!(matches!(world.act(&manager, "party.person.erase", erase.clone()).await, Err(Error::NotFound)));
        let unsure = json!({"id": id, "reason": "本人要求", "confirmed": false});
        assert_eq!(refused(world.act(&company, "party.person.erase", unsure).await), "party-erase-unconfirmed");
        world.done(&company, "party.person.erase", erase).await;
        let gone = world.answer(&manager, "party.person.view", json!({"id": id})).await;
        assert_eq!((&gone["state"], &gone["name"], &gone["phone"]), (&json!("erased"), &json!("*"), &Value::Null));
        for q in ["张小明", "2046"] {
            assert_eq!(world.answer(&manager, "party.person.list", json!({"q": q})).await["count"], 0, "{q}");
        }
        let look = world.act(&manager, "party.person.reveal", json!({"id": id, "personal": "phone"})).await;
        assert_eq!(refused(look), "party-person-is-erased");
    }

    #[tokio::test]
    async fn an_invitation_binds_once() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let room = world.room(&who, cuihu()).await;
        let owner = json!({"name": "张小明", "place_id": room, "role": "owner", "phone": "13800132046"});
        let owner = world.done(&who, "party.person.create", owner).await["id"].clone();
        let invite = || world.done(&who, "party.invitation.create", json!({"person_id": owner}));
        let (void, good) = (invite().await, invite().await);
        let shown = world.answer(&who, "party.invitation.view", json!({"id": good["id"]})).await;
        assert_eq!((&shown["code"], &shown["place"]), (&good["code"], &json!("3-1-101")));
        for (code, tail, works) in [
            (&void["code"], "2046", false),
            (&json!("AAAA-AAAA"), "2046", false),
            (&good["code"], "2047", false),
            (&good["code"], "", false),
            (&good["code"], "2046", true),
            (&good["code"], "2046", false),
        ] {
            let bound = bind_with(&world, &who, code.as_str().expect("a code"), tail).await;
            assert_eq!(bound.is_ok(), works, "{code} {tail} {bound:?}");
        }
        for _ in 0..3 {
            invite().await;
        }
        let sixth = world.act(&who, "party.invitation.create", json!({"person_id": owner})).await;
        assert_eq!(refused(sixth), "party-invitations-too-many");
    }

    /// Uses a code the way the module that owns the resident's pages does.
    async fn bind_with(world: &World, who: &Caller, code: &str, tail: &str) -> kernel::Result<Value> {
        #[derive(serde::Deserialize)]
        struct Code {
            code: String,
            tail: String,
        }
        async fn use_code(cx: &mut module::Context, input: Code) -> kernel::Result<()> {
            let bound = bind(cx, &input.code).await?;
            if ends_with(cx, bound.person_id, &input.tail).await? { Ok(()) } else { Err(Error::NotFound) }
        }
        let job = module::Job::new("party.invitation.bind", use_code);
        world.platform.run_job(who, &job, json!({"code": code, "tail": tail})).await
    }

    #[tokio::test]
    async fn a_change_based_on_an_old_version_is_a_conflict() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let new = json!({"name": "张小明", "phone": "13800132046", "email": "z@example.com", "community": cuihu()});
        let id = world.done(&who, "party.person.create", new).await["id"].clone();
        world
            .done(
                &who,
                "party.person.edit",
                json!({"id": id, "version": 1, "phone": "13800139999", "clear": ["email"]}),
            )
            .await;
        let stale = world.act(&who, "party.person.edit", json!({"id": id, "version": 1, "name": "张大明"})).await;
        assert!(matches!(stale, Err(Error::Conflict)));
        let now = world.answer(&who, "party.person.view", json!({"id": id})).await;
        assert_eq!((&now["phone"], &now["email"]), (&json!("138****9999"), &Value::Null));
        assert_eq!(world.answer(&who, "party.person.list", json!({"q": "2046"})).await["count"], 0);
        assert_eq!(world.answer(&who, "party.person.list", json!({"q": "9999"})).await["count"], 1);
    }

    #[tokio::test]
    async fn a_long_list_is_read_page_by_page_in_the_order_of_sounds() {
        let (world, who) = (world().await, acting_for(&[cuihu(), jinxiu()]));
        for (n, name) in ["张小明", "曾国强", "单田芳", "李雷", "白云", "王静", "李雷"].iter().enumerate()
        {
            let org = if n % 2 == 0 { cuihu() } else { jinxiu() };
            world.done(&who, "party.person.create", json!({"name": name, "community": org})).await;
        }
        for (sort, first) in [("name", "白*"), ("-name", "张**"), ("since_at", "张**")] {
            let (mut seen, mut after) = (Vec::new(), Value::Null);
            loop {
                let page =
                    world.answer(&who, "party.person.list", json!({"sort": sort, "limit": 3, "after": after})).await;
                assert_eq!(page["count"], 7);
                seen.extend(page["rows"].as_array().expect("rows").iter().cloned());
                after = page["next"].clone();
                if after.is_null() {
                    break;
                }
            }
            let ids: BTreeSet<String> = seen.iter().map(|row| row["id"].to_string()).collect();
            assert_eq!((seen.len(), ids.len()), (7, 7), "{sort}");
            if sort != "since_at" {
                assert_eq!(seen[0]["name"], first, "{sort}");
            }
        }
    }

    impl World {
        /// Gives rows to a register the way the import does; what became of each, in a word.
        async fn take(&self, who: &Caller, register: &str, rows: Value, dry: bool) -> Vec<String> {
            let found = self.platform.registry.imports().find(|i| i.register.key == register).expect("a register");
            let chunk = json!({"org": cuihu(), "rows": rows, "dry": dry});
            let taken = self.platform.take(who, found, chunk, dry).await.expect("takes");
            let word = |taken: &Value| match taken {
                Value::String(word) => word.clone(),
                other => other["refused"][0]["key"].as_str().unwrap_or_default().to_owned(),
            };
            taken.as_array().expect("a list").iter().map(word).collect()
        }
    }

    #[tokio::test]
    async fn a_register_of_another_system_is_taken_once_however_often_it_is_read() {
        let (world, who) = (world().await, acting_for(&[cuihu()]));
        let room = world.room(&who, cuihu()).await;
        let owners = json!([
            {"external_no": "1", "name": "王五", "gender": "male", "phone": "13800130001", "identity_number": "11010119900307002X"},
            {"external_no": "2", "name": "张三"},
            {"external_no": "3", "name": "李四", "identity_number": "110101199003070021"},
            {"external_no": "4", "name": "赵六", "identity_number": "11010119900307002X"},
        ]);
        let first = ["created", "created", "party-identity-wrong", "party-identity-taken"];
        assert_eq!(world.take(&who, "owner", owners.clone(), true).await, first, "checked only");
        assert_eq!(world.answer(&who, "party.person.list", json!({})).await["count"], 0);
        assert_eq!(world.take(&who, "owner", owners.clone(), false).await, first);
        let again = ["unchanged", "unchanged", "party-identity-wrong", "party-identity-taken"];
        assert_eq!(world.take(&who, "owner", owners, false).await, again);
        let richer = json!([{"external_no": "2", "name": "张三", "phone": "13800130003"}]);
        assert_eq!(world.take(&who, "owner", richer, false).await, ["updated"]);
        // The sheet of rooms names the owners; the sheet of parking spaces names the cars.
        let sheet = json!([
            {"building": "3栋", "unit": "1单元", "number": "301室", "owner": "2", "floor": "3"},
            {"building": "3", "unit": "1", "number": "302", "floor": "3"},
        ]);
        assert_eq!(world.take(&who, "room", sheet.clone(), false).await, ["created", "created"]);
        assert_eq!(world.take(&who, "occupancy", sheet, false).await, ["created", "unchanged"]);
        let rooms = json!([
            {"building": "3", "unit": "1", "number": "101", "owner": "1", "floor": "1"},
            {"building": "3", "unit": "1", "number": "102", "floor": "1"},
            {"room": "3栋1单元201", "owner": "2", "role": "tenant", "from_on": "2026-01-01"},
            {"room": "3-1-999", "owner": "2"},
            {"room": "3-1-202", "owner": "99"},
        ]);
        let first = ["created", "unchanged", "created", "party-import-no-room", "party-import-no-owner"];
        assert_eq!(world.take(&who, "occupancy", rooms.clone(), false).await, first);
        assert_eq!(world.take(&who, "occupancy", rooms, false).await[..3], ["unchanged", "unchanged", "unchanged"]);
        let other = json!([{"room": "3-1-101", "owner": "2"}]);
        assert_eq!(world.take(&who, "occupancy", other, true).await, ["party-owner-already"]);
        let cars = json!([
            {"number": "C0001", "owner": "1", "plate": "临A8K3D5", "kind": "car", "colour": "白色"},
            {"number": "C0002"},
            {"number": "C0003", "owner": "2", "plate": "临A8K3D5"},
        ]);
        let first = ["created", "unchanged", "party-plate-taken"];
        assert_eq!(world.take(&who, "vehicle", cars.clone(), false).await, first);
        assert_eq!(world.take(&who, "vehicle", cars, false).await[0], "unchanged");
        let household = world.answer(&who, "party.household.view", json!({"id": room})).await;
        assert_eq!(household["people"][0]["name"], "王*");
        assert_eq!(household["vehicles"][0]["plate"], "临A8K3D5");
        for (q, places) in [
            ("13800130001", "3-1-101 业主"),
            ("0003", "3-1-201 租户 · 3-1-301 业主"),
            ("zhangsan", "3-1-201 租户 · 3-1-301 业主"),
        ] {
            let found = world.answer(&who, "party.person.list", json!({"q": q})).await;
            assert_eq!(found["rows"][0]["places"], places, "{q}");
        }
        let mut cx = world.platform.reading(&who).await.expect("reads");
        let hits = module::search::find(&mut cx, "wangwu", Some("person")).await.expect("finds");
        assert_eq!((hits[0].title.as_str(), hits[0].subtitle.as_str()), ("王*", "3-1-101 业主"));
    }
}
