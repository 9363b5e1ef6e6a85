//! Why limits were missed: whoever answers for one says so in his next working hours, most of them before anybody has to ask.

use kernel::{Date, Error, OrgId, Result, Span};
use serde_json::{Value, json};

use super::{Happening, Life};
use crate::{
    dice::Dice,
    shifts::Rhythm,
    stage::{bare, text},
};

const MISSED: &str = "desk.limit.list";
const EXPLAIN: &str = "desk.limit.explain";
/// Who looks through the limits of the whole company.
const LOOKS: &str = "director";
/// Who answers for what nobody was given: the first of them who may read the case.
const LEADS: [&str; 2] = ["supervisor", "manager"];
/// The words that fit any trade and post.
const USUAL: &str = "usual";
/// The share said on the next working day, and that said late; the rest waits for somebody to press for it.
const AT_ONCE: f64 = 0.93;
const LATE: f64 = 0.04;

/// What somebody is going to say of a limit he missed.
pub(super) struct Answer {
    /// A position in the staff.
    by: usize,
    limit: String,
    cause: String,
    words: String,
}

impl Life {
    /// The limits missed on a day find whoever says why.
    pub(super) async fn missed(&mut self, day: Date) -> Result<()> {
        let looks = self.cast.holding(LOOKS, self.cast.company).first().map(|at| self.cast.staff[*at].caller.clone());
        let Some(looks) = looks.filter(|_| self.stage.platform.registry.action(EXPLAIN).is_some()) else {
            return Ok(());
        };
        let ask = json!({"outcome": "missed", "explained": false, "from": day, "until": day.plus_days(1)});
        for line in self.stage.list(&looks, MISSED, ask).await? {
            self.explained += 1;
            let mut dice = Dice::of(self.plan.seed, "cause", self.explained);
            let Some((by, community)) = self.answerable(&line, &mut dice).await? else { continue };
            let delay = match dice.unit() {
                r if r < AT_ONCE => dice.around(Span::minutes(70), 0.9),
                r if r < AT_ONCE + LATE => Span::hours(dice.between(9, 16)),
                _ => continue,
            };
            let (cause, words) = self.cause(by, &mut dice)?;
            let answer = Answer { by, limit: text(&line, "id")?, cause, words };
            let at = self.delayed(community, Rhythm::Office, delay);
            self.plan_at(at, Happening::Cause(Box::new(answer)));
        }
        Ok(())
    }

    /// Who answers for a limit – whoever leads where nobody does – and in which community.
    async fn answerable(&self, line: &Value, dice: &mut Dice) -> Result<Option<(usize, usize)>> {
        let org = OrgId::from_uuid(bare(&text(line, "org_id")?)?);
        let Some(community) = self.cast.communities.iter().position(|c| c.org == org) else { return Ok(None) };
        let named = line["answerable_id"].as_str();
        let by = match named {
            Some(id) => self.cast.staff.iter().position(|member| member.id == id),
            None => self.leader(org, &text(line, "case_id")?, dice).await,
        };
        Ok(by.map(|by| (by, community)))
    }

    /// Somebody who leads in a community and may read a case.
    async fn leader(&self, org: OrgId, case: &str, dice: &mut Dice) -> Option<usize> {
        for role in LEADS {
            let Some(&at) = dice.pick(&self.cast.holding(role, org)) else { continue };
            let caller = &self.cast.staff[at].caller;
            if self.stage.platform.ask(caller, "desk.case.view", json!({"id": case})).await.is_ok() {
                return Some(at);
            }
        }
        None
    }

    /// A cause that fits what somebody does, in his words.
    fn cause(&self, by: usize, dice: &mut Dice) -> Result<(String, String)> {
        let member = &self.cast.staff[by];
        let all = &self.world.words.causes;
        let fitting = member.trades.iter().chain([&member.role]).filter_map(|key| all.get(key)).chain(all.get(USUAL));
        let said: Vec<(&String, &String)> =
            fitting.flatten().flat_map(|(cause, texts)| texts.iter().map(move |text| (cause, text))).collect();
        let chosen = dice.pick(&said).ok_or_else(|| Error::Internal("the world knows no causes".into()))?;
        Ok((chosen.0.clone(), chosen.1.clone()))
    }

    /// Somebody says why.
    pub(super) async fn explain(&mut self, answer: Answer) -> Result<()> {
        let caller = self.cast.staff[answer.by].caller.clone();
        let said = json!({"id": answer.limit, "cause": answer.cause, "words": answer.words});
        match self.stage.act(&caller, EXPLAIN, said).await {
            Ok(_) => {
                self.tally.actions += 1;
                self.touched();
                Ok(())
            }
            Err(error) => self.refused("limit", "explain", error),
        }
    }
}
