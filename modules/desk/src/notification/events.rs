//! Hears whom a process tells something, and leaves each of them a line.

use std::collections::{BTreeMap, BTreeSet};

use ::store::args;
use asset::{Bearer, CertificateDue};
use kernel::{COMPANY, Id, Lang, OrgId, Result};
use module::Context;
use org::Absences;
use process::runtime::{CaseId, Notice, Notices};
use ui::Speech;
use uuid::Uuid;

use super::{model::NoticeKind, store};
use crate::case::queries::engine;

/// Turns the notices of one thing done to a case into lines for people. Hearing of it again does nothing.
pub(crate) async fn told(cx: &mut Context, told: Notices) -> Result<()> {
    let Some(first) = told.notices.first() else { return Ok(()) };
    if store::is_known(cx, told.org, &first.key).await? {
        return Ok(());
    }
    let now = cx.now();
    let away = org::absences(cx, now).await?;
    let mut rows = Vec::new();
    let mut reached = BTreeSet::new();
    for notice in &told.notices {
        for (recipient, of) in recipients(cx, &away, (told.org, told.process.as_str()), notice).await? {
            reached.insert(recipient);
            let texts = cx.platform().texts.clone();
            let for_him = |lang, text: &str| match &of {
                Some(name) => {
                    Speech::new(texts.clone(), lang).say_with("desk-told-for", &[("name", name), ("text", text)])
                }
                None => text.to_owned(),
            };
            let (zh, en) = (for_him(Lang::Zh, &notice.text.zh), for_him(Lang::En, &notice.text.en));
            rows.push(args![
                told.org,
                cx.new_uuid(),
                &notice.key,
                recipient,
                told.case,
                &told.number,
                &told.title,
                zh,
                en,
                if notice.limit { NoticeKind::Limit } else { NoticeKind::Step }.word(),
                now,
            ]);
        }
    }
    store::insert(cx, rows).await?;
    for recipient in reached {
        cx.touch(format!("notifications:{recipient}"));
    }
    Ok(())
}

/// The posts that hear of a certificate's end, where it belongs.
const CERTIFICATES: [&str; 2] = ["engineer", "manager"];

/// Tells those who answer for it that a certificate comes to its end or has lapsed – the person himself too, when it is his.
/// Hearing of it again does nothing.
pub(crate) async fn certificate_due(cx: &mut Context, due: CertificateDue) -> Result<()> {
    let key = format!("certificate/{}/{}", due.id, due.days);
    if store::is_known(cx, due.org, &key).await? {
        return Ok(());
    }
    let mut people: BTreeSet<Uuid> = BTreeSet::new();
    for role in CERTIFICATES {
        people.extend(org::staff_of(cx, due.org, Some(role), None).await?.into_iter().map(|s| s.id.uuid()));
    }
    if due.bearer == Bearer::Person {
        people.extend(org::staff_of(cx, COMPANY, Some("hr"), None).await?.into_iter().map(|s| s.id.uuid()));
        people.insert(due.bearer_id);
    }
    let texts = cx.platform().texts.clone();
    let day = due.due_on.to_string();
    let said = |lang: Lang, paper: &str| {
        let words = if due.days == 0 { "desk-certificate-lapsed" } else { "desk-certificate-due" };
        let given = [("name", due.bearer_name.as_str()), ("paper", paper), ("day", day.as_str())];
        Speech::new(texts.clone(), lang).say_with(words, &given)
    };
    let (zh, en) = (said(Lang::Zh, &due.zh), said(Lang::En, &due.en));
    let (path, number) = (format!("/asset/certificates/{}", due.id), due.number.clone().unwrap_or_default());
    let (kind, now) = (NoticeKind::Certificate.word(), cx.now());
    let mut rows = Vec::with_capacity(people.len());
    for person in people {
        let id = cx.new_uuid();
        rows.push(args![due.org, id, &key, person, &path, &number, &due.bearer_name, &zh, &en, kind, now]);
        cx.touch(format!("notifications:{person}"));
    }
    store::insert_others(cx, rows).await
}

/// The case somebody is told about.
pub(crate) struct About {
    /// Where it belongs.
    pub org: OrgId,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// What kind of thing they are told.
    pub kind: NoticeKind,
}

/// Tells these people the words of a key about a case; the same notice once, however often it is given.
pub(crate) async fn tell(cx: &mut Context, key: &str, about: &About, people: &[Uuid], words: &str) -> Result<()> {
    if people.is_empty() || store::is_known(cx, about.org, key).await? {
        return Ok(());
    }
    let texts = cx.platform().texts.clone();
    let said = |lang| Speech::new(texts.clone(), lang).say(words);
    tell_words(cx, key, about, people, &said(Lang::Zh), &said(Lang::En)).await
}

/// The same in words somebody wrote.
pub(crate) async fn tell_words(
    cx: &mut Context,
    key: &str,
    about: &About,
    people: &[Uuid],
    zh: &str,
    en: &str,
) -> Result<()> {
    let now = cx.now();
    let mut rows = Vec::new();
    for person in people {
        let id = cx.new_uuid();
        let (case, number, title) = (about.case, &about.number, &about.title);
        rows.push(args![about.org, id, key, *person, case, number, title, zh, en, about.kind.word(), now]);
        cx.touch(format!("notifications:{person}"));
    }
    store::insert(cx, rows).await
}

/// The people a notice names, those who fill a post of the roles it names and may read the case, and whoever stands in for one
/// of them: each once, with the name of whom he stands in for.
async fn recipients(
    cx: &mut Context,
    away: &Absences,
    (org, process): (OrgId, &str),
    notice: &Notice,
) -> Result<BTreeMap<Uuid, Option<String>>> {
    let mut found: BTreeMap<Uuid, Option<String>> =
        notice.people.iter().map(|p| p.id).filter(|id| !id.is_nil()).map(|id| (id, None)).collect();
    let engine = engine(cx)?;
    for role in notice.roles.iter().filter(|role| engine.reads(role, process)) {
        let staff = org::staff_of(cx, org, Some(role), None).await?;
        found.extend(staff.into_iter().map(|s| (s.id.uuid(), None)));
    }
    if !away.is_empty() {
        let deputies: Vec<(Uuid, String)> = found
            .keys()
            .filter_map(|id| away.in_place_of(Id::from_uuid(*id)))
            .map(|(d, of)| (d.id.uuid(), of.name.clone()))
            .collect();
        for (deputy, of) in deputies {
            found.entry(deputy).or_insert(Some(of));
        }
    }
    Ok(found)
}
