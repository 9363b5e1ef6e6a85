## Counter
payment-counter-page = Counter
payment-counter-hint = Type a room, an owner or a telephone number, tick bills, take the money and print
payment-look = Room, owner or telephone
payment-look-up = Look up
payment-found = Rooms found
payment-found-none = No room found
payment-found-none-hint = Try the room number, the name or the last four digits of the telephone
payment-next-customer = Next customer
payment-owed = Owed by the chosen rooms
payment-bill-told = { $place } { $item } { $from } to { $to }, owed { $owed }, due { $due }
payment-shift-since = This shift since { $since }
payment-amount = Amount (all that is ticked when left empty)
payment-payment-list = Payments
payment-payment-list-empty = No payments yet
payment-payment-create = Take a payment
payment-payment-create-submit = Take and print
payment-payment-create-done = Payment taken
payment-payment-void = Void
payment-payment-void-done = Voided; its bills are owed again
payment-memo = Payment { $number } { $places }
payment-void-memo = Payment { $number } voided

## Receipt
payment-receipt = Receipt
payment-receipt-of = Receipt { $number }
payment-lines = What was paid
payment-period = Period
payment-total = Total
payment-in-words = In capitals:
payment-change = Change
payment-voided = Void

## Cash shift
payment-cash-shift = Cash shift
payment-cash-shift-list = Cash shifts
payment-cash-shift-list-empty = No cash shifts yet
payment-cash-shift-create = Open a shift
payment-cash-shift-create-done = Shift opened
payment-cash-shift-hand-in = Hand in
payment-cash-shift-hand-in-done = Handed in, to be confirmed
payment-cash-shift-confirm = Confirm the hand-in
payment-cash-shift-confirm-done = Hand-in confirmed
payment-count-again = Count again
payment-hand-in = Cashier’s hand-in
payment-hand-in-of = Hand-in of { $name }
payment-of-shift = Payments of the shift
payment-taken = Counted by the system
payment-count = Payments
payment-expected = Should lie in the box
payment-cash-box = Cashier’s box
payment-safe = Cash in the safe
payment-over-and-short = Cash over and short

## Prepayments
payment-prepayment-list = Prepayments
payment-prepayment-list-empty = No prepayments yet

payment-tick-a-bill = Tick the bills to pay; to prepay only, choose the purpose and type an amount
payment-bill-not-open = A ticked bill is paid or voided already: load the page again and tick anew
payment-amount-above-nothing = Type an amount above nothing
payment-more-than-owed = The ticked bills come to { $owed } yuan, { $over } yuan is more: change the amount, or choose the prepayment it goes to
payment-way-amount = The amount of this way must be above nothing; one way only may be left without an amount
payment-ways-differ = The ways come to { $said } yuan, the payment to { $amount } yuan
payment-no-cash = Nothing is paid in cash: leave the cash handed over empty
payment-tendered-too-little = Too little cash handed over: { $cash } yuan is due in cash
payment-open-a-shift = You have no open shift: open one before you take money
payment-other-community = Only rooms of the community of your shift can be paid for
payment-choose-rooms = Choose 1 to { $most } rooms
payment-prepayment-spent = Only { $left } yuan of the prepayment is left, too little to take back
payment-voided-already = This payment is voided already
payment-own-payment = You cannot void what you took yourself: ask somebody else
payment-cash-handed-in = Its cash is handed in with the shift and cannot be voided: make a refund
payment-shift-open-already = You have a shift that is not handed in: hand it in first
payment-float-below-nothing = The float cannot be below nothing
payment-not-own-shift = You can hand in your own shift only
payment-shift-confirmed = The hand-in of this shift is confirmed already
payment-shift-not-handed-in = This shift is not handed in yet
payment-own-hand-in = You cannot confirm your own hand-in: ask somebody else
payment-counted-below-nothing = What is counted cannot be below nothing
payment-difference-why = { $expected } yuan should lie in the box, the difference is { $difference } yuan: count again or say why

field-place-ids = Rooms
field-bill-ids = Bills
field-methods = Ways of payment
field-method = Way
field-reference = Slip number
field-tendered = Cash handed over
field-prepaid-for = Prepaid for
field-paid-places = Rooms
field-prepaid = Prepaid
field-received-at = Taken at
field-cashier-name = Cashier
field-payment-state = State
field-shift-id = Cash shift
field-shift-state = State
field-float = Float
field-counted-cash = Counted cash
field-difference-reason = Reason of the difference
field-cash-difference = Difference
field-handed-in-at = Handed in at
field-confirmed-name = Confirmed by
field-prepayment-balance = Balance

hint-prepaid-for = What is over what is owed becomes this prepayment of the first room
hint-counted-cash = All the cash in the box, the float with it

choice-method-cash = Cash
choice-method-card = Card
choice-method-transfer = Transfer
choice-method-wechat = WeChat code
choice-method-alipay = Alipay code
choice-prepaid-for-general = General prepayment
choice-prepaid-for-management = Management fee prepayment
choice-prepaid-for-utilities = Utilities prepayment
choice-payment-state-received = Received
choice-payment-state-voided = Voided
choice-shift-state-open = Open
choice-shift-state-handed-in = To be confirmed
choice-shift-state-confirmed = Confirmed

permission-payment-cash-shift-view = See cash shifts
permission-payment-cash-shift-create = Open and hand in shifts
permission-payment-cash-shift-confirm = Confirm hand-ins
permission-payment-payment-view = See payments
permission-payment-payment-create = Take payments at the counter
permission-payment-payment-void = Void payments
permission-payment-prepayment-view = See prepayments
