# 单据：打印模板、打印、批量打印

## 打印模板
document-print-template-list = 打印模板
document-print-template-list-empty = 还没有自己的模板，正在使用随产品提供的模板
document-print-template-draft = 编辑模板
document-print-template-draft-done = 草稿已保存，发布后生效
document-print-template-publish = 发布
document-print-template-publish-done = 已发布，以后的单据按此模板打印
document-print-template-end = 停用
document-print-template-end-done = 已停用
document-draft-of = { $kind }模板
document-published-by = 发布人
document-draft-waits = 这是草稿，核对预览无误后再发布
document-preview = 预览
document-preview-pdf = 预览 PDF
document-preview-none = 没有可以预览的记录
document-preview-hint = 有了这类单据以后再预览
document-code-here = 此处打印二维码
document-fields-wanted = 请至少选择一个字段
document-column-wanted = 表格里必须有金额（实收、欠缴或余额）
document-roll-columns = 80 毫米卷纸最多放 { $most } 列
document-copies-most = 一式最多 { $most } 联
document-part-unknown = 这种单据没有这一项
document-part-twice = 这一项已经选过
document-template-published = 这一版已经发布过
document-template-not-in-use = 这一版没有在使用

## 单据上的内容
document-voided = 作废
document-given-back = 已退 { $amount }
document-looked-at = 样张
document-reprint = 补打 第 { $nth } 次打印
document-electronic = 电子副本
document-scan = 扫码查看账单
document-part-place = 房屋
document-part-payer = 业主
document-part-received-at = 时间
document-part-method = 方式
document-part-total = 合计
document-part-capital = 大写
document-part-note = 备注
document-part-cashier = 收款人
document-part-community = 小区
document-part-tendered = 实收/找零
document-part-item = 收费项目
document-part-period = 账期
document-part-amount = 金额
document-part-day = 日期
document-part-pay-until = 缴纳期限
document-part-number = 账单号
document-part-due-on = 应缴日期
document-part-days-late = 逾期天数
document-part-owed = 欠缴
document-part-purpose = 用途
document-part-reason = 原因
document-part-asked-by = 申请人
document-part-decided-by = 审批人
document-part-opening = 期初欠缴
document-part-closing = 期末欠缴
document-part-on = 日期
document-part-memo = 摘要
document-part-debit = 应收
document-part-credit = 已收
document-part-balance = 余额

## 打印
document-paper-copy-list = 打印记录
document-paper-copy-list-empty = 还没有打印过
document-paper-copy-create = 打印
document-paper-copy-create-done = 已生成
document-nothing-owed = 没有需要缴纳的费用，不用打印
document-days-turned = 截止日期早于起始日期
document-statement-long = 这段时间的变动太多，请缩短起止日期

## 批量打印
document-print-batch = 批量打印
document-print-batch-list = 批量打印
document-print-batch-list-empty = 还没有批量打印
document-print-batch-create = 批量打印
document-print-batch-create-done = 已开始生成
document-print-batch-cancel = 取消
document-print-batch-cancel-done = 已取消
document-batch-file = 下载
document-batch-kind = 收据、缴费通知单、催缴通知单、催缴函、律师函可以批量打印
document-batch-empty = 没有需要打印的单据
document-batch-most = 一次最多打印 { $most } 份，请缩小范围
document-batch-ended = 已经结束
document-batch-broke-off = 生成中断，请重新打印
document-missing = 这些字没有可用的字形，打印成方框：{ $characters }

## 手机
document-own-papers = 我的收据和对账单
document-own-none = 还没有收据
document-own-hint = 缴费后可以在这里下载收据
document-own-receipt = 下载收据
document-own-statement = 下载今年对账单

## 字段
field-document-kind = 单据
field-paper-title = 标题
field-head = 抬头
field-fields = 字段
field-notes = 说明
field-foot = 落款
field-shown-part = 内容
field-paper-size = 纸张
field-copy-nth = 第几次打印
field-type-size = 字号（磅）
field-copy-names = 联次（用顿号分开，如：存根联、客户联）
field-template-state = 状态
field-drafted-name = 编辑人
field-drafted-at = 编辑时间
field-printed-name = 打印人
field-printed-at = 打印时间
field-subject = 事项
field-batch-state = 状态
field-papers = 份数
field-pages = 页数
choice-document-kind-receipt = 收据
choice-document-kind-bill-notice = 缴费通知单
choice-document-kind-dunning-notice = 催缴通知单
choice-document-kind-collection-letter = 催缴函
choice-document-kind-lawyer-letter = 律师函
choice-document-kind-refund-slip = 退款单
choice-document-kind-deduction-slip = 预存抵扣单
choice-document-kind-statement = 对账单
choice-paper-size-a4 = A4
choice-paper-size-a5 = A5（横）
choice-paper-size-third = 三等分 241 × 93 毫米
choice-paper-size-roll = 80 毫米卷纸
choice-template-state-draft = 草稿
choice-template-state-published = 使用中
choice-template-state-replaced = 已替换
choice-batch-state-working = 生成中
choice-batch-state-done = 已完成
choice-batch-state-cancelled = 已取消
choice-batch-state-failed = 失败
