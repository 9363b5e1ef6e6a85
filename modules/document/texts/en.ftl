# Papers: print templates, printing, batches

## Print templates
document-print-template-list = Print templates
document-print-template-list-empty = No templates of your own yet; those that ship are in use
document-print-template-draft = Edit template
document-print-template-draft-done = Draft saved; it holds once published
document-print-template-publish = Publish
document-print-template-publish-done = Published; papers are printed by it from now on
document-print-template-end = Stop using
document-print-template-end-done = No longer in use
document-draft-of = Template: { $kind }
document-published-by = Published by
document-draft-waits = This is a draft; publish it once the preview is right
document-preview = Preview
document-preview-pdf = Preview as PDF
document-preview-none = No record to preview
document-preview-hint = Preview once there is a paper of this kind
document-code-here = A QR code is printed here
document-fields-wanted = Choose at least one field
document-column-wanted = The table must show its amounts (paid, owed or balance)
document-roll-columns = An 80 mm roll has room for { $most } columns
document-copies-most = A set has at most { $most } parts
document-part-unknown = This paper does not have this
document-part-twice = This was chosen already
document-template-published = This edition was published already
document-template-not-in-use = This edition is not in use

## On paper
document-voided = Void
document-given-back = { $amount } given back
document-looked-at = Sample
document-reprint = Reprint, copy { $nth }
document-electronic = Electronic copy
document-scan = Scan to see your bills
document-part-place = Room
document-part-payer = Owner
document-part-received-at = Time
document-part-method = Method
document-part-total = Total
document-part-capital = In words
document-part-note = Note
document-part-cashier = Cashier
document-part-community = Community
document-part-tendered = Tendered/change
document-part-item = Fee
document-part-period = Period
document-part-amount = Amount
document-part-day = Date
document-part-pay-until = To be paid by
document-part-number = Bill
document-part-due-on = Due
document-part-days-late = Days late
document-part-owed = Owed
document-part-purpose = Purpose
document-part-reason = Reason
document-part-asked-by = Asked by
document-part-decided-by = Approved by
document-part-opening = Owed before
document-part-closing = Owed after
document-part-on = Date
document-part-memo = What
document-part-debit = Billed
document-part-credit = Paid
document-part-balance = Balance

## Printing
document-paper-copy-list = Printed papers
document-paper-copy-list-empty = Nothing printed yet
document-paper-copy-create = Print
document-paper-copy-create-done = Made
document-nothing-owed = Nothing is owed, so there is nothing to print
document-days-turned = The last day comes before the first
document-statement-long = Too much moved in these days; choose fewer

## Batches
document-print-batch = Batch of papers
document-print-batch-list = Batches of papers
document-print-batch-list-empty = No batches yet
document-print-batch-create = Print a batch
document-print-batch-create-done = Begun
document-print-batch-cancel = Cancel
document-print-batch-cancel-done = Cancelled
document-batch-file = Download
document-batch-kind = Receipts, notices and letters about arrears can be printed in batches
document-batch-empty = There is nothing to print
document-batch-most = At most { $most } papers at once; choose fewer
document-batch-ended = It has ended already
document-batch-broke-off = It broke off; print it again
document-missing = No font has these characters, a box stands for each: { $characters }

## On the phone
document-own-papers = My receipts and statements
document-own-none = No receipts yet
document-own-hint = Once you have paid, take your receipts from here
document-own-receipt = Download the receipt
document-own-statement = Download the statement of this year

## Fields
field-document-kind = Paper
field-paper-title = Title
field-head = Head
field-fields = Fields
field-notes = Notes
field-foot = Foot
field-shown-part = What
field-paper-size = Format
field-copy-nth = Copy
field-type-size = Type size (points)
field-copy-names = Parts of a set (with commas, as in: stub, customer)
field-template-state = State
field-drafted-name = Drafted by
field-drafted-at = Drafted at
field-printed-name = Printed by
field-printed-at = Printed at
field-subject = Subject
field-batch-state = State
field-papers = Papers
field-pages = Pages
choice-document-kind-receipt = Receipt
choice-document-kind-bill-notice = Bill notice
choice-document-kind-dunning-notice = Dunning notice
choice-document-kind-collection-letter = Collection letter
choice-document-kind-lawyer-letter = Lawyer’s letter
choice-document-kind-refund-slip = Refund slip
choice-document-kind-deduction-slip = Deduction slip
choice-document-kind-statement = Statement
choice-paper-size-a4 = A4
choice-paper-size-a5 = A5, landscape
choice-paper-size-third = Third, 241 × 93 mm
choice-paper-size-roll = 80 mm roll
choice-template-state-draft = Draft
choice-template-state-published = In use
choice-template-state-replaced = Replaced
choice-batch-state-working = Working
choice-batch-state-done = Done
choice-batch-state-cancelled = Cancelled
choice-batch-state-failed = Failed
