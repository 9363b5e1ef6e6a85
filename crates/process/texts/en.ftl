# Why the case engine refuses. $zh and $en are words of the definition; each language takes its own.
case-refused-not-open = This case is not open, or is open already
case-refused-unknown = The process has no “{ $name }”
case-refused-stage = The case stands in “{ $en }”, where this cannot be done
case-refused-role = Only these roles can do it: { $roles }
case-refused-guard = { $en }
case-refused-condition = The condition does not hold: { $condition }
case-refused-same-actor = Whoever did “{ $en }” cannot do this too; somebody else must
case-refused-missing = Still missing: { $en }
case-refused-nobody = Choose who is to do it; nobody is on duty
case-refused-no-way = The process has no way on from here
case-refused-master = Choose another case as the master
case-refused-full = This case has as many entries as it can hold; end it and open another
case-refused-adopt = The new version has no stage “{ $stage }”; the case stays on the old one
