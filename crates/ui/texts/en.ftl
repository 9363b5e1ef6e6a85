# Words of the components and the ones all modules share. A module's own words are in its texts/.
product = Steward

## Pages
ui-navigation = Navigation
ui-navigation-all = All navigation
ui-skip = Skip to content
ui-search = Find
ui-search-hint = Room, name, last digits of a phone, plate, case number
ui-search-here = Find in this list
ui-way = You are here
ui-actions = What you can do
ui-offline = No signal · keep going, submit when it is back
ui-draft-kept = What you had not submitted was brought back
ui-discard = Discard
ui-sending = Submitting…
ui-failed = Not submitted. Your entries are still here, please try again
ui-nothing-found = Nothing found, try other words
ui-close = Close
ui-theme-light = Light
ui-theme-dark = Dark

## Keys
ui-keys = Keyboard
ui-key-search = Find anything
ui-key-new = New
ui-key-rows = Next row, previous row
ui-key-open = Open the row
ui-key-select = Select the row
ui-key-leave = Leave or close
ui-key-help = Show this list

## Forms
ui-save = Save
ui-cancel = Cancel
ui-confirm = Confirm
ui-delete = Delete
ui-edit = Edit
ui-add = Add
ui-sign-in = Sign in
ui-sign-out = Sign out
ui-optional = optional
ui-choose = Please choose
ui-yes = Yes
ui-no = No
ui-more-fields = More
ui-add-row = Add a row
ui-at-most = { $count } characters at most
ui-take-photo = Take or choose photos
ui-choose-file = Choose a file
ui-kept-file = Uploaded file
ui-sign-here = Please sign here
ui-sign-again = Sign again
ui-locate = Take the current position
ui-locate-failed = No position. Please allow location access
ui-reveal = Show

## Lists
ui-views = Views
ui-filters = Filters
ui-selected = Selected
ui-select-all = Select all on this page
ui-select-row = Select this row
ui-rows = { $count ->
    [one] 1 row
   *[other] { $count } rows
}
ui-rows-over = Over { $count } rows
ui-columns = Columns
ui-columns-usual = Usual columns
ui-column-up = Move { $column } to the left
ui-column-down = Move { $column } to the right
ui-view-save = View
ui-view-name = Name of the view
ui-view-first = The list begins with it
ui-view-shared = Colleagues see it too
ui-view-not-first = No longer begin with it
ui-apply = Apply
ui-export = Export
ui-pages = Pages
ui-before = Previous
ui-after = Next
ui-empty = Nothing matches
ui-empty-hint = Loosen the filters, or add one.

## Pictures and print
ui-legend = Legend
ui-as-table = Show as a table
ui-flow-from = From
ui-flow-to = To
ui-flow-by = Action
ui-flow-count = { $count } open
ui-line-gone = gone: 
ui-line-came = new: 
ui-print = Print
print-no-font = There is no font for Chinese, so no PDF can be made: build with make assets, or install the Noto Sans CJK font on the server
ui-qr-of = QR code of { $title }
ui-per-second = { $count } per second

## Time
time-left = { $span } left
time-over = { $span } over
time-ago = { $span } ago
time-just-now = just now
time-yesterday = yesterday
time-tomorrow = tomorrow
span-under-a-minute = under 1 min
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}

## When something fails
error-unauthenticated = Please sign in first.
error-forbidden = Your role does not include this ({ $permission }). Ask an administrator if you need it.
error-not-found = There is no such record. It may have been deleted, or it is outside your area.
error-invalid = { $count ->
    [one] One entry needs attention:
   *[other] { $count } entries need attention:
}
error-conflict = Somebody has just changed this record. Reload and try again.
error-being-imported = An import under way is changing this record. Wait for its end, or stop it, then try again.
error-internal = Something went wrong on our side and has been recorded. Please try again later.
error-unavailable = The system cannot answer right now. Please try again in a moment.
error-key-reused = This submission was already used for something else. Reload the page and try again.

invalid-confirm-all = Check every line and tick them all; what is wrong is corrected first
invalid-required = Please fill this in
invalid-integer = Please enter a whole number
invalid-money = Please enter an amount with at most two decimals, such as 120.50
invalid-area = Please enter an area with at most two decimals, such as 89.50
invalid-too-small = Not less than { $min }
invalid-too-great = Not more than { $max }
invalid-text = Please enter text
invalid-control-character = It contains characters that cannot be stored; please type it again
invalid-too-long = At most { $max } characters, now { $length }
invalid-too-short = At least { $min } characters; there are { $length }
invalid-location = The position is not right; please take it again, or enter it as 31.23041, 121.47370 (latitude, longitude)
invalid-object = The content has the wrong shape
invalid-unknown-field = There is no such field
invalid-list = Several entries are expected
invalid-too-many = At most { $max } entries
invalid-bool = Please choose yes or no
invalid-date = Please enter a date, such as 2026-11-21
invalid-instant = Please enter a date and a time
invalid-choice = Please choose from the list
invalid-ref = Please choose from what was found
invalid-file = The file did not arrive; please choose it again
invalid-file-unknown = This file is not there or was not brought by you; please upload it again
invalid-not-a-picture = A picture is wanted here; please choose an image
invalid-phone = Please enter a valid phone number
invalid-value = This cannot be read; please enter it again

## Common fields
field-due-on = Due on
field-name = Name
field-code = Code
field-number = Number
field-title = Subject
field-note = Note
field-phone = Phone
field-email = E-mail
field-password = Password
field-account = Account
field-state = State
field-kind = Kind
field-from = From
field-to = To
field-date = Date
field-reason = Reason
field-photos = Photos
field-photo = Photo
field-file = File
field-files = Files
field-signature = Signature
field-location = Position
field-amount = Amount
field-price = Price
field-quantity = Quantity
field-area = Area
field-address = Address
field-community = Community
field-building = Building
field-unit = Unit
field-floor = Floor
field-room = Room
field-person = Person
field-role = Role
field-description = Description
field-priority = Priority
field-expires-at = Valid until
field-parent-id = Stands below
field-created-at = Registered
field-updated-at = Updated
