# 流程引擎的拒绝理由。$words 是流程定义里的用词。
case-refused-not-open = 该单尚未登记或已经登记过
case-refused-unknown = 流程中没有「{ $name }」
case-refused-stage = 当前环节为「{ $words }」，不能这样做
case-refused-role = 您的角色不能做这一步，请交由负责的同事操作
case-refused-guard = { $words }
case-refused-condition = 条件未满足：{ $condition }
case-refused-same-actor = 做过「{ $words }」的人不能再做这一步，请由他人操作
case-refused-missing = 还缺：{ $words }
case-refused-failed = 不合格：{ $words }，处理后请重新记录
case-refused-nobody = 请选择处理人；值班表上当前无人
case-refused-no-way = 流程没有可走的下一步
case-refused-master = 请选择另一张单作为主单
case-refused-full = 该单记录已满，请结束后另行登记
case-refused-adopt = 新版流程没有环节「{ $stage }」，不能切换
case-refused-adopt-ends = 换版不能把单子直接结束到「{ $words }」
