//! Owners and other persons from workbooks.

use std::collections::BTreeMap;

use kernel::{
    COMPANY, Date, OrgId, Result,
    form::{Field, Kind},
};
use module::{Change, Chunk, Context, Settle, Taken, search};
use serde::Deserialize;
use serde_json::{Map, Value};
use sheet::{Column, Register};

use super::{
    actions::Noted,
    model::{Gender, PersonCard, PersonId, PersonKind, PersonRow, PersonState, Personal},
    queries, rules,
    store::{self, NewPerson, Plain},
};
use crate::{
    events,
    import::{choice, complain, personal, text},
    membership,
};

/// Other systems demand a number where none is known; these stand for "none".
const NO_PHONE: &[&str] = &["18999999999"];
const NO_IDENTITY: &[&str] = &["111111111111111111"];

/// The sheet of owners.
pub(crate) fn register() -> Register {
    let phone = |name: &str| personal(Field::new(name, Kind::Phone));
    let gender = choice(Gender::ALL.iter().map(|g| g.word()));
    let kind = choice(PersonKind::ALL.iter().map(|k| k.word()));
    Register::new("owner", "业主", "Owners")
        .also(&["业主信息", "业主资料", "住户", "住户信息", "人员"])
        .column(
            Column::new(text("external_no", 40).required(), "业主编号", "Owner number")
                .also(&["住户编号", "客户编号", "人员编号"])
                .key()
                .explained(None, "1001"),
        )
        .column(
            Column::new(personal(text("name", 50)).required(), "姓名", "Name")
                .also(&["业主名称", "业主姓名", "客户名称", "住户姓名"])
                .explained(None, "张小明"),
        )
        .column(
            Column::new(phone("phone"), "手机号", "Phone")
                .also(&["电话", "联系电话", "手机", "手机号码"])
                .absent(NO_PHONE)
                .explained(None, "13800130001"),
        )
        .column(Column::new(phone("second_phone"), "备用电话", "Second phone").also(&["电话2", "其他电话"]))
        .column(
            Column::new(personal(text("identity_number", 30)), "证件号", "Document number")
                .also(&["身份证号", "身份证", "身份证号码", "证件号码"])
                .absent(NO_IDENTITY),
        )
        .column(Column::new(Field::new("gender", gender), "性别", "Gender").codes(&[
            ("男", "male"),
            ("女", "female"),
            ("先生", "male"),
            ("女士", "female"),
            ("未知", ""),
        ]))
        .column(Column::new(Field::new("kind", kind), "类别", "Kind").also(&["客户类型", "业主类型"]).codes(&[
            ("个人", "person"),
            ("单位", "organisation"),
            ("企业", "organisation"),
            ("公司", "organisation"),
        ]))
        .column(Column::new(Field::new("born_on", Kind::Date), "生日", "Birthday").also(&["出生日期"]))
        .column(Column::new(personal(text("email", 100)), "电子邮箱", "E-mail").also(&["邮箱"]))
        .column(Column::new(text("note", 500), "备注", "Note"))
}

/// A row of the register of owners.
#[derive(Deserialize)]
struct OwnerLine {
    external_no: String,
    name: String,
    phone: Option<String>,
    second_phone: Option<String>,
    identity_number: Option<String>,
    gender: Option<Gender>,
    kind: Option<PersonKind>,
    born_on: Option<Date>,
    email: Option<String>,
    note: Option<String>,
}

