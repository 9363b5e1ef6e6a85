# 表格导入
intake-import = 导入
intake-import-list = 表格导入
intake-import-list-empty = 还没有导入过表格
intake-import-list-empty-hint = 上传其他系统导出的表格，或下载模板填写后上传。
intake-import-about = 上传表格，核对各列，先试运行再导入；同一份表格再导入一次不会重复。
intake-import-upload = 上传表格
intake-import-upload-submit = 上传
intake-import-upload-done = 已上传，正在识别表格内容
intake-import-map = 保存对应关系
intake-import-map-done = 对应关系已保存，下次同一来源的表格会照此识别
intake-import-dry-run = 试运行
intake-import-dry-run-done = 试运行已开始，不会写入任何数据
intake-import-apply = 导入
intake-import-apply-done = 导入已开始
intake-import-cancel = 停止
intake-import-cancel-done = 已要求停止
intake-apply-all = 全部导入（有错则都不导入）
intake-apply-good = 只导入正确的行

intake-template = 导入模板
intake-template-all = 全部模板
intake-template-about = 模板里有每一列的填写说明、可选项和示例。
intake-template-download = 下载模板
intake-template-download-done = 模板已生成

permission-intake-import-view = 查看表格导入
permission-intake-import-create = 上传表格并试运行
permission-intake-import-apply = 把表格导入登记

choice-import-state-uploaded = 识别中
choice-import-state-mapped = 待试运行
choice-import-state-checking = 试运行中
choice-import-state-checked = 待导入
choice-import-state-applying = 导入中
choice-import-state-done = 已完成
choice-import-state-refused = 无法识别
choice-import-state-cancelled = 已停止
choice-import-state-failed = 未能完成
choice-policy-all = 全部导入（有错则都不导入）
choice-policy-good = 只导入正确的行

field-import-state = 状态
field-source = 来源系统
field-policy = 有错误行时
field-file-name = 文件
field-total = 行数
field-refused = 有问题
field-by-name = 经办人
field-uploaded-at = 上传时间
field-sheets = 工作表
field-sheet = 工作表
field-register = 登记
field-columns = 列
field-heading = 列名
field-fills = 对应栏目

# 结果
intake-result = 各工作表结果
intake-sheet = 工作表
intake-register = 对应登记
intake-rows = 行数
intake-created = 新增
intake-updated = 更新
intake-unchanged = 无变化
intake-refused = 有问题
intake-created-would = 将新增
intake-updated-would = 将更新
intake-problems = 有问题的行
intake-error-workbook = 下载问题行表格
intake-cell = 单元格
intake-column = 列
intake-given = 原内容
intake-problem = 问题
intake-more-problems = 还有 { $count } 行有问题，全部在问题行表格里；改好后可直接上传它。
intake-placeholder = 工作表“{ $sheet }”的“{ $field }”有 { $count } 行写着 { $given }，按“未知”处理。
intake-said = { $text }

# 识别
intake-found = 识别结果与对应关系
intake-row-count = { $count } 行
intake-fills = 对应栏目
intake-filled = 有内容的行
intake-leave-out = 不导入
intake-missing = 还缺必填栏目：{ $columns }。请在下面为它们选列，或把这张工作表设为不导入。
intake-not-taken = 不导入的内容
intake-sheet-not-taken = 工作表“{ $sheet }”没有对应的登记，{ $count } 行不导入。
intake-column-not-taken = 工作表“{ $sheet }”的列“{ $column }”没有对应的栏目，{ $count } 行的内容不导入。
intake-aside = 工作表“{ $sheet }”旁边的说明文字（{ $count } 格）不是数据，不导入。
intake-file-erased = （文件已按期清除）

# 进行中
intake-may-leave = 可以离开本页，进度会保留
intake-stopping = 正在停止

# 不能做的原因
intake-busy = 正在进行中，请等它结束或先停止。
intake-ended = 这次导入已经结束，请重新上传表格。
intake-not-read = 表格还没有识别完，请稍候。
intake-not-checked = 请先试运行。
intake-columns-missing = 工作表“{ $sheet }”还缺 { $count } 个必填栏目，请先设置对应关系。
intake-nothing-to-take = 没有可以导入的行。
intake-rows-refused = 有 { $count } 行有问题。请改正后重新上传，或选择只导入正确的行。
intake-other-import = 这个项目有另一次表格导入正在进行，请等它结束或停止它之后再导入。
intake-broke-off = 多次尝试后仍未完成，请稍后再试运行一次；重新导入不会产生重复。
intake-refused-untouched = 试运行之后有人改动了相关数据，有的行已不能导入，因此什么都没有写入。请看下面的问题行。

# 命令行
intake-report-head = { $file }：{ $state }
intake-report-sheet = { $sheet } → { $register }：共 { $rows } 行，新增 { $created }，更新 { $updated }，无变化 { $unchanged }，有问题 { $refused }
intake-report-sheet-would = { $sheet } → { $register }：共 { $rows } 行，将新增 { $created }，将更新 { $updated }，无变化 { $unchanged }，有问题 { $refused }
intake-report-problem = { $sheet } { $cell } { $heading }：{ $problem }
