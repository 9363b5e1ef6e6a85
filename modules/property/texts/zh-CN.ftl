property-place-list = 房产空间