/// Takes owners: new ones, those known by their number in this community, and those known elsewhere by identity number.
pub(crate) async fn take(cx: &mut Context, chunk: Chunk) -> Result<Vec<Taken>> {
    cx.within(chunk.org)?;
    let lines: Vec<Result<(String, Plain, Personal)>> = chunk.rows.into_iter().map(owner_line).collect();
    let good = || lines.iter().filter_map(|line| line.as_ref().ok());
    let numbers: Vec<String> = good().map(|(number, _, _)| number.clone()).collect();
    let identities: Vec<&String> = good().filter_map(|(_, _, personal)| personal.identity_number.as_ref()).collect();
    let there = membership::store::by_external_no(cx, chunk.org, &numbers).await?;
    let known = store::by_identities(cx, &identities).await?;
    let ids: Vec<PersonId> = there.values().map(|numbered| numbered.id).collect();
    if !chunk.dry && cx.importing().is_none() {
        leave_company(cx, chunk.org, &ids).await?;
    }
    let rows = store::several(cx, &ids).await?;
    let rows: BTreeMap<PersonId, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let (mut fresh, mut joining): (Vec<NewPerson>, Vec<_>) = (Vec::new(), Vec::new());
    let mut changed: Vec<(PersonRow, Plain, Personal)> = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut taken = Vec::with_capacity(lines.len());
    for line in lines {
        let (number, plain, personal) = match line {
            Ok(line) => line,
            Err(error) => {
                taken.push(Taken::refused(error)?);
                continue;
            }
        };
        let elsewhere = personal.identity_number.as_ref().and_then(|identity| known.get(identity));
        let clash = elsewhere.is_some_and(|(id, name)| {
            *name != plain.name && there.get(&number).map(|numbered| numbered.id) != Some(*id)
        });
        let twice = personal.identity_number.as_ref().is_some_and(|i| seen.contains_key(i));
        if clash || twice {
            taken.push(complain("identity_number", "party-identity-taken"));
            continue;
        }
        if let Some(identity) = &personal.identity_number {
            seen.insert(identity.clone(), number.clone());
        }
        taken.push(match (there.get(&number).and_then(|numbered| rows.get(&numbered.id)), elsewhere) {
            (Some(row), _) => match renewed(cx, row, plain, personal)? {
                Renewed::Same => Taken::Unchanged,
                Renewed::Refused(key) => complain("external_no", key),
                Renewed::Otherwise(plain, personal) => {
                    changed.push((row.clone(), plain, personal));
                    Taken::Updated
                }
            },
            (None, Some((id, name))) => {
                if cx.importing().is_some() {
                    joining.push((*id, name.clone(), number));
                } else if !chunk.dry {
                    membership::store::join(cx, chunk.org, &[(*id, name.clone())]).await?;
                    membership::store::number(cx, chunk.org, *id, &number).await?;
                    events::index(cx, &[chunk.org], *id).await?;
                }
                Taken::Updated
            }
            (None, None) => {
                fresh.push(NewPerson { id: cx.new_id(), plain, personal, external_no: Some(number) });
                Taken::Created
            }
        });
    }
    if !chunk.dry {
        write(cx, chunk.org, &fresh).await?;
        join(cx, chunk.org, &joining).await?;
        renew(cx, chunk.org, changed).await?;
    }
    Ok(taken)
}

/// Persons somebody else knows, for an import: its community knows them from the moment on when everything is seen.
async fn join(cx: &mut Context, org: OrgId, joining: &[(PersonId, String, String)]) -> Result<()> {
    membership::store::join_as(cx, org, joining).await?;
    let ids: Vec<PersonId> = joining.iter().map(|(id, ..)| *id).collect();
    cx.changes(org, "owner", ids.iter().map(|id| id.uuid()).collect()).await?;
    let mut entries = Vec::with_capacity(ids.len());
    for row in store::several(cx, &ids).await? {
        let personal = store::open(cx, &row)?;
        let title = rules::mask_name(row.kind, &row.name);
        entries.push(events::entry(cx, org, row.id, &row.name, title, &personal));
    }
    search::bring(cx, &entries).await
}

/// Persons a community knows by now are no longer the company's alone.
async fn leave_company(cx: &mut Context, org: OrgId, ids: &[PersonId]) -> Result<()> {
    for id in membership::store::of_company(cx, ids).await? {
        membership::store::join(cx, org, &[(id, String::new())]).await?;
    }
    Ok(())
}

fn owner_line(row: Map<String, Value>) -> Result<(String, Plain, Personal)> {
    let line: OwnerLine = serde_json::from_value(Value::Object(row))?;
    let kind = line.kind.unwrap_or(PersonKind::Person);
    let typed = Personal {
        phone: line.phone,
        second_phone: line.second_phone,
        identity_number: line.identity_number,
        email: line.email,
    };
    let personal = rules::personal(kind, typed)?;
    let plain = Plain {
        kind,
        name: rules::name(&line.name)?,
        gender: line.gender,
        born_on: line.born_on.or_else(|| personal.identity_number.as_deref().and_then(rules::birthday)),
        note: rules::given(line.note.as_deref()).map(str::to_owned),
    };
    Ok((line.external_no.trim().to_owned(), plain, personal))
}

