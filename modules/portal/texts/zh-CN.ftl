# 住户端与扫码报事。

## 页面
portal-home-page = 首页
portal-home-rooms = 我的房屋
portal-home-open = 正在处理
portal-home-past = 以前的报事
portal-home-bind = 用邀请码绑定房屋
portal-home-no-room = 还没有绑定房屋
portal-home-no-room-hint = 请向客服中心索取邀请码，绑定后即可报事并查看进度。
portal-case-list = 我的报事
portal-case-list-empty = 还没有报过事
portal-case-list-hint = 家里或小区有什么问题，拍张照片告诉我们。
portal-case-place = 位置
portal-case-assignee = 维修师傅
portal-case-step = 第 { $step } 步，共 { $steps } 步
portal-case-story = 处理经过
portal-case-act = 办理
portal-case-act-done = 已提交，谢谢
portal-case-undo = 撤销此步
portal-case-undo-done = 已撤销，恢复到之前的状态
portal-undoable = 刚才的「{ $label }」在 { $until } 前可以撤销，此前不会通知任何人。
portal-case-comment = 补充说明
portal-case-comment-done = 已补充

## 报事
portal-report-create = 我要报事
portal-report-create-done = 已收到，我们会尽快处理
portal-report-create-submit = 提交
portal-report-send = 提交
portal-report-where = 位置：
portal-report-scan = 扫码报事
portal-report-scan-done = 已收到，谢谢
portal-not-your-room = 请选择你名下的房屋
portal-q-hint = 这里有什么问题？写一句话、拍张照片就行，不用登录。
portal-q-taken = 单号 { $number }，我们已收到
portal-q-keep = 收藏本页，随时可以回来查看进度。
portal-q-nameless = 扫码报事人

## 办事
portal-service-page = 办事
portal-service-of-activity = 报名或发起社区活动
portal-service-about-activity = 看看小区办什么活动，想办一场、想加入社团也在这里说。
portal-service-of-enquiry = 问一问
portal-service-about-enquiry = 收费、手续、办事时间等，想问什么就问什么，我们答复您。
portal-service-of-free-care = 免费便民帮忙
portal-service-about-free-care = 借工具、量血压、搬个小件等不收费的帮忙。
portal-service-of-goods-release = 大件物品出门
portal-service-about-goods-release = 搬大件出小区先登记，凭放行码出门，不用在门岗等。
portal-service-of-handover-defect = 收房后的质量问题
portal-service-about-handover-defect = 墙面开裂、门窗漏风、漏水等，保修期内由开发商来修，我们盯到修好。
portal-service-of-home-service = 付费上门服务
portal-service-about-home-service = 保洁、家电清洗、搬抬等，先看价格、约好时间再上门。
portal-service-of-household-move = 搬家
portal-service-about-household-move = 约好时间和货梯，搬家车提前放行。
portal-service-of-meeting-service = 预订会议室
portal-service-about-meeting-service = 订场地、布置、茶水，写明时间和人数。
portal-service-of-move-in = 收房入住
portal-service-about-move-in = 预约收房时间，办手续、领钥匙。
portal-service-of-owner-visit = 请管家上门聊聊
portal-service-about-owner-visit = 有意见或想了解情况，约管家当面说。
portal-service-of-owners-assembly = 业主大会的提议
portal-service-about-owners-assembly = 提议召开业主大会，或就共有事项提出议题。
portal-service-of-praise = 表扬员工
portal-service-about-praise = 哪位员工做得好，告诉我们，我们转告本人。
portal-service-of-renovation = 装修申请
portal-service-about-renovation = 报装修、交图纸、办施工证，完工验收后退押金，进度随时看。
portal-service-of-suggestion = 提个建议
portal-service-about-suggestion = 小区哪里可以更好，写下来，采不采纳都会回复您。
portal-service-of-tenancy = 房屋出租登记
portal-service-about-tenancy = 房子租出去或续租、退租，登记后租客才能办门禁和车位。
portal-service-of-viewing-takeover = 约看房验房
portal-service-about-viewing-takeover = 约时间看房、验房，发现问题当场记下来。
portal-service-of-lift-fault = 电梯坏了
portal-service-about-lift-fault = 电梯停了、有异响、门关不上。有人被困请直接打电话。
portal-service-of-meter-exception = 水电表读数不对
portal-service-about-meter-exception = 觉得抄表数不对、表不走或走得快，我们上门复核。
portal-service-of-public-works = 公共设施要修要改
portal-service-about-public-works = 路面、屋顶、健身器材等公共部分需要大修或改造。
portal-service-of-cleaning-nonconformity = 卫生没做好
portal-service-about-cleaning-nonconformity = 楼道、电梯、地面不干净，拍照告诉我们。
portal-service-of-greening-nonconformity = 绿化没养护好
portal-service-about-greening-nonconformity = 草木枯了、倒了、挡路或挡光。
portal-service-of-bill-adjustment = 账单有疑问
portal-service-about-bill-adjustment = 账单算错了，或符合减免条件，申请核对调整。
portal-service-of-refund = 退款、退押金
portal-service-about-refund = 装修押金、多交的费用，申请退回。
portal-service-of-improvement = 反复出现的问题
portal-service-about-improvement = 同一个问题总是出现，请我们从根上解决。
portal-service-of-parking-shortage = 停车难
portal-service-about-parking-shortage = 车位不够、停放混乱，说说情况，一起想办法。
portal-service-create = 申请办事
portal-service-create-done = 申请已收到，我们会尽快办理
portal-service-create-submit = 提交

