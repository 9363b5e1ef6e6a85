//! Cases, boards and queues of the desk.

mod calendar;
mod call;
mod call_back;
mod case;
mod definition;
mod deputy;
mod dispatch;
mod hand_over;
mod kept;
mod ledger;
mod mass_incident;
mod matter;
mod proof;
mod queue;
mod readers;
mod rework;
mod sample;
mod undo;
