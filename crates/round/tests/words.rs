//! A recurrence as people read it.

use kernel::Lang;
use round::recurrence::Recurrence;

#[test]
fn rules_are_told_in_both_languages() {
    let table = [
        ("FREQ=DAILY", "每天 08:00", "every day at 08:00"),
        ("FREQ=DAILY;INTERVAL=15", "每15天 08:00", "every 15 days at 08:00"),
        ("FREQ=DAILY;BYHOUR=8,20;BYMINUTE=0", "每天 08:00、20:00", "every day at 08:00 and 20:00"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "每周一至周五 08:00", "every day on Monday to Friday at 08:00"),
        ("FREQ=WEEKLY", "每周六 08:00", "every week on Saturday at 08:00"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "每周一、周三 08:00", "every week on Monday and Wednesday at 08:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "每2周的周一 08:00", "every 2 weeks on Monday at 08:00"),
        ("FREQ=MONTHLY", "每月21日 08:00", "every month on the 21st at 08:00"),
        ("FREQ=MONTHLY;BYDAY=2WE", "每月第二个星期三 08:00", "every month on the second Wednesday at 08:00"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "每月最后一个星期五 08:00", "every month on the last Friday at 08:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "每月1日、15日 08:00", "every month on the 1st and 15th at 08:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一天 08:00", "every month on the last day at 08:00"),
        (
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-2",
            "每3个月的倒数第2天 08:00",
            "every 3 months on the second to last day at 08:00",
        ),
        ("FREQ=MONTHLY;BYDAY=MO", "每月的每个星期一 08:00", "every month on Monday at 08:00"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
            "每月13日且为星期五 08:00",
            "every month on the 13th on Friday at 08:00",
        ),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "每月星期一至星期五中的最后一天 08:00",
            "every month on the last of the days on Monday to Friday at 08:00",
        ),
        (
            "FREQ=MONTHLY;BYMONTH=4,5,6,7,8,9,10;BYMONTHDAY=5",
            "4月至10月每月5日 08:00",
            "every month in April to October on the 5th at 08:00",
        ),
        ("FREQ=YEARLY", "每年11月21日 08:00", "every year in November on the 21st at 08:00"),
        (
            "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1,15",
            "每年3月、9月的1日、15日 08:00",
            "every year in March and September on the 1st and 15th at 08:00",
        ),
        (
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=5;BYDAY=1MO",
            "每2年的5月第一个星期一 08:00",
            "every 2 years in May on the first Monday at 08:00",
        ),
        ("FREQ=YEARLY;BYDAY=20MO", "每年第20个星期一 08:00", "every year on the 20th Monday of the year at 08:00"),
        ("FREQ=YEARLY;BYWEEKNO=20", "每年第20周的星期六 08:00", "every year in week 20 on Saturday at 08:00"),
        ("FREQ=YEARLY;BYYEARDAY=100", "每年第100天 08:00", "every year on the 100th day of the year at 08:00"),
        ("FREQ=DAILY;COUNT=10", "每天 08:00，共10次", "every day at 08:00, 10 times"),
        ("FREQ=DAILY;UNTIL=20261231", "每天 08:00，至2026年12月31日", "every day at 08:00, until 31 December 2026"),
    ];
    for (rule, zh, en) in table {
        let recurrence: Recurrence = format!("DTSTART:20261121T080000\nRRULE:{rule}").parse().unwrap();
        assert_eq!(recurrence.words(Lang::Zh), zh, "{rule}");
        assert_eq!(recurrence.words(Lang::En), en, "{rule}");
    }
}

#[test]
fn midnight_is_the_whole_day_and_single_times_are_named() {
    let text = "DTSTART:20261121T000000\nRRULE:FREQ=WEEKLY\nRDATE:20261124T100000\nEXDATE:20261128T000000";
    let recurrence: Recurrence = text.parse().unwrap();
    assert_eq!(recurrence.words(Lang::Zh), "每周六，另加2026年11月24日 10:00，2026年11月28日除外");
    assert_eq!(
        recurrence.words(Lang::En),
        "every week on Saturday, also on 24 November 2026 at 10:00, except on 28 November 2026"
    );
    let once: Recurrence = "DTSTART:20261121T093000".parse().unwrap();
    assert_eq!(once.words(Lang::Zh), "2026年11月21日 09:30");
    assert_eq!(once.words(Lang::En), "on 21 November 2026 at 09:30");
}
