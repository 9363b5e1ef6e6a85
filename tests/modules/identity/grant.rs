//! Who may do what where: roles, grants, the tree they reach over.

use kernel::{Error, OrgId, Permission};
use module::Proof;
use serde_json::json;

use super::{PASSWORD, founded, refused};

const HIRE: &str = "org.staff.create";
const SEE: &str = "org.staff.view";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_reaches_what_lies_below_and_nothing_else() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let lake = world.unit(&admin, "翠湖").await;
    let river = json!({"parent_id": kernel::COMPANY, "kind": "community", "code": "JX", "name": "锦绣江南"});
    let river: OrgId =
        serde_json::from_value(world.done(&admin, "org.org.create", river).await["id"].clone()).expect("known");
    let id = world.account(&admin, "songlan", "manager", lake).await;
    let manager = world.sign_in("songlan", PASSWORD, None).await.expect("known");
    let actor = world.caller(&manager).await.actor;
    let create = Permission(HIRE);
    assert!(actor.may_in(create, lake) && !actor.may_in(create, river) && !actor.may_in(create, kernel::COMPANY));
    let hired = |org: OrgId| json!({"unit_id": org, "number": "AH0009", "name": "林晓", "phone": "13800100009"});
    assert!(matches!(world.act(&manager, "org.staff.create", hired(river)).await, Err(Error::NotFound)));
    world.done(&manager, "org.staff.create", hired(lake)).await;
    assert!(matches!(world.ask(&manager, "identity.account.list", json!({})).await, Err(Error::Forbidden(_))));
    // A new department below is reached as soon as it is there.
    let repairs = json!({"parent_id": lake, "kind": "department", "code": "CH-GC", "name": "工程部"});
    let repairs: OrgId =
        serde_json::from_value(world.done(&admin, "org.org.create", repairs).await["id"].clone()).expect("known");
    assert!(world.caller(&manager).await.actor.may_in(create, repairs));
    let grant = json!({"account_id": id, "role": "manager", "org_id": river});
    let grant = world.done(&admin, "identity.grant.create", grant).await["id"].clone();
    assert!(world.caller(&manager).await.actor.may_in(create, river));
    world.done(&admin, "identity.grant.end", json!({"id": grant})).await;
    assert!(!world.caller(&manager).await.actor.may_in(create, river), "ended at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_hands_out_more_than_he_holds() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let id = world.account(&admin, "hemei", "hr", kernel::COMPANY).await;
    let hr = world.sign_in("hemei", PASSWORD, None).await.expect("known");
    let grant = |role: &str| json!({"account_id": id, "role": role, "org_id": kernel::COMPANY});
    assert!(refused(world.act(&hr, "identity.grant.create", grant("admin")).await).contains("identity-grant-too-much"));
    assert!(refused(world.act(&hr, "identity.grant.create", grant("king")).await).contains("identity-role-unknown"));
    assert!(
        refused(world.act(&hr, "identity.grant.create", grant("gardener")).await).contains("identity-grant-too-much"),
        "not to herself"
    );
    let tian = world.account(&hr, "tian", "gardener", kernel::COMPANY).await;
    assert!(tian.is_string(), "others get their daily work from her");
    assert!(matches!(
        world.act(&hr, "identity.role.edit", json!({"key": "hr", "name": "x"})).await,
        Err(Error::Forbidden(_))
    ));
    let own = world.ask(&admin, "identity.account.list", json!({"q": "admin"})).await.expect("known");
    let admins = own["rows"][0]["id"].clone();
    let new = json!({"id": admins, "password": "another-one-2026"});
    assert!(refused(world.act(&hr, "identity.password.reset", new).await).contains("identity-account-above"));
    assert!(
        refused(world.act(&hr, "identity.totp.reset", json!({"id": admins})).await).contains("identity-account-above")
    );
    let new = json!({"id": tian, "password": "another-one-2026"});
    world.done(&hr, "identity.password.reset", new).await;
    let barred = world.act(&hr, "identity.account.disable", json!({"id": own["rows"][0]["id"]})).await;
    assert!(refused(barred).contains("identity-last-admin"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_of_the_company_begins_with_what_another_may() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let night = json!({"key": "night_lead", "name": "夜班长", "like_role": "guard"});
    world.done(&admin, "identity.role.create", night.clone()).await;
    assert!(refused(world.act(&admin, "identity.role.create", night).await).contains("identity-role-taken"));
    let roles = world.ask(&admin, "identity.role.list", json!({})).await.expect("lists")["roles"].clone();
    let may = |key: &str| {
        let found = roles.as_array().into_iter().flatten().find(|role| role["key"] == key);
        found.unwrap_or_else(|| panic!("{key} is there"))["permissions"].clone()
    };
    assert_eq!(may("night_lead"), may("guard"));
    for (like, key) in [("admin", "second_admin"), ("king", "queen")] {
        let wrong = json!({"key": key, "name": "x", "like_role": like});
        assert!(refused(world.act(&admin, "identity.role.create", wrong).await).contains("identity-role-unknown"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_company_changes_a_role_and_takes_it_back() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    world.account(&admin, "tian", "gardener", kernel::COMPANY).await;
    let gardener = world.sign_in("tian", PASSWORD, None).await.expect("known");
    let view = Permission(SEE);
    assert!(!world.caller(&gardener).await.actor.may(view));
    let more = json!({"key": "gardener", "name": "绿化工", "permissions": ["org.staff.view"]});
    world.done(&admin, "identity.role.edit", more).await;
    assert!(world.caller(&gardener).await.actor.may(view));
    let strange = json!({"key": "gardener", "name": "绿化工", "permissions": ["org.staff.fly"]});
    assert!(refused(world.act(&admin, "identity.role.edit", strange).await).contains("identity-permission-unknown"));
    world.done(&admin, "identity.role.remove", json!({"key": "gardener"})).await;
    assert!(!world.caller(&gardener).await.actor.may(view));
    for (path, input) in [("/identity/roles", json!({})), ("/identity/roles/{key}", json!({"key": "gardener"}))] {
        let shown = world.page(&admin, path, input).await;
        assert!(shown.expect("known").contains("gardener"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_office_shows_itself_to_an_administrator() {
    let (world, session) = founded().await;
    let admin = Proof::Session(session);
    let lake = world.unit(&admin, "翠湖").await;
    let post = json!({"org_id": lake, "name": "维修工", "role": "technician"});
    let post = world.done(&admin, "org.post.create", post).await["id"].clone();
    let zhao = json!({"unit_id": lake, "number": "AH0015", "name": "赵师傅", "phone": "13800100015", "post_id": post});
    let zhao = world.done(&admin, "org.staff.create", zhao).await["id"].clone();
    for (path, input, words) in [
        ("/org/orgs", json!({}), "翠湖花园"),
        ("/org/orgs/{id}", json!({"id": lake}), "翠湖花园"),
        ("/org/staff/{id}", json!({"id": zhao}), "138****0015"),
        ("/org/posts/{id}", json!({"id": post}), "赵师傅"),
        ("/org/calendars", json!({"org": lake}), "08:30-12:00"),
        ("/org/holidays", json!({}), "国庆节"),
    ] {
        let shown = world.page(&admin, path, input).await.expect("known");
        assert!(shown.contains(words) && !shown.contains("13800100015"), "{path}");
    }
    let revealed = world.done(&admin, "org.staff.reveal", json!({"id": zhao})).await;
    assert_eq!(revealed["phone"], "13800100015");
}
