//! What a command does to a case: total, deterministic, without I/O.

mod acting;
mod adopting;
mod recording;
mod undoing;

use std::collections::BTreeMap;

use kernel::{ActorKind, Instant};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    calendars::Calendars,
    clocks::{self, Turn},
    definition::Definition,
    event::{Event, Person, What, Who},
    refusal::Refusal,
    state::State,
};

/// The most events a case can have; the last hundred are kept for what falls due by itself and for its end.
pub const MOST_EVENTS: u32 = 2_000;
const KEPT_FOR_THE_END: u32 = 100;

/// Something somebody, or the engine itself, wants of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Opens it.
    Open {
        /// Its id.
        case: Uuid,
        /// Who asked, when it is not whoever opens it.
        requester: Option<Person>,
        /// By which way it came in.
        channel: String,
        /// What was said in the opening form.
        input: Map<String, Value>,
    },
    /// Does one of the definition's actions.
    Act {
        /// Which.
        action: String,
        /// What was said in its form.
        input: Map<String, Value>,
        /// To whom it goes, when the action names somebody or takes the next on duty.
        assignee: Option<Person>,
        /// The master case, when it merges.
        master: Option<Uuid>,
    },
    /// Takes back what he did last.
    Undo,
    /// Corrects fields that the stage lets be corrected.
    Edit {
        /// The fields with their new values.
        input: Map<String, Value>,
    },
    /// Records the steps of a work item.
    Record {
        /// Which.
        item: String,
        /// What was said.
        input: Map<String, Value>,
    },
    /// Remarks something.
    Comment {
        /// The words.
        text: String,
        /// Whether the requester sees it.
        open: bool,
        /// Files with it.
        files: Vec<String>,
    },
    /// Wants to be told of every step, or no longer.
    Watch {
        /// Whether.
        on: bool,
    },
    /// Gives it to somebody else than the definition's actions would: to whoever stands in for an absent colleague, or to
    /// whoever takes over from one who leaves.
    Give {
        /// To whom.
        to: Person,
        /// In whose place, while he is absent.
        instead_of: Option<Person>,
        /// Why.
        reason: Option<String>,
    },
    /// Lets somebody else stay answerable for it.
    Answer {
        /// Who.
        to: Person,
    },
    /// Ends a tie to another case.
    Unlink {
        /// How they are tied.
        link: String,
        /// The other case.
        case: Uuid,
    },
    /// Ties it to another case.
    Link {
        /// How.
        link: String,
        /// Which.
        case: Uuid,
        /// Whether it was opened by this one.
        child: bool,
    },
    /// Hears that a case it opened has ended.
    ChildEnded {
        /// Which.
        case: Uuid,
        /// Where.
        stage: String,
        /// Whether properly.
        done: bool,
    },
    /// Looks at the ended case a second time.
    Check {
        /// Whether all was well.
        passed: bool,
        /// Why not, or a remark.
        reason: Option<String>,
        /// Pictures with it.
        photos: Vec<String>,
    },
    /// Notes what came of calling another module's action.
    Called {
        /// The same for the same effect.
        key: String,
        /// The action.
        action: String,
        /// Which try.
        attempt: u32,
        /// What stood in the way.
        error: Option<String>,
        /// The field that keeps a record, with its id.
        kept: Option<(String, String)>,
    },
    /// Goes on under the definition given, keeping what its clocks have used.
    Adopt,
    /// The same, from a stage that is called otherwise there, and with limits that may begin anew.
    Migrate {
        /// The stages that have other names.
        stages: BTreeMap<String, String>,
        /// Whether undecided limits begin anew.
        restart: bool,
    },
    /// Nothing but what is due.
    Wake,
}

/// Decides a command. What fell due before `now` happens first, each thing at its own instant, whoever acts.
///
/// # Errors
/// [`Refusal`] with what stands in the way. What fell due is then not recorded either: a later [`Command::Wake`] finds the same.
pub fn decide(
    def: &Definition,
    cals: &Calendars,
    state: &State,
    command: &Command,
    who: &Who,
    now: Instant,
) -> Result<Vec<Event>, Refusal> {
    let now = state.last_at.map_or(now, |last| now.max(last));
    let mut turn = Turn { def, cals, state: state.clone(), events: Vec::new(), now, by: who.person() };
    if let Command::Open { case, requester, channel, input } = command {
        turn.open(who, *case, requester.clone(), channel, input)?;
        turn.catch_up();
        return Ok(turn.events);
    }
    if !state.is_open_or_ended() {
        return Err(Refusal::NotOpen);
    }
    turn.catch_up();
    if *command == Command::Wake {
        return Ok(turn.events);
    }
    // Whoever goes on from what can be taken back lets it stand; a remark goes on from nothing.
    if !matches!(command, Command::Undo | Command::Comment { .. }) {
        turn.settle();
    }
    let room = if who.kind == ActorKind::System { MOST_EVENTS } else { MOST_EVENTS - KEPT_FOR_THE_END };
    match command {
        Command::Act { action, input, assignee, master } => {
            let action = def.action(action).ok_or_else(|| Refusal::Unknown(action.clone()))?;
            let ends = action.to.stages().iter().any(|s| def.stage(s).is_some_and(|s| s.category.is_end()));
            let room = if ends { MOST_EVENTS } else { room };
            if turn.state.events >= room {
                return Err(Refusal::Full);
            }
            turn.provisionally(who, action);
            turn.act(who, action, input, assignee.as_ref(), *master)?;
        }
        _ if turn.state.events >= room => return Err(Refusal::Full),
        Command::Undo => turn.undo(who)?,
        Command::Edit { input } => turn.edit(who, input)?,
        Command::Record { item, input } => turn.record(who, item, input)?,
        Command::Comment { text, open, files } => {
            turn.emit(What::Commented { text: text.clone(), open: *open, files: files.clone() });
        }
        Command::Watch { on } => turn.emit(What::Watched { on: *on }),
        Command::Give { to, instead_of, reason } => turn.give(who, to, instead_of.as_ref(), reason.as_deref())?,
        Command::Answer { to } => turn.answer(who, to)?,
        Command::Unlink { link, case } => turn.unlink(link, *case)?,
        Command::Link { link, case, child } => {
            turn.emit(What::Linked { link: link.clone(), case: *case, child: *child });
        }
        Command::ChildEnded { case, stage, done } => {
            // Heard of twice, or of a case that is not its own: nothing.
            if turn.state.children.get(case).is_none_or(|c| c.done.is_some()) {
                return Ok(turn.events);
            }
            turn.emit(What::ChildEnded { case: *case, stage: stage.clone(), done: *done });
        }
        Command::Check { passed, reason, photos } => turn.check(who, *passed, reason.as_deref(), photos)?,
        Command::Called { key, action, attempt, error, kept } => {
            turn.emit(What::Called {
                key: key.clone(),
                action: action.clone(),
                attempt: *attempt,
                error: error.clone(),
            });
            if let Some((field, record)) = kept {
                turn.emit(What::Noted { fields: Map::from_iter([(field.clone(), record.as_str().into())]) });
            }
        }
        Command::Adopt => turn.adopt(&BTreeMap::new(), false)?,
        Command::Migrate { stages, restart } => turn.adopt(stages, *restart)?,
        Command::Open { .. } | Command::Wake => {}
    }
    turn.join()?;
    turn.catch_up();
    Ok(turn.events)
}

/// When the case must be looked at again by itself; `None` when nothing will fall due as it stands.
pub fn due(def: &Definition, state: &State, cals: &Calendars) -> Option<Instant> {
    clocks::next(def, state, cals).map(|(at, _)| at)
}
