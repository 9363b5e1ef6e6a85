//! What is done with the parts of a draft: each is one change of its text, kept although it may not be fit yet.

use desk::{DraftDone, DraftId, DraftRow};
use kernel::{Error, Message, Result};
use module::Context;
use process::drafting::{Part, Script, Unwritten};

use super::{
    model::{
        ActionPart, ClockPart, FieldPart, FragmentPart, HeadPart, MovePart, RemovePart, StagePart, TablePart,
        UnfoldFragment,
    },
    rules::{self, Values},
};
use crate::{design::queries, entry, inside::model::Inside};

/// Why a part cannot be written, at the field of its name.
pub(crate) fn refused(why: &Unwritten) -> Error {
    match why {
        Unwritten::Taken => Error::field("key", Message::of("catalogue-part-taken")),
        Unwritten::NotThere => Error::Broken(Message::of("catalogue-part-elsewhere")),
        Unwritten::Otherwise => Error::Broken(Message::of("catalogue-part-otherwise")),
    }
}

/// Changes the text of a draft by its parts. A text that could be read before can be read afterwards.
pub(crate) async fn write<F>(
    cx: &mut Context,
    id: DraftId,
    version: Option<i64>,
    what: String,
    change: F,
) -> Result<DraftDone>
where
    F: FnOnce(&mut Script) -> Result<()> + Send,
{
    let engine = queries::engine(cx)?;
    let (platform, speech) = (cx.platform().clone(), cx.speech());
    let change = move |draft: &DraftRow| {
        let unreadable = |words: String| Error::Broken(Message::of("catalogue-design-unreadable").with("words", words));
        let mut script = Script::read(&draft.body).map_err(|why| unreadable(desk::unread_said(&speech, &why)))?;
        change(&mut script)?;
        let text = script.text();
        let reads = |text: &str| {
            engine.sketch(text, &platform.registry).map(|_| ()).map_err(|why| desk::unread_said(&speech, &why))
        };
        match reads(&text) {
            Err(words) if reads(&draft.body).is_ok() => Err(unreadable(words)),
            _ => Ok(text),
        }
    };
    desk::rewrite_draft(cx, id, version, &what, change).await
}

/// Adds a part, or changes one and what it is called.
pub(crate) fn put(
    script: &mut Script,
    part: Part,
    which: Option<&str>,
    is_new: bool,
    key: &str,
    values: Values,
) -> Result<()> {
    entry::rules::key(key)?;
    if is_new {
        return script.add(part, key, &values, which).map_err(|e| refused(&e));
    }
    let was = which.unwrap_or(key);
    let values = rules::in_order(values, &script.said(part, was).unwrap_or_default());
    script.set(part, was, &values).map_err(|e| refused(&e))?;
    if was == key { Ok(()) } else { script.rename(part, was, key).map_err(|e| refused(&e)) }
}

/// Adds a stage.
pub async fn add_stage(cx: &mut Context, said: StagePart) -> Result<DraftDone> {
    stage(cx, said, true).await
}

/// Changes a stage.
pub async fn edit_stage(cx: &mut Context, said: StagePart) -> Result<DraftDone> {
    stage(cx, said, false).await
}

async fn stage(cx: &mut Context, said: StagePart, is_new: bool) -> Result<DraftDone> {
    let values = rules::stage(&said)?;
    let what = format!("stage {}", said.named.key);
    let change =
        move |script: &mut Script| put(script, Part::Stage, said.stage.as_deref(), is_new, &said.named.key, values);
    write(cx, said.named.id, said.named.version, what, change).await
}

/// Adds an action.
pub async fn add_action(cx: &mut Context, said: ActionPart) -> Result<DraftDone> {
    action(cx, said, true).await
}

/// Changes an action.
pub async fn edit_action(cx: &mut Context, said: ActionPart) -> Result<DraftDone> {
    action(cx, said, false).await
}

async fn action(cx: &mut Context, said: ActionPart, is_new: bool) -> Result<DraftDone> {
    let roles = queries::told_by_name(cx, said.named.id).await?;
    let change = {
        let said = said.clone();
        move |script: &mut Script| {
            let was = said.action.as_deref().filter(|_| !is_new);
            let before = was.and_then(|was| script.said(Part::Action, was)).unwrap_or_default();
            let values = rules::action(&said, &before, &roles)?;
            put(script, Part::Action, said.action.as_deref(), is_new, &said.named.key, values)
        }
    };
    write(cx, said.named.id, said.named.version, format!("action {}", said.named.key), change).await
}