## 绑定
portal-account-bind = 绑定房屋
portal-account-bind-done = 绑定成功
portal-account-bind-submit = 绑定
portal-bind-hint = 请填写客服中心给你的邀请码，以及预留手机号的后四位。
portal-bind-have-account = 已有账号，直接登录
portal-bind-wrong = 邀请码或手机号后四位不对，或邀请码已失效。请核对后再试，或联系客服中心。

## 进度
portal-step-registered = 已收到，正在受理
portal-step-finding = 正在安排师傅
portal-step-coming = 师傅已接单，准备上门
portal-step-there = 师傅已到场
portal-step-quoted = 报价待您同意
portal-step-working = 正在维修
portal-step-waiting = 暂缓，请看原因
portal-step-finished = 已完工，请您确认
portal-step-done = 已完成
portal-step-merged = 与同类报修一起处理
portal-story-opened = 提交了报事
portal-story-you = 您
portal-story-undone = 撤销「{ $action }」
portal-story-rework = 第 { $count } 次返工，我们会重新处理

## 权限
permission-portal-home-view = 打开住户首页
permission-portal-case-view = 查看自己的报事
permission-portal-case-edit = 对自己的报事催办、确认、评价
permission-portal-report-create = 提交报事
permission-portal-service-create = 申请办事（住户）

## 栏目
field-matter = 事项
choice-matter-repair = 报修
choice-matter-complaint = 投诉
field-elsewhere = 不在家里？写明位置
hint-elsewhere = 例如：单元门口、地下车库 B 区
field-summary = 出了什么问题
field-danger = 有危险（漏水不止、冒火花、有人被困等）
field-details = 补充说明
field-appointment = 方便的时间
field-invitation-code = 邀请码
hint-invitation-code = 8 位，不分大小写，例如 K7QM-3XRT
field-phone-tail = 手机号后四位
field-your-name = 怎么称呼您
field-your-phone = 您的电话
hint-your-phone = 填写后我们可以回电核实

## 已知的事
portal-mass-incident-watch = 我家也受影响
portal-mass-incident-watch-done = 已记下，恢复前不用再报
portal-mass-incident-watch-here = 我也遇到了
portal-mass-incident-watch-here-done = 已记下，谢谢
portal-known = 已知：{ $title }。{ $script }
portal-known-until = 已知：{ $title }，预计{ $time }恢复。{ $script }
portal-known-over = 已恢复：{ $title }
portal-known-watched = 已记下您家受影响，不用再报。
portal-known-otherwise = 不是这件事？请在下面照常填写。

## 通知
portal-notification-list = 通知
portal-notification-empty = 还没有通知
portal-notification-hint = 报事有进展、小区停水停电等情况，会在这里告诉您。
portal-notification-unread = 未读
portal-notification-seen = 已读
portal-notification-read = 全部标为已读
portal-notification-older = 更早的通知

## 我的账单
portal-bill-page = 账单
portal-bill-disclosed = 小区收支公示，核对我的缴费
portal-bill-invoices = 电子发票
portal-bill-papers = 我的收据和对账单
portal-bill-total = 待缴合计
portal-bill-empty = 没有账单
portal-bill-hint = 物业出账后会显示在这里，每张账单都写明怎么算出来的。
portal-bill-due = 请在 { $day } 前缴纳
portal-bill-owed = 还欠 { $owed }，请在 { $day } 前缴纳
portal-bill-new = 您有 { $bills } 张新账单，共 { $total }，最早请在 { $day } 前缴纳
portal-bill-told = 怎么算出来的
permission-portal-bill-view = 查看自己的账单
portal-bill-pay = 线上缴费
portal-bill-pay-submit = 去支付
portal-bill-pay-done = 订单已生成
portal-bill-tick = 请勾选要缴的账单
permission-portal-bill-pay = 线上缴纳自己的账单

## 我的押金和预存款
portal-holding-page = 我的押金和预存款
portal-holding-none = 没有押金和预存款
portal-holding-hint = 交过的押金、还剩的预存款会显示在这里。
portal-holding-prepaid = 每晚自动抵扣已出的账单
portal-holding-left = 还押 { $held }，已退或已抵扣 { $back }
portal-holding-back = 申请退押金

## 我的水电表
portal-reading-page = 我的水电表
portal-reading-about = 看一眼表，把读数和照片报给物业；与往期相差较大的会有人来核对。
portal-reading-create = 报读数
portal-reading-create-done = 已收到；如与往期相差较大，会有人核对后再入账
portal-reading-last = 上次读数 { $figure } { $unit }
portal-reading-none = 您的房屋没有登记的表
portal-reading-none-hint = 表在公共区域或由供水供电公司抄表时，这里没有内容
portal-reading-doubtful = 住户自报读数待核对：表号 { $number }，读数 { $figure }
portal-not-your-meter = 这不是您房屋的表
permission-portal-reading-create = 自报水电表读数
