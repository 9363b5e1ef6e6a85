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
occurrence-move-begun = 已经开始或已经结束的任务不能改期
occurrence-move-past = 这一天已经过去：请选今天或以后
occurrence-move-rhythm = 越过了同一计划在 { $other } 的任务，次序会乱：请选它之前（或之后）的日子
occurrence-move-season = 计划在这一天不执行（季节之外或已到期）：请选计划执行期内的日子
occurrence-move-closed = 这一天是休息日，而计划只在工作日做：请选工作日

# 作业指导：结果的判定，以及文件里写错的地方。$a、$b 是数值或代号。
procedure-answered-and-skipped = 既有答案又写了跳过，请留其一
procedure-not-skippable = 这一步不能跳过，请完成后再提交
procedure-no-reason = 没有跳过原因“{ $a }”，请从列出的原因中选一个
procedure-explain = 选了这个原因要写明情况
procedure-skipped = 已跳过：{ $a }
procedure-text-long = 最多 { $a } 个字，请写短一些
procedure-chosen = 结果为“{ $a }”
procedure-no-choice = 没有选项“{ $a }”，请从列出的选项中选
procedure-position-unsure = 距规定位置约 { $a } 米，定位误差 { $c } 米，不能确定是否在 { $b } 米以内
procedure-no-position = 无法定位（未授权或没有信号）
procedure-too-far = 离规定位置 { $a } 米，应在 { $b } 米以内，请走近后重新定位
procedure-other-code = 扫到的码不是这里的，请核对位置或设备后重扫
procedure-other-kind = 答案的类型不对，这一步要的是 { $a }
procedure-below = { $a } { $unit }，低于下限 { $b } { $unit }
procedure-above = { $a } { $unit }，高于上限 { $b } { $unit }
procedure-near-least = { $a } { $unit }，低于提醒值 { $b } { $unit }，请留意
procedure-near-greatest = { $a } { $unit }，高于提醒值 { $b } { $unit }，请留意
procedure-few-photos = 至少要 { $a } 张照片，请补拍
procedure-many-photos = 最多 { $a } 张照片，请删去多余的
procedure-meter-unusual = 用量与平时相差 { $a }%，请查找原因
procedure-meter-backwards = 读数比上次小，请重读；换过表请填旧表止数和新表起数
procedure-meter-impossible = 表上不会有这个读数，请核对位数后重读
procedure-meter-too-much = 用量超过平时的上限 { $a } { $unit }，请重读并拍下表盘
procedure-other-key = 这一类步骤没有“{ $a }”，请删去，或改步骤类型
procedure-whole-number = 字数和张数要写整数
procedure-name = 代号只能用小写字母、数字和下划线，请改名
procedure-twice = 已有同名的一项，请给其中一项改名
procedure-source-unused = 没有一处引用这份文件，请删去或在步骤里引用
procedure-one-of = 系统只能是 { $a } 之一
procedure-nobody = 没有写谁来做，请至少选一个岗位
procedure-version = 版本从 1 开始，请改为 1 或更大
procedure-score = 及格分在 0 到 100 之间，请改正
procedure-steps = 步骤应在 1 到 { $a } 个之间，请增减或拆成几份
procedure-no-source = 有限值或周期却没有依据，请写上 standards
procedure-section-empty = 这一节没有步骤，请加上步骤或删去这一节
procedure-no-hours = 岗位一日流程的每一节都要写时段，如 08:00-09:00
procedure-no-paper = 没有依据文件“{ $a }”，请先在 source 里列出
procedure-unit = 测量值没有单位，请写上 unit
procedure-digits = 表的位数应在 3 到 12 之间，请核对表盘
procedure-choices = 选项至少要两个，请补充
procedure-incident-unproven = 不合格会报突发事件的步骤要留照片，请把 proof 改为 failed 或 always
procedure-limits = 上下限次序不对：下限 ≤ 低提醒 ≤ 高提醒 ≤ 上限，且上限大于 0
procedure-language = 中文和英文都要写，请补上缺的一种
procedure-english = 英文里夹有中文：{ $a }，请改写
procedure-long = 一段文字最多 { $a } 个字，请写短或拆成两步

# 路线哪里不对、该怎么办。
route-empty = 路线上没有点位：请至少加一个
route-twice = 这个点位在路线上已经有了：请删去一个
route-window = 点位的时间段或停留时间不对：停留不能为负，到达时间的止点要晚于起点
route-random-window = 随机顺序的路线不能给点位定时间段：请去掉时间段，或改为固定顺序