/// Adds a time limit.
pub async fn add_clock(cx: &mut Context, said: ClockPart) -> Result<DraftDone> {
    clock(cx, said, true).await
}

/// Changes a time limit.
pub async fn edit_clock(cx: &mut Context, said: ClockPart) -> Result<DraftDone> {
    clock(cx, said, false).await
}

async fn clock(cx: &mut Context, said: ClockPart, is_new: bool) -> Result<DraftDone> {
    let roles = queries::told_by_name(cx, said.named.id).await?;
    let change = {
        let said = said.clone();
        move |script: &mut Script| {
            let was = said.clock.as_deref().filter(|_| !is_new);
            let before = was.and_then(|was| script.said(Part::Clock, was)).unwrap_or_default();
            let values = rules::clock(&said, &before, &roles)?;
            put(script, Part::Clock, said.clock.as_deref(), is_new, &said.named.key, values)
        }
    };
    write(cx, said.named.id, said.named.version, format!("clock {}", said.named.key), change).await
}

/// Adds a field.
pub async fn add_field(cx: &mut Context, said: FieldPart) -> Result<DraftDone> {
    field(cx, said, true).await
}

/// Changes a field, and in which stages it is seen and corrected.
pub async fn edit_field(cx: &mut Context, said: FieldPart) -> Result<DraftDone> {
    field(cx, said, false).await
}

async fn field(cx: &mut Context, said: FieldPart, is_new: bool) -> Result<DraftDone> {
    let values = rules::field(&said)?;
    let draft = desk::draft(cx, said.named.id).await?;
    let stages: Vec<String> = desk::sketch(cx, &draft.body)?
        .map(|sketch| sketch.def.stages.iter().map(|s| s.id.clone()).collect())
        .unwrap_or_default();
    let what = format!("field {}", said.named.key);
    let (id, version) = (said.named.id, said.named.version);
    let change = move |script: &mut Script| {
        put(script, Part::Field, said.field.as_deref(), is_new, &said.named.key, values)?;
        let lists = [("edit", &said.edit_stages), ("required", &said.required_stages), ("hidden", &said.hidden_stages)];
        // Stages of a fragment say themselves what is seen there.
        for stage in stages.iter().filter(|s| script.has(Part::Stage, s)).cloned().collect::<Vec<_>>() {
            let before = script.said(Part::Stage, &stage).unwrap_or_default();
            for (key, wanted) in lists {
                let wanted = wanted.as_ref().is_some_and(|list| list.contains(&stage));
                if let Some(list) = rules::with_field(&before[key], &said.named.key, wanted) {
                    script.set(Part::Stage, &stage, &[(key, list)]).map_err(|e| refused(&e))?;
                }
            }
        }
        Ok(())
    };
    write(cx, id, version, what, change).await
}

/// Adds a decision table.
pub async fn add_table(cx: &mut Context, said: TablePart) -> Result<DraftDone> {
    table(cx, said, true).await
}

/// Changes a decision table.
pub async fn edit_table(cx: &mut Context, said: TablePart) -> Result<DraftDone> {
    table(cx, said, false).await
}

async fn table(cx: &mut Context, said: TablePart, is_new: bool) -> Result<DraftDone> {
    let values = rules::table(&said)?;
    let what = format!("table {}", said.named.key);
    let (id, version) = (said.named.id, said.named.version);
    let change =
        move |script: &mut Script| put(script, Part::Table, said.table.as_deref(), is_new, &said.named.key, values);
    write(cx, id, version, what, change).await
}

/// Includes a fragment with its values.
pub async fn add_fragment(cx: &mut Context, said: FragmentPart) -> Result<DraftDone> {
    fragment(cx, said, true).await
}

/// Changes the values a fragment is included with; one without a value goes back to what the fragment says itself.
pub async fn edit_fragment(cx: &mut Context, said: FragmentPart) -> Result<DraftDone> {
    fragment(cx, said, false).await
}

async fn fragment(cx: &mut Context, said: FragmentPart, is_new: bool) -> Result<DraftDone> {
    let engine = queries::engine(cx)?;
    let known = engine.fragments().into_iter().find(|f| f.name == said.fragment);
    let parameters = known.map(|f| f.parameters).ok_or(Error::NotFound)?;
    let what = format!("include {}", said.fragment);
    let (id, version) = (said.id, said.version);
    let change = move |script: &mut Script| {
        let before = script.said(Part::Include, &said.fragment).unwrap_or_default();
        let with = rules::settings(said.settings.as_deref().unwrap_or_default(), &before["with"], &parameters)?;
        if is_new {
            return script.add(Part::Include, &said.fragment, &[("with", with)], None).map_err(|e| refused(&e));
        }
        script.set(Part::Include, &said.fragment, &[("with", with)]).map_err(|e| refused(&e))
    };
    write(cx, id, version, what, change).await
}

