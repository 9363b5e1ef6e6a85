## 公示表
disclosure-sheet = 公示表
disclosure-disclosure-sheet-list = 公示表
disclosure-disclosure-sheet-list-empty = 还没有公示表：选一个已经结束的期间编制
disclosure-disclosure-sheet-create = 编制公示表
disclosure-disclosure-sheet-create-done = 已按账编制，等待他人复核公布
disclosure-disclosure-sheet-publish = 复核并公布
disclosure-disclosure-sheet-publish-done = 已公布
disclosure-disclosure-sheet-withdraw = 撤回草稿
disclosure-disclosure-sheet-withdraw-done = 草稿已撤回
disclosure-disclosure-sheet-correct = 更正
disclosure-disclosure-sheet-correct-done = 已按账编制更正表，等待他人复核公布
disclosure-ends-before-it-begins = 结束日期不能早于开始日期
disclosure-not-over = 这个期间还没有结束：请选昨天或以前结束的期间
disclosure-own-sheet = 不能公布自己编制的公示表：请他人复核
disclosure-not-a-draft = 这张公示表已经公布或撤回
disclosure-not-published = 只能更正已公布的公示表
disclosure-post-it = 张贴用二维码：扫码即可查看和核验
disclosure-read = 查看公示
disclosure-corrects = 更正
disclosure-corrected-by = 已被更正
disclosure-is-corrected = 这张公示表已有更正，请以更正后的为准；原表保留备查
disclosure-history = 历次公示
disclosure-fees = 收费项目及标准
disclosure-fee = 收费项目
disclosure-price = 标准
disclosure-line = 项目
disclosure-opening = 期初结余
disclosure-came-in = 收入
disclosure-went-out = 支出
disclosure-closing = 期末结余
disclosure-sum = 合计
disclosure-payments = 本期收款
disclosure-payment-count = 笔数
disclosure-payment-sum = 金额
disclosure-given-back = 本期退回
disclosure-root = 校验根
disclosure-check = 怎样核验
disclosure-text = 下载原文
disclosure-check-text = 下载原文，计算它的 SHA-256，应与上面的摘要一致：
disclosure-check-chain = 原文里的 previous 是上一张公示表的摘要，corrects 是被更正的那张：历次公示首尾相连，改动任何一张都会对不上。
disclosure-check-own = 业主登录后可核对自己的缴费是否计入本期收款：

## 我的缴费
disclosure-own-sheets = 小区公示
disclosure-none = 还没有公示
disclosure-none-hint = 公布后会显示在这里。
disclosure-my-payments = 核对我的缴费
disclosure-my-payments-hint = 下面每笔缴费都由本页重新计算到公示表的校验根；别人看不到您的缴费，您也看不到别人的。
disclosure-no-payment = 本期没有以您的名义收到的缴费
disclosure-included = 已计入公示
disclosure-not-included = 与公示不符
disclosure-how = 怎样核对
disclosure-how-leaf = 叶子 = SHA-256（字节 00、盐、收据号·日期·金额，中间为制表符）
disclosure-how-steps = 逐步与左边或右边的摘要合并：SHA-256（字节 01、左、右），最后得到校验根
disclosure-salt = 盐
disclosure-leaf = 叶子
disclosure-left = 左
disclosure-right = 右

field-sheet-state = 状态
field-drawn-name = 编制人
field-drawn-at = 编制时间
field-published-name = 复核公布人
field-digest = 摘要

choice-sheet-state-draft = 待复核
choice-sheet-state-published = 已公布
choice-sheet-state-withdrawn = 已撤回
choice-section-public-revenue = 公共收益收支
choice-section-repair-fund = 维修资金收支
choice-section-income = 物业服务收入
choice-section-spending = 物业服务支出

permission-disclosure-disclosure-sheet-view = 查看公示表
permission-disclosure-disclosure-sheet-create = 编制和更正公示表
permission-disclosure-disclosure-sheet-publish = 复核并公布公示表
permission-disclosure-payment-leaf-view = 核对自己的缴费