/// A known person as the row says he is.
enum Renewed {
    Same,
    Otherwise(Plain, Personal),
    Refused(&'static str),
}

/// What the row does not say stays.
fn renewed(cx: &Context, row: &PersonRow, said: Plain, new: Personal) -> Result<Renewed> {
    if row.state == PersonState::Erased {
        return Ok(Renewed::Refused("party-person-is-erased"));
    }
    let was = store::open(cx, row)?;
    let personal = Personal {
        phone: new.phone.or_else(|| was.phone.clone()),
        second_phone: new.second_phone.or_else(|| was.second_phone.clone()),
        identity_number: new.identity_number.or_else(|| was.identity_number.clone()),
        email: new.email.or_else(|| was.email.clone()),
    };
    let plain = Plain {
        gender: said.gender.or(row.gender),
        born_on: said.born_on.or(row.born_on),
        note: said.note.or_else(|| row.note.clone()),
        ..said
    };
    let same = (&plain.name, plain.kind, plain.gender, plain.born_on, &plain.note)
        == (&row.name, row.kind, row.gender, row.born_on, &row.note);
    if same && personal == was {
        return Ok(Renewed::Same);
    }
    // Another community's import is changing him.
    let taken = row.edition.until_import.is_some();
    Ok(if taken { Renewed::Refused("error-being-imported") } else { Renewed::Otherwise(plain, personal) })
}

/// Brings persons up to what their rows say: at once, or – by an import that nobody sees yet – when all of it is seen.
async fn renew(cx: &mut Context, org: OrgId, changed: Vec<(PersonRow, Plain, Personal)>) -> Result<()> {
    for (row, plain, personal) in &changed {
        let was = store::open(cx, row)?;
        let before = Noted::new(cx, &row.name, queries::card(row, &was), &was);
        let after = Noted::new(cx, &plain.name, card(row.id, plain, personal, row.version + 1), personal);
        cx.record(Change::to(COMPANY, row.id).before(&before).after(&after));
    }
    if cx.importing().is_some() {
        cx.changes(org, "owner", changed.iter().map(|(row, ..)| row.id.uuid()).collect()).await?;
        return store::replace(cx, &changed).await;
    }
    for (row, plain, personal) in changed {
        store::update(cx, row.id, &plain, &personal).await?;
        events::changed(cx, row.id).await?;
    }
    Ok(())
}

/// Settles persons an import has changed, or brought into rooms: they are found by what they are called now.
pub(crate) async fn settle(cx: &mut Context, settle: Settle) -> Result<()> {
    let changed = store::settle(cx, &settle).await?;
    if !settle.kept {
        return Ok(());
    }
    let ids: Vec<PersonId> = settle.ids.iter().map(|id| PersonId::from_uuid(*id)).collect();
    leave_company(cx, settle.org, &ids).await?;
    for id in ids {
        if changed.contains(&id) {
            membership::store::rename_memberships(cx, id).await?;
            events::changed(cx, id).await?;
        } else {
            events::index(cx, &[settle.org], id).await?;
        }
    }
    Ok(())
}

fn card(id: PersonId, plain: &Plain, personal: &Personal, version: i64) -> PersonCard {
    let masked = rules::masked(personal);
    PersonCard {
        id,
        kind: plain.kind,
        name: rules::mask_name(plain.kind, &plain.name),
        gender: plain.gender,
        born_on: plain.born_on,
        phone: masked.phone,
        second_phone: masked.second_phone,
        identity_number: masked.identity_number,
        email: masked.email,
        note: plain.note.clone(),
        state: PersonState::Active,
        version,
    }
}

/// Writes new persons of a community in bulk, findable from now on.
async fn write(cx: &mut Context, org: OrgId, fresh: &[NewPerson]) -> Result<()> {
    store::insert(cx, fresh).await?;
    membership::store::join_new(cx, org, fresh).await?;
    let mut entries = Vec::with_capacity(fresh.len());
    for new in fresh {
        let card = card(new.id, &new.plain, &new.personal, 1);
        let title = card.name.clone();
        let noted = Noted::new(cx, &new.plain.name, card, &new.personal);
        cx.record(Change::to(org, new.id).after(&noted));
        entries.push(events::entry(cx, org, new.id, &new.plain.name, title, &new.personal));
    }
    search::bring(cx, &entries).await
}
