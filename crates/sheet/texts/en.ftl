# The file as a whole
sheet-empty-file = The file is empty.
sheet-file-too-large = The file is larger than { $max } MB. Please split it.
sheet-not-a-workbook = This is no workbook. Please upload an .xlsx, .xls, .ods or .csv file (the right ending is not enough).
sheet-web-page = This file is a web page or XML with the ending of a workbook. Open it in a spreadsheet program, save it as .xlsx and upload that.
sheet-password-protected = The file has a password. Please remove it first.
sheet-old-workbook = This is a workbook of Excel 95 or older, which cannot be read. Please open it in Excel or WPS, save it as .xlsx and upload that.
sheet-format-unsupported = The format { $format } is not supported. Please save the file as .xlsx.
sheet-csv-unreadable = The encoding of the text is not known. Save it as “CSV UTF-8” or .xlsx and upload that.
sheet-csv-quote = A double quote in row { $row } is never closed; what follows cannot be read.
sheet-unpacks-too-large = The file unpacks to more than { $max } MB or has too many parts and was not read. Please split it.
sheet-damaged = The file is damaged. Open it in a spreadsheet program, save it as a new file and upload that.
sheet-too-many-sheets = There are more than { $max } sheets.
sheet-too-many-rows = A sheet has more than { $max } rows. Please split the file.
sheet-too-many-columns = Cell { $cell } lies beyond column { $max }. Please delete what stands too far right.
sheet-too-many-merges = There are more than { $max } merged areas. Please unmerge them.
sheet-text-too-long = The text in cell { $cell } is longer than { $max } characters.

# Cells
sheet-cell-error = The cell holds the formula error { $given }. Please put the right value.
sheet-formula-not-computed = The cell holds a formula, but the file has no result for it. Open and save it in a spreadsheet program, or put the value.
sheet-digits-lost = “{ $given }” is a long number the spreadsheet rewrote; its last digits are lost. Format the column as text and enter the number again.
sheet-became-a-date = The spreadsheet took this for a date ({ $given }). Format the column as text and enter it again.
sheet-not-a-date = “{ $given }” is no date we can read. Please write it like 2020-06-10.
sheet-not-a-choice = “{ $given }” is not one of the choices: { $choices }.
sheet-duplicate-key = The same as row { $row }.
sheet-reference-missing = There is no “{ $given }” to point to. Add it, or correct the number here.
sheet-problem-at = { $heading }: { $problem }

# Templates
sheet-required = Required
sheet-optional = Optional
sheet-form-date = A date like 2020-06-10
sheet-form-money = An amount in yuan with at most two decimals
sheet-form-area = An area in square metres with at most two decimals
sheet-form-integer = A whole number
sheet-form-choice = One of: { $choices }
sheet-form-several = Put { $mark } between several values
sheet-explain-sheet = Sheet
sheet-explain-column = Column
sheet-explain-what = What to write
sheet-explain-example = Example

# Exports
sheet-export-too-long = A sheet holds at most { $max } rows. Please narrow the list, or export it as CSV.
