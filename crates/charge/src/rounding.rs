//! The one rounding of a line: to fen, jiao or yuan; half up, up or down.

use kernel::Money;
use serde::{Deserialize, Serialize};

use crate::exact::Exact;

/// What remains of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 分
    #[default]
    Fen,
    /// 角
    Jiao,
    /// 元
    Yuan,
}

/// What becomes of the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// 四舍五入
    #[default]
    HalfUp,
    /// 进位
    Up,
    /// 舍去
    Down,
}

/// How a line is rounded, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rounding {
    /// To what.
    pub step: Step,
    /// In which direction.
    pub way: Way,
}

impl Step {
    /// How many fen.
    pub const fn fen(self) -> i64 {
        match self {
            Self::Fen => 1,
            Self::Jiao => 10,
            Self::Yuan => 100,
        }
    }
}

impl Rounding {
    /// The rounded amount of so many fen; `None` beyond what money holds. Amounts below nothing mirror those above.
    pub fn apply(self, fen: Exact) -> Option<Money> {
        let (above, below) = fen.parts();
        let step = i128::from(self.step.fen());
        let unit = below.checked_mul(step)?;
        let size = above.checked_abs()?;
        let (whole, rest) = (size / unit, size % unit);
        let more = match self.way {
            Way::HalfUp => rest >= unit - rest,
            Way::Up => rest > 0,
            Way::Down => false,
        };
        let steps = whole + i128::from(more && rest > 0);
        i64::try_from(steps.checked_mul(step)? * above.signum()).ok().map(Money)
    }
}
