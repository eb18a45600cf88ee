# 被拒绝的编辑：原因与办法。
refusal-crossing = 边界会在 { $place } 与另一条边界相交；请把目标放在它的这一侧
refusal-flipped-cell = 小区 { $name } 会翻转；请移动得近一些，或先合并它
refusal-too-close = 边界会在 { $place } 相碰；请留出距离，或吸附到该处的节点
refusal-base-unit-locked = { $place } 处是官方边界，不能变形；请改为把小区划给另一个网格
refusal-is-junction = { $place } 处有多条边界相接，不能删除此节点；请移动它，或合并小区
refusal-does-not-divide = 这条线没有把小区分成两块；请让线的起点和终点都在小区之外
refusal-not-adjacent = 这些小区没有共同的边界；请选择相邻的小区
refusal-swallows-cell = 新小区会吞掉整个小区 { $name }；请合并该小区，或绕开它
refusal-not-found =
    { $named ->
        [yes] 找不到 { $name }；请检查编码或名称
       *[no] 该处没有可编辑的对象；请靠近一些，或加大距离
    }
refusal-locked = 网格 { $name } 已锁定；请先解锁
refusal-disconnects-grid = 网格 { $name } 会断开，而该层级必须连片；请把中间的小区一起移动
refusal-level-mismatch = 网格 { $name } 不能放在那里：上级必须在同一平面，且高一个层级
refusal-duplicate-code =
    { $named ->
        [yes] { $name } 已被占用；请换一个
       *[no] 需要填写编码或名称
    }
refusal-has-children = 网格 { $name } 还有下级网格；请先移走或删除它们
refusal-in-use = 方案 { $name } 正在使用，或是最后一个；请先切换到其他方案
refusal-bad-value-count = { $field }应为不小于 0 的整数，“{ $text }”不是
refusal-bad-value-decimal = { $field }应为数字（最多四位小数），“{ $text }”不是
refusal-bad-value-date = { $field }应为日期，例如 2026-12-31，“{ $text }”不是
refusal-bad-value-choice = { $field }只能是{ $list }，“{ $text }”不是
refusal-bad-value-text = { $field }不能是“{ $text }”
refusal-too-much = { $name }的总和将超出可计算的范围，请输入较小的数
refusal-bad-amount = { $measure }必须是数字，“{ $text }”不是
refusal-bad-rule = 第 { $name } 条规则不完整：请选择网点类型、层级或字段，数量从 1 开始
refusal-bad-limit = 上限必须大于 0
refusal-nothing-to-change = 没有任何变化
refusal-read-only = 项目以只读方式打开，未作修改
refusal-busy = 另一项修改正在进行；请先结束它

refusal-nothing-to-undo = 没有可撤销的步骤
refusal-nothing-to-redo = 没有可重做的步骤
refusal-not-in-strict = 此操作不能放在同一个事务里；请不带 --strict 运行
refusal-undone = 已撤销：第 { $line } 行被拒绝，且使用了 --strict
refusal-bad-json = 此行不是 JSON；每行写一个编辑，例如 { $example }
refusal-one-edit = 此行应当恰好有一个编辑：只有一个名称的对象，例如 { $example }
refusal-unknown-edit = 没有名为 { $name } 的编辑
refusal-missing-field = 缺少字段 { $field }
refusal-unknown-field = 此处没有字段 { $field }
refusal-bad-field = 字段 { $field } 必须是{ $expected }
refusal-no-vertex = { $place } 周围 { $metres } 米内没有节点；请靠近一些，或加大 within_m
refusal-no-edge = { $a } 与 { $b } 不是同一段边界的两端
refusal-ambiguous-level = 缺少字段 level，也没有上级可以推断层级
field-position = 以度为单位的位置 [lon, lat]
field-positions = 至少 { $count } 个位置 [lon, lat]
field-text = 文字
field-texts = 至少 { $count } 项文字的列表
field-number = 不为负的数字
field-shift = 以度为单位的位移 [dx, dy]
field-count = 从 1 起的整数
field-flag = true 或 false
field-object = 对象
field-attributes = 值为文字的对象
field-capacity = 以指标为名、整数为值的对象
field-amounts = 以项目指标为名、数量为值的对象
field-outlet-kind = 网点类型：{ $list }
field-outlet-class = 网点等级：{ $list }
field-outlet-status = 网点状态：{ $list }
field-date = 写作 YYYY-MM-DD 的日期
field-color = 写作 #rrggbb 的颜色
field-channel-rules = 渠道规则的列表，例如 [{"{"}"is_on":true,"check":{"{"}"field_filled":{"{"}"field":"contract_end","kinds":["agent_point"]{"}"}{"}"}{"}"}]
field-measure = 本项目的指标
