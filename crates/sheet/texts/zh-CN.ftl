# 文件本身
sheet-empty-file = 文件是空的。
sheet-file-too-large = 文件超过 { $max } MB。请分成几个文件上传。
sheet-not-a-workbook = 这不是工作簿文件。请上传 .xlsx、.xls、.ods 或 .csv 文件（扩展名对了还不够，内容也要是）。
sheet-web-page = 这个文件其实是网页或 XML，只是扩展名像工作簿。请用表格软件打开，另存为 .xlsx 再上传。
sheet-password-protected = 文件有密码。请去掉密码后再上传。
sheet-old-workbook = 这是 Excel 95 或更早的工作簿，读不了。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。
sheet-format-unsupported = 不支持 { $format } 格式。请另存为 .xlsx 再上传。
sheet-csv-unreadable = 认不出这份文字的编码。请在表格软件里另存为“CSV UTF-8”或 .xlsx 再上传。
sheet-csv-quote = 第 { $row } 行的双引号没有闭合，后面的内容无法识别。
sheet-unpacks-too-large = 文件解压后超过 { $max } MB 或部件过多，已拒绝读取。请分成几个文件上传。
sheet-damaged = 文件已损坏，无法读取。请用表格软件打开，另存为新文件再上传。
sheet-too-many-sheets = 工作表超过 { $max } 张。
sheet-too-many-rows = 一张工作表超过 { $max } 行。请分成几个文件上传。
sheet-too-many-columns = 单元格 { $cell } 在第 { $max } 列以外。请删除右侧多余的内容。
sheet-too-many-merges = 合并单元格超过 { $max } 处。请取消合并后再上传。
sheet-text-too-long = 单元格 { $cell } 的文字超过 { $max } 个字符。

# 单元格
sheet-cell-error = 单元格是公式错误 { $given }，请改为正确的值。
sheet-formula-not-computed = 单元格是公式，但文件里没有计算结果。请用表格软件打开并保存一次，或改为数值。
sheet-digits-lost = “{ $given }”是被表格软件改写过的长数字，后面几位已经丢失。请把该列设为文本格式，重新填写完整号码。
sheet-became-a-date = 这里的内容被表格软件当成了日期（{ $given }）。请把该列设为文本格式，重新填写。
sheet-not-a-date = “{ $given }”不是能识别的日期。请写成 2020-06-10 这样的形式。
sheet-not-a-choice = “{ $given }”不在可选范围内。可选：{ $choices }。
sheet-duplicate-key = 与第 { $row } 行重复。
sheet-reference-missing = 找不到所指的“{ $given }”。请先补上它，或改正这里的编号。
sheet-problem-at = { $heading }：{ $problem }

# 模板
sheet-required = 必填
sheet-optional = 选填
sheet-form-date = 日期，如 2020-06-10
sheet-form-money = 金额，单位元，最多两位小数
sheet-form-area = 面积，单位平方米，最多两位小数
sheet-form-integer = 整数
sheet-form-choice = 从中选一：{ $choices }
sheet-form-several = 有多个时用 { $mark } 隔开
sheet-explain-sheet = 工作表
sheet-explain-column = 列
sheet-explain-what = 怎么填
sheet-explain-example = 示例

# 导出
sheet-export-too-long = 一张工作表最多 { $max } 行。请缩小范围，或导出为 CSV。
