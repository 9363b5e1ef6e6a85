# The resident's pages and reports by QR code.

## Pages
portal-home-page = Home
portal-home-rooms = My rooms
portal-home-open = Under way
portal-home-past = Earlier reports
portal-home-bind = Bind a room with an invitation code
portal-home-no-room = No room is bound yet
portal-home-no-room-hint = Ask the service centre for an invitation code; then you can report and follow your cases.
portal-case-list = My reports
portal-case-list-empty = Nothing reported yet
portal-case-list-hint = Is something wrong at home or outside? Take a photo and tell us.
portal-case-place = Place
portal-case-assignee = Technician
portal-case-step = Step { $step } of { $steps }
portal-case-story = What happened
portal-case-act = Handle
portal-case-act-done = Sent, thank you
portal-case-undo = Take back
portal-case-undo-done = Taken back; the case stands as before
portal-undoable = You can take “{ $label }” back until { $until }; nobody is told before.
portal-case-comment = Add a remark
portal-case-comment-done = Added

## Reporting
portal-report-create = Report something
portal-report-create-done = We have it and will see to it soon
portal-report-create-submit = Send
portal-report-send = Send
portal-report-where = Place:{" "}
portal-report-scan = Report by code
portal-report-scan-done = We have it, thank you
portal-not-your-room = Choose one of your own rooms
portal-q-hint = What is wrong here? A line and a photo will do; no need to sign in.
portal-q-taken = Number { $number }: we have it
portal-q-keep = Keep this page to come back and see how it goes.
portal-q-nameless = Reporter by code

## Services
portal-service-page = Services
portal-service-of-activity = Join or start a community activity
portal-service-about-activity = What is on in the community; suggest an event or join a club here.
portal-service-of-enquiry = Ask a question
portal-service-about-enquiry = Fees, papers, opening hours: ask anything and we answer.
portal-service-of-free-care = Free help
portal-service-about-free-care = Borrow a tool, have something small carried: help that costs nothing.
portal-service-of-goods-release = Take large things out
portal-service-about-goods-release = Tell us what leaves the community and show the code at the gate.
portal-service-of-handover-defect = Defects of a new home
portal-service-about-handover-defect = Cracks, draughts, leaks: under warranty the developer mends them and we see to it.
portal-service-of-home-service = Paid help at home
portal-service-about-home-service = Cleaning, appliances, carrying: see the price and choose a time first.
portal-service-of-household-move = Move house
portal-service-about-household-move = Choose a time, book the goods lift, and the van is let in.
portal-service-of-meeting-service = Book a meeting room
portal-service-about-meeting-service = Room, seating and tea: say when and how many.
portal-service-of-move-in = Take over your home
portal-service-about-move-in = Choose a day to sign, check and receive the keys.
portal-service-of-owner-visit = Ask the steward to call
portal-service-about-owner-visit = Something to discuss: choose a time and the steward comes.
portal-service-of-owners-assembly = Propose to the owners’ assembly
portal-service-about-owners-assembly = Call for an assembly, or bring up a matter of all owners.
portal-service-of-praise = Praise somebody
portal-service-about-praise = Tell us who did well, and we pass it on.
portal-service-of-renovation = Renovate your home
portal-service-about-renovation = Apply, hand in plans, get the permit; the deposit comes back after the check.
portal-service-of-suggestion = Make a suggestion
portal-service-about-suggestion = What could be better here; you are answered either way.
portal-service-of-tenancy = Register a tenancy
portal-service-about-tenancy = Let, renewed or ended: a tenant needs it for cards and parking.
portal-service-of-viewing-takeover = View and check a home
portal-service-about-viewing-takeover = Choose a time; what is found is written down on the spot.
portal-service-of-lift-fault = Lift out of order
portal-service-about-lift-fault = Stopped, noisy, doors not closing. Somebody shut in: telephone at once.
portal-service-of-meter-exception = Wrong meter reading
portal-service-about-meter-exception = The figure seems wrong, the meter stands or runs: we come and check.
portal-service-of-public-works = Repair of common facilities
portal-service-about-public-works = Roads, roofs, playgrounds: what needs larger work.
portal-service-of-cleaning-nonconformity = Not clean
portal-service-about-cleaning-nonconformity = Stairs, lifts, paths: take a photo and tell us.
portal-service-of-greening-nonconformity = Plants not cared for
portal-service-about-greening-nonconformity = Dead, fallen, in the way or in the light.
portal-service-of-bill-adjustment = A bill seems wrong
portal-service-about-bill-adjustment = Wrong, or you qualify for a reduction: have it checked.
portal-service-of-refund = Refund
portal-service-about-refund = A deposit or what was paid too much.
portal-service-of-improvement = The same trouble again
portal-service-about-improvement = It keeps coming back: have its cause dealt with.
portal-service-of-parking-shortage = Hard to park
portal-service-about-parking-shortage = Too few spaces or badly used: tell us how it is.
portal-service-create = Ask for a service
portal-service-create-done = We have your request and will see to it
portal-service-create-submit = Send

