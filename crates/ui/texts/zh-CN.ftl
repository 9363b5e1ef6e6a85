# 组件用词与各模块共用的词。各模块的词在各自的 texts/ 里。
product = Steward 管家

## 页面
ui-navigation = 导航
ui-navigation-all = 全部导航
ui-skip = 跳到正文
ui-search = 查找
ui-search-hint = 房号、姓名、电话尾号、车牌、单号
ui-search-here = 在本列表中查找
ui-way = 位置
ui-actions = 可做的操作
ui-offline = 没有信号 · 照常填写，恢复后再提交
ui-draft-kept = 已找回上次未提交的内容
ui-discard = 不要了
ui-sending = 正在提交…
ui-failed = 没有提交成功，内容还在，请再试一次
ui-nothing-found = 没有找到，换个写法试试
ui-close = 关闭
ui-theme-light = 浅色
ui-theme-dark = 深色

## 快捷键
ui-keys = 快捷键
ui-key-search = 查找任何内容
ui-key-new = 新建
ui-key-rows = 上一行、下一行
ui-key-open = 打开所在行
ui-key-select = 勾选所在行
ui-key-leave = 离开或关闭
ui-key-help = 显示本说明

## 表单
ui-save = 保存
ui-cancel = 取消
ui-confirm = 确认
ui-delete = 删除
ui-edit = 修改
ui-add = 新增
ui-sign-in = 登录
ui-sign-out = 退出登录
ui-optional = 选填
ui-choose = 请选择
ui-yes = 是
ui-no = 否
ui-more-fields = 更多内容
ui-add-row = 加一行
ui-at-most = 最多 { $count } 字
ui-take-photo = 拍照或选择图片
ui-choose-file = 选择文件
ui-kept-file = 已上传的文件
ui-sign-here = 请在此处签名
ui-sign-again = 重签
ui-locate = 记录当前位置
ui-locate-failed = 没有取得位置，请检查定位权限
ui-reveal = 显示

## 列表
ui-views = 常用视图
ui-filters = 筛选
ui-selected = 已选
ui-select-all = 选择本页全部
ui-select-row = 选择此行
ui-rows = 共 { $count } 条
ui-rows-over = 超过 { $count } 条
ui-columns = 列
ui-columns-usual = 恢复默认列
ui-column-up = { $column } 左移
ui-column-down = { $column } 右移
ui-view-save = 视图
ui-view-name = 视图名称
ui-view-first = 打开列表就用它
ui-view-shared = 同事也能看到
ui-view-not-first = 不再默认
ui-apply = 应用
ui-export = 导出
ui-pages = 翻页
ui-before = 上一页
ui-after = 下一页
ui-empty = 没有符合条件的记录
ui-empty-hint = 放宽筛选条件，或新建一条。

## 图形与打印
ui-legend = 图例
ui-as-table = 以表格查看
ui-flow-from = 从
ui-flow-to = 到
ui-flow-by = 操作
ui-flow-count = 在办 { $count } 件
ui-line-gone = 删去：
ui-line-came = 新增：
ui-print = 打印
print-no-font = 没有可用的中文字体，不能生成 PDF：请先执行 make assets 再构建程序，或在服务器上安装 Noto Sans CJK 字体
ui-qr-of = { $title } 的二维码
ui-per-second = 每秒 { $count } 条

## 时间
time-left = 余 { $span }
time-over = 超时 { $span }
time-ago = { $span }前
time-just-now = 刚刚
time-yesterday = 昨天
time-tomorrow = 明天
span-under-a-minute = 不到 1 分
span-minutes = { $count } 分
span-hours = { $count } 时
span-days = { $count } 天

## 出错时
error-unauthenticated = 请先登录。
error-forbidden = 你的岗位没有这项权限（{ $permission }），需要时请联系管理员。
error-not-found = 没有这条记录，可能已被删除，或不在你的管辖范围内。
error-invalid = 有 { $count } 处需要改正：
error-conflict = 这条记录刚被别人改过，请刷新后再试。
error-being-imported = 正在进行的表格导入会修改这条记录，请等它结束（或停止它）后再改。
error-internal = 系统出错了，已记录下来。请稍后再试。
error-unavailable = 系统暂时无法响应，请稍后再试。
error-key-reused = 这次提交的编号已用于另一项内容，请刷新页面后重试。

invalid-confirm-all = 请逐项核对，全部勾选；有误时先更正再办理
invalid-required = 请填写
invalid-integer = 请填整数
invalid-money = 请填金额，最多两位小数，例如 120.50
invalid-area = 请填面积，最多两位小数，例如 89.50
invalid-too-small = 不能小于 { $min }
invalid-too-great = 不能大于 { $max }
invalid-text = 请填文字
invalid-control-character = 含有不能保存的字符，请重新输入
invalid-too-long = 最多 { $max } 个字，现在 { $length } 个
invalid-too-short = 至少 { $min } 个字，现在 { $length } 个
invalid-location = 位置不正确，请重新定位，或填成 31.23041, 121.47370（纬度, 经度）
invalid-object = 内容格式不正确
invalid-unknown-field = 没有这一项
invalid-list = 应为多项
invalid-too-many = 最多 { $max } 项
invalid-bool = 请选是或否
invalid-date = 请填日期，例如 2026-11-21
invalid-instant = 请填日期和时间
invalid-choice = 请从列表中选择
invalid-ref = 请从查找结果中选择
invalid-file = 文件没有上传成功，请重新选择
invalid-file-unknown = 找不到这个文件，或者它不是您上传的，请重新上传
invalid-not-a-picture = 这里需要照片，请换成图片
invalid-phone = 请填正确的电话号码
invalid-value = 填写的内容读不懂，请重填

## 常用栏目
field-due-on = 到期日
field-name = 名称
field-code = 编码
field-number = 编号
field-title = 事由
field-note = 备注
field-phone = 电话
field-email = 电子邮箱
field-password = 密码
field-account = 账号
field-state = 状态
field-kind = 类别
field-from = 开始
field-to = 结束
field-date = 日期
field-reason = 原因
field-photos = 照片
field-photo = 照片
field-file = 文件
field-files = 文件
field-signature = 签名
field-location = 位置
field-amount = 金额
field-price = 单价
field-quantity = 数量
field-area = 面积
field-address = 地址
field-community = 小区
field-building = 楼栋
field-unit = 单元
field-floor = 楼层
field-room = 房间
field-person = 人员
field-role = 角色
field-description = 说明
field-priority = 优先级
field-expires-at = 有效期至
field-parent-id = 上级
field-created-at = 登记时间
field-updated-at = 更新时间
