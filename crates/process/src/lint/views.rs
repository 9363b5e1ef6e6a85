//! Whether the form views of stages can be shown: nothing is hidden by which lists show cases, nor from whoever is asked for it.

use kernel::Message;

use super::Lint;
use crate::{definition::Stage, views::Mode};

/// What would not work in the views of a stage.
pub(super) fn check(lint: &mut Lint<'_>, stage: &Stage) {
    let place = format!("stage {}", stage.id);
    for view in &stage.views {
        view.fields().for_each(|name| lint.field_is_there(&place, name));
        if view.by.is_empty() || view.fields().next().is_none() {
            lint.found(&place, Message::of("proof-view-of-nothing"));
        }
    }
    let hidden = stage.hidden.iter().chain(stage.views.iter().flat_map(|view| &view.hidden));
    for name in hidden.filter(|name| lint.def.list.fields().any(|listed| listed == *name)) {
        lint.found(&place, Message::of("proof-hidden-in-lists").with("a", name));
    }
    for action in lint.def.actions.iter().filter(|action| stage.is_named_by(&action.from)) {
        let fields = || action.asks.iter().map(|ask| &ask.field).chain(&action.confirms);
        for (field, role) in action.by.iter().flat_map(|role| fields().map(move |field| (field, role))) {
            if stage.mode(field, |by| by.contains(role)) == Mode::Hidden {
                let message = Message::of("proof-asked-hidden").with("a", role).with("b", field);
                lint.found(format!("action {}", action.id), message);
            }
        }
    }
}