## Binding
portal-account-bind = Bind a room
portal-account-bind-done = Bound
portal-account-bind-submit = Bind
portal-bind-hint = Enter the invitation code from the service centre and the last four digits of the number it has of you.
portal-bind-have-account = I have an account: sign in
portal-bind-wrong = The code or the four digits are wrong, or the code is no longer valid. Check both, or ask the service centre.

## Progress
portal-step-registered = Received, being looked at
portal-step-finding = Finding a technician
portal-step-coming = A technician is on the way
portal-step-there = The technician is there
portal-step-quoted = A quote waits for your consent
portal-step-working = Being repaired
portal-step-waiting = On hold; see why
portal-step-finished = Done; please confirm
portal-step-done = Finished
portal-step-merged = Handled together with a similar one
portal-story-opened = Reported
portal-story-you = You
portal-story-undone = “{ $action }” taken back
portal-story-rework = Work is done again, time { $count }

## Permissions
permission-portal-home-view = Open the resident's page
permission-portal-case-view = See one's own reports
permission-portal-case-edit = Urge, confirm and rate one's own reports
permission-portal-report-create = Report something
permission-portal-service-create = Ask for services (residents)

## Fields
field-matter = What it is
choice-matter-repair = Repair
choice-matter-complaint = Complaint
field-elsewhere = Not inside? Say where
hint-elsewhere = As in: the stairwell door, garage area B
field-summary = What is wrong
field-danger = Danger (water running, sparks, somebody trapped)
field-details = More about it
field-appointment = When it suits
field-invitation-code = Invitation code
hint-invitation-code = Eight signs in either case, as in K7QM-3XRT
field-phone-tail = Last four digits of your phone
field-your-name = Your name
field-your-phone = Your phone
hint-your-phone = So that we can call you back

## What is known
portal-mass-incident-watch = It reaches my home too
portal-mass-incident-watch-done = Noted; no need to report it again
portal-mass-incident-watch-here = I see it too
portal-mass-incident-watch-here-done = Noted, thank you
portal-known = Known already: { $title }. { $script }
portal-known-until = Known already: { $title }, expected to be over { $time }. { $script }
portal-known-over = Over: { $title }
portal-known-watched = Your home is noted; no need to report it.
portal-known-otherwise = Something else? Please fill in the form below.

## Notices
portal-notification-list = Notices
portal-notification-empty = No notices yet
portal-notification-hint = Here you are told how your reports go on, and of water or power cuts.
portal-notification-unread = New
portal-notification-seen = Read
portal-notification-read = Mark all as read
portal-notification-older = Earlier notices

## My bills
portal-bill-page = Bills
portal-bill-disclosed = What is disclosed of the money here, with my payments in it
portal-bill-invoices = Electronic invoices
portal-bill-papers = My receipts and statements
portal-bill-total = To be paid
portal-bill-empty = There are no bills
portal-bill-hint = Bills appear here once they are published, each with how it came about.
portal-bill-due = Please pay by { $day }
portal-bill-owed = { $owed } still owed, please pay by { $day }
portal-bill-new = New bills: { $bills }, { $total } in all; the first is to be paid by { $day }
portal-bill-told = How it comes about
permission-portal-bill-view = See one’s own bills
portal-bill-pay = Pay online
portal-bill-pay-submit = Go on to pay
portal-bill-pay-done = The order is made
portal-bill-tick = Tick the bills you pay
permission-portal-bill-pay = Pay own bills online

## My deposits and prepayments
portal-holding-page = My deposits and prepayments
portal-holding-none = No deposits and nothing paid in advance
portal-holding-hint = Deposits you left and what remains of what you paid in advance appear here.
portal-holding-prepaid = Pays bills each night, once they are published
portal-holding-left = { $held } still held, { $back } given back or kept
portal-holding-back = Ask for a deposit back

## Own meters
portal-reading-page = My meters
portal-reading-about = Tell what a meter shows, with a photo; a figure far from the usual is looked into.
portal-reading-create = Tell the reading
portal-reading-create-done = Received; if it is far from the usual, somebody looks before it counts
portal-reading-last = Last reading { $figure } { $unit }
portal-reading-none = No meter is registered at your rooms
portal-reading-none-hint = Meters in common space, or read by the utility itself, do not stand here
portal-reading-doubtful = A resident's reading to be looked into: meter { $number }, { $figure }
portal-not-your-meter = This is no meter of your rooms
permission-portal-reading-create = Tell readings of one's own meters
