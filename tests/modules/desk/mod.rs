//! Cases, boards and queues of the desk.

mod call;
mod case;
mod definition;
mod deputy;
mod hand_over;
mod kept;
mod matter;
mod proof;
mod queue;
mod rework;
mod sample;
