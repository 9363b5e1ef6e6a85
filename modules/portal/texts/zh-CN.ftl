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
