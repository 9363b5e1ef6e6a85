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
