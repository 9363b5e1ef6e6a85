# 重复规则哪里不对、该怎么办。$part 是 RFC 5545 里的名字，$found 是写在那里的内容。
recurrence-unknown = 重复规则里没有“{ $found }”：请删去，或改成规则里有的部分
recurrence-twice = { $part } 写了两次：请只留一个
recurrence-missing = 缺少 { $part }：请补上
recurrence-below-a-day = “{ $found }”比一天还短：请按天重复，一天几次用 BYHOUR、BYMINUTE 写明时刻
recurrence-word = { $part } 里的“{ $found }”认不得：频率写 DAILY、WEEKLY、MONTHLY 或 YEARLY，星期写 MO 至 SU
recurrence-range = { $part } 里的“{ $found }”不对：请写 { $least } 至 { $greatest } 的整数
recurrence-signed-range = { $part } 里的“{ $found }”不对：请写 { $least } 至 { $greatest } 的整数，从后往前数时加负号
recurrence-time = { $part } 里的“{ $found }”不是时间：请写成 20261121T080000，年份在 1970 至 2100 之间
recurrence-zone = { $part } 带了时区：请写项目当地的时间，不带时区也不带 Z
recurrence-not-with = { $part } 不能和 FREQ={ $frequency } 一起用：请去掉它，或改用别的频率
recurrence-nth-day = “第几个星期几”只能用在按月、按年的规则里，而且不能和周数一起用：请只写星期几
recurrence-position-alone = BYSETPOS 是从别的条件里挑第几个：请再写上 BYDAY 等条件，或去掉它
recurrence-two-ends = COUNT 和 UNTIL 只能写一个：请去掉其中一个
recurrence-too-many = { $part } 最多写 { $most } 个：请改用规则来写

# 计划里哪里不对、该怎么办。
plan-no-trigger = 计划没有触发条件，永远不会到期：请至少写一条重复规则、用量或报警
plan-never = 这条规则自计划开始之日起一次也不会到：请检查月份、日期和结束条件
plan-no-window = 计划定了几点钟，却没有留出可做的时间：请写明最晚可以迟多久，或写明作业时段
plan-completion-rule = 从上次完成算起时，规则只能写“每隔多少天、周、月、年”：请去掉星期、日期、次数等条件，或改为按日历固定
plan-meter-every = 用量间隔必须大于零：请写明每用多少做一次
plan-ends-before = 结束日期早于开始日期：请改正其中一个
plan-negative = 提前量和可早、可迟的时间不能是负数：请写零或正数
plan-season = 季节的起止必须是一年里有的日子：请写月和日

# 任务为什么不能这样改。
occurrence-not-released = 任务还没有下发：请先下发
occurrence-not-begun = 任务还没有开始，没有可放下的：请先开始
occurrence-under-way = 已经有人在做：请等他做完，或请他放下
occurrence-over = 任务已经结束，不能再改：如需补做，请另开一项
