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
occurrence-move-begun = What has begun or is over cannot be moved
occurrence-move-past = That day is over: choose today or later
occurrence-move-rhythm = That goes past the same plan's task of { $other } and upsets their order: choose a day on this side of it
occurrence-move-season = The plan is not carried out on that day (out of season, or ended): choose a day on which it is
occurrence-move-closed = That day is closed and the plan keeps to open days: choose an open day

# Procedures: how results are judged, and what is wrong in a file. $a and $b are figures or names.
procedure-answered-and-skipped = both answered and left out: keep one of them
procedure-not-skippable = this step cannot be left out: do it, then send the task
procedure-no-reason = there is no reason "{ $a }" to leave it out: choose one of those listed
procedure-explain = with this reason say more about it in the note
procedure-skipped = left out: { $a }
procedure-text-long = at most { $a } characters: make it shorter
procedure-chosen = the result is "{ $a }"
procedure-no-choice = there is no choice "{ $a }": choose one of those listed
procedure-position-unsure = about { $a } m away, but the position may be { $c } m off: whether it is within { $b } m cannot be told
procedure-no-position = no position to be had (not allowed, or no signal)
procedure-too-far = { $a } m away where { $b } m are allowed: go nearer and take the position again
procedure-other-code = this code belongs elsewhere: check the place or the equipment and scan again
procedure-other-kind = an answer of another kind: this step wants a { $a }
procedure-below = { $a } { $unit }, below the least { $b } { $unit }
procedure-above = { $a } { $unit }, above the greatest { $b } { $unit }
procedure-near-least = { $a } { $unit }, below { $b } { $unit } where one should watch it
procedure-near-greatest = { $a } { $unit }, above { $b } { $unit } where one should watch it
procedure-few-photos = at least { $a } photos: take more
procedure-many-photos = at most { $a } photos: take some out
procedure-meter-unusual = the use differs by { $a } % from the usual: look for the cause
procedure-meter-backwards = less than last time: read it again, or give the end of the old meter and the start of the new one
procedure-meter-impossible = the meter cannot show this: count the digits and read it again
procedure-meter-too-much = more than { $a } { $unit } since last time: read it again and take a photo of the dial
procedure-other-key = a step of this kind has no "{ $a }": take it out or change the kind
procedure-whole-number = characters and photos are counted in whole numbers: write one
procedure-name = a name has small letters, digits and underscores only: rename it
procedure-twice = there is another of this name: rename one of them
procedure-source-unused = nothing refers to this paper: take it out or refer to it
procedure-one-of = the system is one of { $a }: choose one
procedure-nobody = nobody does it: name at least one role
procedure-version = versions begin with 1: write 1 or more
procedure-score = a score lies between 0 and 100: correct it
procedure-steps = a procedure has 1 to { $a } steps: add some or split it
procedure-no-source = a figure or rhythm without its source: name it under standards
procedure-section-empty = a section without steps: add some or take it out
procedure-no-hours = each section of a day-plan says its hours: write them as 08:00-09:00
procedure-no-paper = there is no paper "{ $a }": list it as a source first
procedure-unit = a figure without what it is measured in: add the unit
procedure-digits = a meter has 3 to 12 digits: look at its dial
procedure-choices = a choice has at least two answers: add them
procedure-incident-unproven = a step whose failure is an incident wants a photo: let proof be failed or always
procedure-limits = the limits are not in order: least ≤ warning below ≤ warning above ≤ greatest, the greatest above 0
procedure-language = both languages are needed: add the one that is missing
procedure-english = Chinese characters stand in the English text { $a }: rewrite it
procedure-long = a text has at most { $a } characters: make it shorter or two steps

# What is wrong with a route, and what to do.
route-empty = The route has no points: add at least one
route-twice = This point is on the route already: take one of them out
route-window = The times of the point do not fit: a stay is not negative, and a window ends after it begins
route-random-window = In random order a point has no time of its own: take the times out, or fix the order