/// Writes a fragment out, so that its parts can be changed in this process alone.
pub async fn unfold(cx: &mut Context, said: UnfoldFragment) -> Result<DraftDone> {
    let engine = queries::engine(cx)?;
    let what = format!("include {}", said.fragment);
    let change = |draft: &DraftRow| {
        let unfit = |words| Error::Broken(Message::of("catalogue-design-unreadable").with("words", words));
        engine.unfolded(&draft.body, &said.fragment).map_err(unfit)
    };
    desk::rewrite_draft(cx, said.id, said.version, &what, change).await
}

/// Changes what stands at the head, and how a case is opened.
pub async fn edit_head(cx: &mut Context, said: HeadPart) -> Result<DraftDone> {
    let (head, open) = rules::head(&said)?;
    let change = move |script: &mut Script| {
        script.set_head(&head);
        let open = rules::in_order(open, &script.said_in("open"));
        script.set_in("open", &open).map_err(|e| refused(&e))
    };
    write(cx, said.id, said.version, "process".into(), change).await
}

/// The kinds of parts by their words.
fn kind(word: &str) -> Option<Part> {
    let all =
        [Part::Stage, Part::Action, Part::Clock, Part::Field, Part::Table, Part::WorkItem, Part::Join, Part::Include];
    all.into_iter().find(|part| part.word() == word)
}

/// What stands once and can be left out.
const RULES: [&str; 3] = ["pause", "follow_up", "sample"];

/// Takes a part away. What still speaks of it is shown as a problem until it is mended.
pub async fn remove(cx: &mut Context, said: RemovePart) -> Result<DraftDone> {
    let (part, inside) = (kind(&said.part), Inside::of(&said.part));
    let is_rule = said.part == "rule" && RULES.contains(&said.key.as_str());
    if part.is_none() && inside.is_none() && !is_rule {
        return Err(Error::NotFound);
    }
    let what = format!("{} {}", said.part, said.key);
    let change = move |script: &mut Script| {
        let gone = match (part, inside) {
            (Some(part), _) => script.remove(part, &said.key),
            (None, Some(inside)) => {
                let mut rows = inside.rows(script).ok_or(Unwritten::NotThere).map_err(|e| refused(&e))?;
                let at = inside.position(&rows, &said.key).ok_or(Error::NotFound)?;
                rows.remove(at);
                inside.write(script, rows)
            }
            (None, None) => script.remove_in(&said.key),
        };
        gone.map_err(|e| refused(&e))
    };
    write(cx, said.id, said.version, what, change).await
}

/// Moves a part one further up or down among those beside which it is seen.
pub async fn shift(cx: &mut Context, said: MovePart) -> Result<DraftDone> {
    let up = match said.toward.as_str() {
        "up" => true,
        "down" => false,
        _ => return Err(Error::NotFound),
    };
    let (part, inside) = (kind(&said.part), Inside::of(&said.part));
    let draft = desk::draft(cx, said.id).await?;
    let def = desk::sketch(cx, &draft.body)?.ok().map(|sketch| sketch.def);
    let what = format!("{} {}", said.part, said.key);
    let at_the_end = || Error::Broken(Message::of("catalogue-part-at-the-end"));
    let change = move |script: &mut Script| {
        if let Some(inside) = inside {
            let mut rows = inside.rows(script).ok_or(Unwritten::NotThere).map_err(|e| refused(&e))?;
            let at = inside.position(&rows, &said.key).ok_or(Error::NotFound)?;
            let to = if up { at.checked_sub(1) } else { Some(at + 1) };
            let to = to.filter(|to| *to < rows.len()).ok_or_else(at_the_end)?;
            rows.swap(at, to);
            return inside.write(script, rows).map_err(|e| refused(&e));
        }
        let part = part.ok_or(Error::NotFound)?;
        let own = script.names(part);
        if !own.contains(&said.key) {
            return Err(refused(&Unwritten::NotThere));
        }
        let to = rules::neighbour(&own, &said.key, up, def.as_ref().filter(|_| part == Part::Action));
        let to = to.ok_or_else(at_the_end)?;
        script.shift(part, &said.key, &to).map_err(|e| refused(&e))
    };
    write(cx, said.id, said.version, format!("move {what}"), change).await
}
