# What is wrong with a recurrence, and what to do. $part is the name in RFC 5545, $found what stands there.
recurrence-unknown = A recurrence has no “{ $found }”: take it out, or name a part there is
recurrence-twice = { $part } stands twice: keep one of them
recurrence-missing = { $part } is missing: add it
recurrence-below-a-day = “{ $found }” is shorter than a day: recur by days, and name the times of day with BYHOUR and BYMINUTE
recurrence-word = { $part } does not know “{ $found }”: a frequency is DAILY, WEEKLY, MONTHLY or YEARLY, a weekday MO to SU
recurrence-range = { $part } does not take “{ $found }”: write whole numbers from { $least } to { $greatest }
recurrence-signed-range = { $part } does not take “{ $found }”: write whole numbers from { $least } to { $greatest }, with a minus to count from the end
recurrence-time = { $part } does not take “{ $found }” as a time: write it as 20261121T080000, in the years 1970 to 2100
recurrence-zone = { $part } names a time zone: write the time at the place itself, without zone or Z
recurrence-not-with = { $part } does not go with FREQ={ $frequency }: take it out, or choose another frequency
recurrence-nth-day = Only rules by month or year count the nth weekday, and not beside week numbers: name the weekday alone
recurrence-position-alone = BYSETPOS chooses among what other parts give: add BYDAY or the like, or take it out
recurrence-two-ends = COUNT and UNTIL exclude each other: keep one of them
recurrence-too-many = { $part } takes at most { $most } dates: write them as a rule

# What would not work in a plan, and what to do.
plan-no-trigger = Nothing makes this plan due: add a rule, a meter or an alarm
plan-never = This rule does not come once from the day the plan begins: look at its months, days and end
plan-no-window = The plan names a time of day, but leaves no time to do it in: say how much later it may be done, or the hours of the day
plan-completion-rule = Counted from the last completion, a rule is only every so many days, weeks, months or years: take out weekdays, dates and counts, or anchor it on the calendar
plan-meter-every = The use between two times must be more than nothing: say after how much it is due
plan-ends-before = The plan ends before it begins: correct one of the days
plan-negative = Lead and window cannot be negative: write nothing or more
plan-season = A season begins and ends on days of the year: write month and day

# Why an occurrence cannot be changed so.
occurrence-not-released = This has not been given out yet: release it first
occurrence-not-begun = This has not been begun, so it cannot be laid down: begin it first
occurrence-under-way = Somebody is at it: wait until he is done, or ask him to lay it down
occurrence-over = This is over and stays as it is: to do it after all, open another
