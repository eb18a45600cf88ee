# 网格自动划分。

usage-design = gridwright design PROJECT.gpkg | --nodes FILE --edges FILE [选项]
help-design = 自动划分均衡、连片、紧凑的网格
help-design-project = 要划分其小区的项目（或用 --nodes 和 --edges）
help-design-nodes = 单元表 CSV：id、x_m、y_m、各指标；可另有 grid、locked、region（或 county）列
help-design-edges = 相邻关系 CSV：u、v，可另有公共边界长度
help-design-grids = 网格个数（默认：与现有个数相同）
help-design-capacity = 指标及每个网格的容量，NAME=VALUE；不给 --grids 时按容量推算个数
help-design-measure = 要均衡的指标、允许偏差（比例）和权重，NAME:0.05[:WEIGHT]；可重复
help-design-objective = 满足偏差后的优化目标：moment 惯性矩、cut 割边数、perimeter 边界总长、diameter 直径（默认：moment）
help-design-time = 搜索秒数（默认：10；给出 --moves 时不限）
help-design-seed = 随机种子；种子与 --moves 相同则方案相同（默认：1）
help-design-moves = 总共尝试的移动次数，使结果与机器快慢无关
help-design-keep-locked = 已锁定的网格不增不减
help-design-centres = 固定中心：outlets:KIND，或每行一个单元的文件
help-design-barrier = 不算相邻的单元对，CSV 列 u、v
help-design-bridge = 隔水或隔空相连的单元对，CSV 列 u、v；auto 表示自动取最短的连接
help-design-hierarchy = 区域边界：hard 不得跨越、soft 跨越有代价、off 不考虑（默认）
help-design-stability = 更换责任人的用户量的权重（默认：0）
help-design-within = 只划分一部分：该网格所含的单元
help-design-levels = 一次划分主网格及其内部的子网格，N1,N2
help-design-together = 须在同一网格的单元，每行一组，用逗号分隔
help-design-apart = 两两不得在同一网格的单元，每行一组
help-design-out = 把每个单元的 id 和网格写成 CSV；- 表示标准输出
help-design-accept-as = 以该名称新建方案并采用此划分
help-design-repair = 改为修复现有方案：网格连片、无未归属小区、偏差合格，改动尽量少
help-design-suggest = 改为对现有方案给出若干条调整建议，每条可单独采用

expected-design-measure = NAME:TOLERANCE 或 NAME:TOLERANCE:WEIGHT，例如 users:0.05
expected-design-capacity = NAME=VALUE，例如 users=3000
expected-design-count = 大于 0 的整数
expected-design-number = 不小于 0 的数
expected-design-seconds = 大于 0 的秒数
expected-design-levels = 两个整数，例如 4,3
expected-design-centres = outlets:KIND（网点类型），或一个文件

error-usage-design-ground = 请说明划分对象：一个项目，或 --nodes 和 --edges
error-usage-design-measure = 请说明均衡什么：--measure NAME:TOLERANCE 或 --capacity NAME=VALUE
error-usage-design-grids = 请说明网格个数：--grids N 或 --capacity NAME=VALUE
error-usage-design-accept = 只能在项目中按单一层级采用划分：--accept-as 需要项目，且不能与 --levels 同用
error-usage-design-current = 单元尚无网格：--repair、--suggest、--within、--keep-locked、--stability 需要现有方案
error-design-column = { $path } 没有“{ $name }”列
error-design-row = { $path } 第 { $row } 行：“{ $value }”{ $what ->
    [id] 不是单元的 id
    [twice] 与另一行的 id 重复
   *[number] 不是合适的数
}
error-design-graph = { $path }：{ $detail }
error-design-not-accepted = 方案不可行，未采用：{ $why }

design-error-grid-count = { $units } 个单元无法划成 { $grids } 个网格
design-error-unit = 规则提到的单元 { $unit } 不在划分范围内
design-error-grid = 现有网格多于要求的个数：第 { $grid } 个网格没有对应
design-error-limit = { $measure } 的允许偏差、权重或容量不合理
design-error-shape = 需要 { $expected } 项，给出了 { $found } 项：中心数须与网格数相同
design-error-regions = 层级约束需要区域：region（或 county）列，或上一级网格
design-error-current = 单元尚无网格

design-reason-total-out-of-reach = { $measure }：总量 { $total }，全部网格需要 { $least } 至 { $most }
design-reason-unit-too-large = 单元 { $unit } 的{ $measure }为 { $amount }，单个网格最多 { $most }
design-reason-tied-too-much = 必须归入网格 { $grid } 的单元共有{ $measure } { $amount }，该网格最多 { $most }
design-reason-locked-surplus = 锁定网格占有{ $measure } { $locked }，剩余 { $left }，其他网格需要 { $least } 至 { $most }
design-reason-part-cannot-split = { $is_region ->
    [yes] 单元 { $unit } 所在区域
   *[no] 单元 { $unit } 所在的独立部分
}（{ $count } 个单元）有{ $measure } { $total }，无法划成每个 { $least } 至 { $most } 的整数个网格
design-reason-parts-need-other-count = 各独立部分合计需要 { $fewest } 至 { $most } 个网格，要求的是 { $asked } 个
design-reason-rules-contradict = 关于单元 { $unit } 的规则互相矛盾
design-reason-apart-too-many = 第 { $group } 组互斥单元有 { $count } 个，网格只有 { $grids } 个
design-reason-together-apart = 第 { $group } 组同网格单元位于互不相连的部分
design-reason-cannot-be-completed = 已证明：单元 { $unit }（{ $measure } { $amount }）无法凑成 { $least } 至 { $most } 的网格，最接近的是 { $below } 和 { $above }
design-reason-no-plan-at-all = 已逐一检查全部划分：没有一个满足限制
design-reason-not-reached = { $measure }未能达标：网格 { $grid } 为 { $amount }，允许 { $least } 至 { $most }
design-reason-not-whole = 有 { $count } 块与所属网格主体断开
design-reason-rules-broken = 有 { $count } 条规则未满足

out-design-feasible = { $grids } 个网格，全部达标；{ $objective } { $value }
out-design-closest = 未找到可行方案，这是最接近的 { $grids } 个网格的方案；{ $objective } { $value }
out-design-deviation = { $measure }：最大偏差 { $deviation }
out-design-shape = 割边 { $cut } 条，多余的块 { $parts } 个，区域拆分 { $splits } 处
out-design-changed = { $count } 个单元更换网格
out-design-ended = 用时 { $seconds } 秒，{ $reason ->
    [moves] 移动次数用完
    [cancelled] 已中断
    [proved] 已证明最优
    [infeasible] 已证明不可行
   *[time] 时间用完
}
out-design-accepted = 方案“{ $name }”已采用此划分
out-design-move = { $count } 个单元由 { $from } 划给 { $to }，收益 { $benefit }：{ $units }
out-design-no-moves = 没有单独的调整能改善方案
step-accept-design = 采用自动划分
progress-designing = 正在划分
