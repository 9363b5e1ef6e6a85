//! Words that several nouns of this module share.

use kernel::{Id, words};

words! {
    /// The trades of the people who mend things.
    Trade {
        /// 给排水
        Water = "water",
        /// 强电
        Electric = "electric",
        /// 照明
        Lighting = "lighting",
        /// 门窗五金
        DoorWindow = "door_window",
        /// 电梯
        Lift = "lift",
        /// 弱电
        LowVoltage = "low_voltage",
        /// 泥瓦防水
        Masonry = "masonry",
        /// 疏通
        Drain = "drain",
        /// 暖通
        Hvac = "hvac",
        /// 消防
        Fire = "fire",
        /// 木作
        Carpentry = "carpentry",
        /// 综合
        Other = "other",
    }
}

words! {
    /// The roles the product knows out of the box; a company may add its own.
    Role {
        /// 系统管理员
        Admin = "admin",
        /// 客服
        Agent = "agent",
        /// 管家
        Steward = "steward",
        /// 维修工
        Technician = "technician",
        /// 工程主管
        Engineer = "engineer",
        /// 秩序维护员
        Guard = "guard",
        /// 秩序主管
        GuardLead = "guard_lead",
        /// 保洁员
        Cleaner = "cleaner",
        /// 绿化工
        Gardener = "gardener",
        /// 环境主管
        EnvLead = "env_lead",
        /// 收费员
        Cashier = "cashier",
        /// 财务
        Accountant = "accountant",
        /// 财务经理
        FinanceLead = "finance_lead",
        /// 客服主管
        Supervisor = "supervisor",
        /// 项目经理
        Manager = "manager",
        /// 品质
        Quality = "quality",
        /// 人事
        Hr = "hr",
        /// 采购
        Buyer = "buyer",
        /// 仓管
        Storekeeper = "storekeeper",
        /// 总经理、区域总
        Director = "director",
        /// 外包单位
        Vendor = "vendor",
        /// 住户
        Resident = "resident",
        /// 业委会
        Committee = "committee",
        /// 访客
        Visitor = "visitor",
    }
}

impl Role {
    /// Whether its people are no staff with posts: they take part by a link, a binding or a pass.
    pub const fn is_outside(self) -> bool {
        matches!(self, Self::Vendor | Self::Resident | Self::Committee | Self::Visitor)
    }
}

/// A noun with its readable prefix and the name of its id.
macro_rules! noun {
    ($(#[$doc:meta])* $name:ident, $id:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;
        impl kernel::Noun for $name {
            const PREFIX: &'static str = $prefix;
        }
        /// Its id.
        pub type $id = Id<$name>;
    };
}

noun!(
    /// A person at work.
    Staff, StaffId, "staff"
);
noun!(
    /// A job to be filled.
    Post, PostId, "post"
);
noun!(
    /// Somebody filling a post.
    Assignment, AssignmentId, "assignment"
);
noun!(
    /// Somebody who stands in for another.
    Deputy, DeputyId, "deputy"
);
noun!(
    /// Somebody on call.
    Duty, DutyId, "duty"
);
noun!(
    /// A published version of a working calendar.
    PublishedCalendar, CalendarId, "calendar"
);
