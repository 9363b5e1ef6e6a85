# Why money is not moved so, and what to do.
settle-amount = { $amount } will not do: write an amount above nothing
settle-twice = Bill { $bill } stands in the list twice: keep one of them
settle-overpaid = Bill { $bill } is overpaid: settle that first
settle-more-than-paid = At most { $most } can be given back: take less
settle-more-than-owed = At most { $most } can be taken off: take less
settle-too-much = The amounts are too large to add up: look at them again

# How a penalty came about.
settle-told-late = { $from } to { $until }: ¥{ $owed } owed for { $days } days at { $percent } % a day
settle-told-capped = The cap is reached: it grows no more
settle-told-waived = Let off ¥{ $amount }
settle-told-penalty = Penalty ¥{ $exact }: ¥{ $amount } to be paid
