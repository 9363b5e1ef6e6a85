## Sheets
disclosure-sheet = Disclosure sheet
disclosure-disclosure-sheet-list = Disclosure
disclosure-disclosure-sheet-list-empty = No sheets yet: draw one up for a period that is over
disclosure-disclosure-sheet-create = Draw up a sheet
disclosure-disclosure-sheet-create-done = Drawn up out of the book; somebody else publishes it
disclosure-disclosure-sheet-publish = Check and publish
disclosure-disclosure-sheet-publish-done = Published
disclosure-disclosure-sheet-withdraw = Withdraw the draft
disclosure-disclosure-sheet-withdraw-done = The draft is withdrawn
disclosure-disclosure-sheet-correct = Correct
disclosure-disclosure-sheet-correct-done = The correction is drawn up; somebody else publishes it
disclosure-ends-before-it-begins = It cannot end before it begins
disclosure-not-over = This period is not over: let it end yesterday or before
disclosure-own-sheet = You cannot publish what you drew up: ask somebody else
disclosure-not-a-draft = This sheet is published or withdrawn already
disclosure-not-published = Only a published sheet is corrected
disclosure-post-it = Post this code: whoever scans it reads and checks the sheet
disclosure-read = Read it
disclosure-corrects = Corrects
disclosure-corrected-by = Corrected by
disclosure-is-corrected = This sheet is corrected by another; it stays for the record
disclosure-history = All sheets
disclosure-fees = Fees and prices
disclosure-fee = Fee
disclosure-price = Price
disclosure-line = Line
disclosure-opening = Opening
disclosure-came-in = Came in
disclosure-went-out = Went out
disclosure-closing = Closing
disclosure-sum = Sum
disclosure-payments = Payments of the period
disclosure-payment-count = Payments
disclosure-payment-sum = Amount
disclosure-given-back = Given back in the period
disclosure-root = Root
disclosure-check = How to check it
disclosure-text = Download the text
disclosure-check-text = Download the text and reckon its SHA-256; it is the digest above:
disclosure-check-chain = In the text, previous is the digest of the sheet before, corrects of the one it corrects: sheets are chained, and a change of any one shows.
disclosure-check-own = Owners who sign in see that their own payments are in the payments of the period:

## My payments
disclosure-own-sheets = Disclosed here
disclosure-none = Nothing is disclosed yet
disclosure-none-hint = It will stand here once it is published.
disclosure-my-payments = My payments in it
disclosure-my-payments-hint = Each payment below is reckoned up to the root of the sheet. Nobody sees yours, and you see nobody else's.
disclosure-no-payment = No payment in your name came in in this period
disclosure-included = In the sheet
disclosure-not-included = Not in the sheet
disclosure-how = How it is checked
disclosure-how-leaf = Leaf = SHA-256 (byte 00, salt, number, day and amount with tabs between)
disclosure-how-steps = Step by step with the digest on the left or right: SHA-256 (byte 01, left, right), up to the root
disclosure-salt = Salt
disclosure-leaf = Leaf
disclosure-left = Left
disclosure-right = Right

field-sheet-state = State
field-drawn-name = Drawn up by
field-drawn-at = Drawn up at
field-published-name = Published by
field-digest = Digest

choice-sheet-state-draft = To be checked
choice-sheet-state-published = Published
choice-sheet-state-withdrawn = Withdrawn
choice-section-public-revenue = Public revenue
choice-section-repair-fund = Repair fund
choice-section-income = Income of the service
choice-section-spending = Spending of the service

permission-disclosure-disclosure-sheet-view = See disclosure sheets
permission-disclosure-disclosure-sheet-create = Draw up and correct sheets
permission-disclosure-disclosure-sheet-publish = Check and publish sheets
permission-disclosure-payment-leaf-view = Check one's own payments
