## 收银台
payment-counter-page = 收银台
payment-counter-hint = 输入房号、业主姓名或手机号，勾选账单，收款并打印
payment-look = 房号、业主或手机号
payment-look-up = 查找
payment-found = 找到的房屋
payment-found-none = 没有找到房屋
payment-found-none-hint = 换房号、姓名或手机后四位再试
payment-next-customer = 下一位
payment-owed = 所选房屋合计应收
payment-bill-told = { $place } { $item } { $from } 至 { $to }，应收 { $owed }，{ $due } 到期
payment-shift-since = 本班次自 { $since } 起
payment-amount = 收款金额（不填即收勾选账单的全额）
payment-payment-list = 收款记录
payment-payment-list-empty = 还没有收款
payment-payment-create = 收款
payment-payment-create-submit = 收款并打印
payment-payment-create-done = 已收款
payment-payment-void = 冲正
payment-payment-void-done = 已冲正，账单恢复为未缴
payment-memo = 收款 { $number } { $places }
payment-void-memo = 冲正收款 { $number }

## 收据
payment-receipt = 收据
payment-receipt-of = 收据 { $number }
payment-lines = 收费明细
payment-period = 账期
payment-total = 合计
payment-in-words = 金额大写：
payment-change = 找零
payment-voided = 作废

## 收费班次
payment-cash-shift = 收费班次
payment-cash-shift-list = 收费班次
payment-cash-shift-list-empty = 还没有收费班次
payment-cash-shift-create = 开班
payment-cash-shift-create-done = 已开班
payment-cash-shift-hand-in = 交款
payment-cash-shift-hand-in-done = 已交款，等待确认
payment-cash-shift-confirm = 确认交款
payment-cash-shift-confirm-done = 交款已确认
payment-count-again = 重新清点
payment-hand-in = 收费员交款
payment-hand-in-of = { $name }的交款
payment-of-shift = 本班次收款
payment-taken = 系统统计
payment-count = 笔数
payment-expected = 钱箱应有
payment-cash-box = 收费钱箱
payment-safe = 保险柜现金
payment-over-and-short = 现金长短款

## 预存款
payment-prepayment-list = 预存款
payment-prepayment-list-empty = 还没有预存款

payment-tick-a-bill = 请勾选要缴的账单；只存预存款时请选择预存用途并填金额
payment-bill-not-open = 所选账单已缴清或已作废：请刷新后重新勾选
payment-amount-above-nothing = 请填大于零的收款金额
payment-more-than-owed = 勾选的账单合计应收 { $owed } 元，多出 { $over } 元：请改金额，或选择转入哪种预存款
payment-way-amount = 这种方式的金额应大于零；只能有一种方式不填金额
payment-ways-differ = 各方式合计 { $said } 元，与收款金额 { $amount } 元不一致
payment-no-cash = 没有现金收款，不用填现金实收
payment-tendered-too-little = 现金实收不足：应收现金 { $cash } 元
payment-open-a-shift = 您还没有开班：请先开班再收款
payment-other-community = 只能收本班次所在小区房屋的款
payment-choose-rooms = 请选择 1 至 { $most } 套房屋
payment-prepayment-spent = 预存款只剩 { $left } 元，不够扣回
payment-voided-already = 这笔收款已经冲正
payment-own-payment = 不能冲正自己收的款：请他人办理
payment-cash-handed-in = 这笔现金已随班次交款，不能冲正：请办理退款
payment-shift-open-already = 您已有未交款的班次：请先交款
payment-float-below-nothing = 备用金不能小于零
payment-not-own-shift = 只能交自己班次的款
payment-shift-confirmed = 这个班次的交款已经确认
payment-shift-not-handed-in = 这个班次还没有交款
payment-own-hand-in = 不能确认自己的交款：请他人确认
payment-counted-below-nothing = 清点金额不能小于零
payment-difference-why = 钱箱应有 { $expected } 元，相差 { $difference } 元：请重新清点或填写原因

field-place-ids = 房屋
field-bill-ids = 账单
field-methods = 收款方式
field-method = 方式
field-reference = 凭证号
field-tendered = 现金实收
field-prepaid-for = 预存用途
field-paid-places = 房屋
field-prepaid = 转入预存
field-received-at = 收款时间
field-cashier-name = 收费员
field-payment-state = 状态
field-shift-id = 收费班次
field-shift-state = 状态
field-float = 备用金
field-counted-cash = 清点现金
field-difference-reason = 差异原因
field-cash-difference = 现金差异
field-handed-in-at = 交款时间
field-confirmed-name = 确认人
field-prepayment-balance = 余额

hint-prepaid-for = 多于应收时，多出部分转入第一套房的这种预存款
hint-counted-cash = 钱箱内全部现金，含备用金

choice-method-cash = 现金
choice-method-card = 刷卡
choice-method-transfer = 转账
choice-method-wechat = 微信收款码
choice-method-alipay = 支付宝收款码
choice-prepaid-for-general = 通用预存
choice-prepaid-for-management = 物业费预存
choice-prepaid-for-utilities = 水电预存
choice-payment-state-received = 已收
choice-payment-state-voided = 已冲正
choice-shift-state-open = 收款中
choice-shift-state-handed-in = 待确认
choice-shift-state-confirmed = 已确认

permission-payment-cash-shift-view = 查看收费班次
permission-payment-cash-shift-create = 开班和交款
permission-payment-cash-shift-confirm = 确认交款
permission-payment-payment-view = 查看收款
permission-payment-payment-create = 收银台收款
permission-payment-payment-void = 冲正收款
permission-payment-prepayment-view = 查看预存款
