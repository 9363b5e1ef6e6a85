# 钱为什么不能这样动、该怎么办。
settle-amount = 金额 { $amount } 不对：请写大于零的金额
settle-twice = 账单 { $bill } 列了两次：请只留一次
settle-overpaid = 账单 { $bill } 已多收：请先处理多收的部分
settle-more-than-paid = 最多可退 { $most }：请减少金额
settle-more-than-owed = 最多可减 { $most }：请减少金额
settle-too-much = 金额合计太大，无法计算：请核对

# 违约金是怎么算出来的。
settle-told-late = { $from } 至 { $until }：欠 { $owed } 元，{ $days } 天，每天 { $percent }%
settle-told-capped = 已达上限，不再增加
settle-told-waived = 减免 { $amount } 元
settle-told-penalty = 违约金合计 { $exact } 元，应收 { $amount } 元
