property-place-list = Places
