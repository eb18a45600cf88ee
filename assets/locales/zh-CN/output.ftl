# 命令行的回答。
out-created = 已为 { $name } 新建 { $path }
out-finding-group = { $severity }：{ $kind }，{ $count } 处
out-more =
    { $count ->
        [one] ……另有 { $count } 处
       *[other] ……另有 { $count } 处
    }
out-severity-counts = 错误 { $errors } 处，警告 { $warnings } 处，提示 { $notes } 处
out-sound = 完好：方案没有缝隙和重叠，各项数字正确
out-unsound = 不完好：方案违反了必须成立的规则
out-no-problems = 没有问题
out-invariant = 规则
out-violations = 违反
out-invariant-p1 = 每条边界两侧各有一个小区
out-invariant-p2 = 边界只在端点相接
out-invariant-p3 = 每个小区连成一片
out-invariant-p4 = 位置为整数且一致
out-invariant-m1 = 每个小区和网格在层级中各有其位
out-invariant-m2 = 每个需求点位于一个小区内
out-invariant-x1 = 累计的数字与重新计算的一致

out-refused = { $line }：被拒绝（{ $code }）：{ $reason }
out-applied = { $line }：已完成，涉及 { $cells } 个小区、{ $grids } 个网格、{ $points } 个需求点
out-branched = ；冻结的方案保持不变，已由它分出 { $name }
out-stopped = ；中途停下（{ $code }）

out-metrics-title = 方案 { $scenario }，平面 { $plane }，层级 { $level }：{ $count } 个网格
out-code = 编码
out-name = 名称
out-cells = 小区
out-area = 面积（km²）
out-perimeter = 周长（km）
out-parts = 块数
out-compactness = 紧凑度
out-deviation = 偏差
out-managers = 客户经理
out-balance = { $measure }：目标 { $target }，最大 { $max }，最小 { $min }，变异系数 { $cv }，基尼系数 { $gini }
out-balance-within = 所有网格都在 { $tolerance } 以内
out-balance-beyond = { $count } 个网格偏离目标超过 { $tolerance }
out-cut-edges = { $count } 对相邻小区被网格边界分开
out-unassigned = { $count } 个小区不属于任何网格：{ $sums }
out-outside = { $count } 个需求点不在任何小区内：{ $sums }
out-compare-title = 从 { $a } 到 { $b }：{ $cells } 个小区、{ $points } 个需求点改换网格，{ $sums }
out-compare-same = { $a } 与 { $b } 相同
out-from = 移出
out-to = 移入
out-points = 需求点
out-none = （无）
out-balance-of = { $name } 的均衡度

out-file = 文件
out-format = 格式
out-encoding = 文件编码
out-crs = 坐标系
out-rows-read = 读取行数
out-rows-imported = 导入行数
out-rows-rejected = 未导入行数
out-rows-added = 新增行数
out-rows-changed = 修改行数
out-rows-removed = 删除行数
out-rows-unchanged = 不变行数
out-time = 用时
out-known = { $name }（{ $from }）
out-dry-run = 试运行：未作任何修改
out-exported = { $path }：{ $count } 行
out-rendered = { $path }：{ $width } × { $height } 像素，{ $grids } 个网格
out-sample-written = { $path }：{ $name }，{ $cells } 个小区、{ $points } 个需求点、{ $outlets } 个网点
out-title = 标题
out-description = 说明
out-seed = 种子
out-ignored = { $count } 个问题已注明原因并忽略

map-synthetic = 含合成数据
map-jenks = 自然断点
map-legend = 图例
map-grid-boundary = 网格边界
map-parent-boundary = 上级边界
map-above = 高于容差
map-below = 低于容差
map-kind = { $kind }（{ $count }）
map-warning = 需要关注的网点
map-cluster = 多个网点
map-problem = 问题
map-metre = 米
map-kilometre = 公里
map-north = 北

out-site-title = { $problem }：{ $objective }，用时 { $seconds }
out-site-proved = 已证明最优
out-site-gap = 与最优方案相差不超过 { $gap }
out-site-no-bound = 与最优方案的差距尚不清楚
out-site-candidate = 候选点
out-site-place = 位置
out-site-gain = 增益
out-coverage-title = { $limit } 以内：覆盖 { $covered }，共 { $total }（{ $share }），重复覆盖 { $over }
out-coverage-spot = 盲区
out-coverage-nearest = 最近网点
out-coverage-distance = 距离
out-coverage-load = 负荷
out-coverage-closing = 若关闭 { $code }
out-coverage-extra = 平均多走
