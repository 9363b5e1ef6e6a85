//! From the log of a case back to what people did.

use kernel::Instant;
use serde_json::{Map, Value};

use crate::{
    decide::Command,
    definition::Definition,
    event::{Event, Person, What},
};

/// A case as its log tells it.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    /// Its number.
    pub number: String,
    /// What happened by each thing that was done to it, oldest first.
    pub entries: Vec<Vec<Event>>,
}

/// Something that was done.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub at: Instant,
    pub by: Person,
    /// The action, `open`, `edit`, or the work item.
    pub name: String,
    pub command: Command,
    /// Who may do it by the version under which it was done.
    pub allowed: Vec<String>,
    /// Whose the case was before.
    pub assignee: Option<Person>,
}

impl Recorded {
    /// Everything that happened.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.entries.iter().flatten()
    }

    /// What was done, without what fell due by itself and without remarks.
    pub(super) fn steps(&self, own: &Definition) -> Vec<Step> {
        let (mut steps, mut reader) = (Vec::with_capacity(self.entries.len()), Reader::default());
        for entry in &self.entries {
            let before = reader.assignee.clone();
            reader.follow(entry);
            let found = entry.iter().find_map(|event| Some((event, reader.command(own, event, entry)?)));
            let noted = || entry.iter().find_map(|event| Some((event, edited(own, &reader.stage, event)?)));
            if let Some((event, (name, command, allowed))) = found.or_else(noted) {
                let (at, by) = (event.at, event.by.clone());
                steps.push(Step { at, by, name, command, allowed, assignee: before });
            }
        }
        steps
    }
}

type Done = (String, Command, Vec<String>);

/// A case that went from hand to hand beside the definition's own actions.
fn given(to: Person, instead_of: Option<Person>, reason: Option<String>) -> Done {
    ("give".to_owned(), Command::Give { to, instead_of, reason }, vec!["system".to_owned()])
}

/// What is known of the case while its log is read.
#[derive(Default)]
struct Reader {
    assignee: Option<Person>,
    stage: String,
}

impl Reader {
    fn follow(&mut self, entry: &[Event]) {
        for event in entry {
            match &event.what {
                What::Assigned { to } => self.assignee.clone_from(to),
                What::Opened { stage, .. } | What::Adopted { stage: Some(stage), .. } => self.stage.clone_from(stage),
                What::Acted { to, .. } | What::Undone { to, .. } => self.stage.clone_from(to),
                _ => {}
            }
        }
    }

    fn command(&self, own: &Definition, event: &Event, entry: &[Event]) -> Option<Done> {
        Some(match &event.what {
            What::Opened { case, requester, channel, input, .. } => {
                let (requester, channel, input) = (requester.clone(), channel.clone(), input.clone());
                let open = Command::Open { case: *case, requester, channel, input };
                ("open".to_owned(), open, own.open.by.clone())
            }
            What::Acted { action, input, reason, .. } => {
                let command = self.act(action, input, reason.as_ref(), entry);
                (action.clone(), command, own.action(action).map(|a| a.by.clone()).unwrap_or_default())
            }
            What::Undone { .. } => ("undo".to_owned(), Command::Undo, vec!["anyone".to_owned()]),
            What::Recorded { item, values, .. } => {
                let command = Command::Record { item: item.clone(), input: values.clone() };
                (item.clone(), command, own.work_item(item).map(|w| w.by.clone()).unwrap_or_default())
            }
            What::Checked { passed, reason, photos } => {
                let command = Command::Check { passed: *passed, reason: reason.clone(), photos: photos.clone() };
                ("check".to_owned(), command, own.sample.as_ref().map(|s| s.by.clone()).unwrap_or_default())
            }
            What::Linked { link, case, child } => {
                let command = Command::Link { link: link.clone(), case: *case, child: *child };
                ("link".to_owned(), command, vec!["system".to_owned()])
            }
            What::StoodIn { of } => given(self.assignee.clone()?, Some(of.clone()), None),
            What::HandedOver { reason } => given(self.assignee.clone()?, None, reason.clone()),
            What::Answerable { to } => {
                ("answer".to_owned(), Command::Answer { to: to.clone() }, vec!["system".to_owned()])
            }
            What::Unlinked { link, case } => {
                let command = Command::Unlink { link: link.clone(), case: *case };
                ("unlink".to_owned(), command, vec!["system".to_owned()])
            }
            What::ChildEnded { case, stage, done } => {
                let command = Command::ChildEnded { case: *case, stage: stage.clone(), done: *done };
                ("child_ended".to_owned(), command, vec!["system".to_owned()])
            }
            _ => return None,
        })
    }

    /// What was said in the form of an action stands in several events.
    fn act(&self, action: &str, input: &Map<String, Value>, reason: Option<&String>, entry: &[Event]) -> Command {
        let mut input = input.clone();
        let mut put = |name: &str, value: String| drop(input.insert(name.to_owned(), value.into()));
        if let Some(reason) = reason {
            put("reason", reason.clone());
        }
        let mut master = None;
        for event in entry {
            match &event.what {
                What::FollowUpTried { outcome, .. } => put("outcome", outcome.clone()),
                What::Merged { into } => {
                    master = Some(*into);
                    put("master", format!("case_{}", into.simple()));
                }
                _ => {}
            }
        }
        if let Some(assignee) = &self.assignee {
            put("assignee", format!("staff_{}", assignee.id.simple()));
        }
        Command::Act { action: action.to_owned(), input, assignee: self.assignee.clone(), master }
    }
}

/// Fields corrected in their stage.
fn edited(own: &Definition, stage: &str, event: &Event) -> Option<Done> {
    let What::Noted { fields } = &event.what else { return None };
    let owner = own.stage(stage).and_then(|s| s.owner.clone());
    let allowed = owner.into_iter().chain(["assignee".to_owned()]).collect();
    Some(("edit".to_owned(), Command::Edit { input: fields.clone() }, allowed))
}
