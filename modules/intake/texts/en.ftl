# Importing workbooks
intake-import = Import
intake-import-list = Imports
intake-import-list-empty = No workbook has been imported yet
intake-import-list-empty-hint = Upload what another system exported, or download a template and fill it in.
intake-import-about = Upload a workbook, check its columns, try it, then import; importing the same workbook again makes no doubles.
intake-import-upload = Upload a workbook
intake-import-upload-submit = Upload
intake-import-upload-done = Uploaded; finding out what is in it
intake-import-map = Save the mapping
intake-import-map-done = Saved; the next workbook of this source is read the same way
intake-import-dry-run = Dry run
intake-import-dry-run-done = The dry run has begun; nothing is written
intake-import-apply = Import
intake-import-apply-done = The import has begun
intake-import-cancel = Stop
intake-import-cancel-done = Asked to stop
intake-apply-all = Import all rows or none
intake-apply-good = Import the good rows only

intake-template = Templates
intake-template-all = All templates
intake-template-about = Every column comes with its explanation, its choices and an example.
intake-template-download = Download a template
intake-template-download-done = The template is ready

permission-intake-import-view = See imports
permission-intake-import-create = Upload workbooks and try them
permission-intake-import-apply = Import workbooks into registers

choice-import-state-uploaded = being read
choice-import-state-mapped = ready to try
choice-import-state-checking = dry run
choice-import-state-checked = ready to import
choice-import-state-applying = importing
choice-import-state-done = done
choice-import-state-refused = unreadable
choice-import-state-cancelled = stopped
choice-import-state-failed = not finished
choice-policy-all = All rows or none
choice-policy-good = Good rows only

field-import-state = State
field-source = Source system
field-policy = When rows are wrong
field-file-name = File
field-total = Rows
field-refused = With problems
field-by-name = By
field-uploaded-at = Uploaded
field-sheets = Sheets
field-sheet = Sheet
field-register = Register
field-columns = Columns
field-heading = Heading
field-fills = Field

# Result
intake-result = Result by sheet
intake-sheet = Sheet
intake-register = Register
intake-rows = Rows
intake-created = New
intake-updated = Changed
intake-unchanged = Unchanged
intake-refused = With problems
intake-created-would = Would be new
intake-updated-would = Would change
intake-problems = Rows with problems
intake-error-workbook = Download the rows with problems
intake-cell = Cell
intake-column = Column
intake-given = As given
intake-problem = Problem
intake-more-problems = { $count } more rows have problems; all are in the workbook of problems, which can be corrected and uploaded.
intake-placeholder = “{ $field }” of sheet “{ $sheet }” says { $given } in { $count } rows; read as “not known”.
intake-said = { $text }

# What was found
intake-found = What was found, and what it is taken for
intake-row-count = { $count } rows
intake-fills = Fills
intake-filled = Rows filled
intake-leave-out = Not taken
intake-missing = Required fields no column fills: { $columns }. Choose columns for them below, or leave the sheet out.
intake-not-taken = Not taken
intake-sheet-not-taken = Sheet “{ $sheet }” has no register; { $count } rows are not taken.
intake-column-not-taken = Column “{ $column }” of sheet “{ $sheet }” fills no field; { $count } rows have something there that is not taken.
intake-aside = Notes beside the data of sheet “{ $sheet }” ({ $count } cells) are not taken.
intake-file-erased = (file erased after its term)

# Under way
intake-may-leave = you may leave this page
intake-stopping = stopping

# Why not
intake-busy = It is under way: wait for its end, or stop it first.
intake-ended = This import is over; upload the workbook again.
intake-not-read = The workbook is still being read.
intake-not-checked = Do a dry run first.
intake-columns-missing = Sheet “{ $sheet }” lacks { $count } required fields: map its columns first.
intake-nothing-to-take = There is no row to take.
intake-rows-refused = { $count } rows have problems. Correct them and upload again, or import the good rows only.
intake-other-import = Another import of this community is under way; wait for its end or stop it, then try again.
intake-broke-off = Several attempts did not finish it. Try a dry run later; importing again makes no doubles.
intake-refused-untouched = Somebody changed what rows stand on after the dry run, so nothing was written. See the rows with problems.

# Command line
intake-report-head = { $file }: { $state }
intake-report-sheet = { $sheet } → { $register }: { $rows } rows, { $created } new, { $updated } changed, { $unchanged } unchanged, { $refused } with problems
intake-report-sheet-would = { $sheet } → { $register }: { $rows } rows, { $created } would be new, { $updated } would change, { $unchanged } unchanged, { $refused } with problems
intake-report-problem = { $sheet } { $cell } { $heading }: { $problem }
