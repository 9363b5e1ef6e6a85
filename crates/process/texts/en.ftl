# Why the case engine refuses. $words are words of the definition.
case-refused-not-open = This case is not open, or is open already
case-refused-unknown = The process has no “{ $name }”
case-refused-stage = The case stands in “{ $words }”, where this cannot be done
case-refused-role = Your role cannot do this; ask the colleague in charge
case-refused-guard = { $words }
case-refused-condition = The condition does not hold: { $condition }
case-refused-same-actor = Whoever did “{ $words }” cannot do this too; somebody else must
case-refused-missing = Still missing: { $words }
case-refused-failed = Did not pass: { $words }; put it right and record it again
case-refused-nobody = Choose who is to do it; nobody is on duty
case-refused-no-way = The process has no way on from here
case-refused-master = Choose another case as the master
case-refused-full = This case has as many entries as it can hold; end it and open another
case-refused-adopt = The new version has no stage “{ $stage }”; the case stays on the old one
case-refused-adopt-ends = A new version cannot end a case in “{ $words }”
