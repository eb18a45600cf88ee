# 问题：标题、句子、处理结果。
severity-info = 提示
severity-warning = 警告
severity-error = 错误

finding-group = { $kind }：{ $count } 处
finding-with-row = 第 { $row } 行：{ $sentence }
finding-with-details = { $sentence }（{ $details }）
finding-with-action = { $sentence }；{ $action }
finding-width = 宽 { $width }
finding-place = 位于 { $place }
list-separator = 、
detail-separator = ，

finding-kind-gap = 缝隙
finding-kind-overlap = 重叠
finding-kind-sliver = 碎片
finding-kind-duplicate = 重复
finding-kind-self-intersection = 边界自相交
finding-kind-null-geometry = 缺少图形
finding-kind-ring-orientation = 环方向相反
finding-kind-multi-part = 多部分面
finding-kind-t-junction = 共用边界缺少节点
finding-kind-outside = 位于规划范围之外
finding-kind-bad-number = 数值无法识别
finding-kind-bad-position = 位置无效
finding-kind-swapped-lon-lat = 经纬度颠倒
finding-kind-missing-column = 缺少列
finding-kind-undecodable-text = 文字无法解码
finding-kind-unknown-kind = 网点类型未知
finding-kind-truncated-name = 列名被截断
finding-kind-duplicate-code = 编码重复
finding-kind-bad-row = 行已损坏
finding-kind-wrong-geometry = 图形类型不符
finding-kind-uncertain-crs = 坐标系不确定
finding-kind-not-contiguous = 网格不连片
finding-kind-unassigned = 未分配的小区
finding-kind-uncovered-demand = 未被网格覆盖的需求
finding-kind-over-tolerance = 网格超出容差
finding-kind-over-staffed-load = 客户经理负荷过重
finding-kind-empty-grid = 空网格
finding-kind-contract-expiring = 合同即将到期
finding-kind-contract-expired = 合同已到期
finding-kind-missing-outlet = 网格缺少网点
finding-kind-missing-value = 网点资料未填
finding-kind-below-minimum = 网点配置不足
finding-kind-foreign-change = 被其他程序修改
finding-kind-invariant = 方案结构异常

finding-gap =
    { $n ->
        [0] 面与面之间有一块无人覆盖的缝隙
       *[other] { $a } 旁有一块无人覆盖的缝隙
    }
finding-overlap =
    { $n ->
        [0] 有面相互重叠
        [1] { $a } 与相邻的面重叠
       *[other] { $a } 与 { $rest } 重叠
    }
finding-sliver =
    { $n ->
        [0] 有一块过细的碎片
        [1] { $a } 有一块过细的碎片
       *[other] { $list } 之间有一块过细的碎片
    }
finding-duplicate =
    { $n ->
        [0] 此面与前面的重复
        [1] { $a } 与前面的重复
       *[other] { $a } 与 { $b } 相同
    }
finding-self-intersection =
    { $n ->
        [0] 边界自相交
       *[other] { $a } 的边界自相交
    }
finding-null-geometry =
    { $n ->
        [0] 此行没有图形或位置
       *[other] { $a } 没有图形
    }
finding-ring-orientation =
    { $n ->
        [0] 有一个环的方向相反
       *[other] { $a } 有一个环的方向相反
    }
finding-multi-part =
    { $n ->
        [0] 此面由多个部分组成
        [1] { $a } 由多个部分组成
       *[other] { $a } 由 { $b } 个部分组成
    }
finding-t-junction =
    { $n ->
        [0] 边界上缺少邻居已有的节点
        [1] { $a } 的边界上缺少邻居已有的节点
       *[other] { $a } 的边界上缺少 { $b } 已有的节点
    }
finding-outside =
    { $n ->
        [0] 此点不在任何小区内
       *[other] { $a } 不在任何小区内
    }
finding-bad-number =
    { $n ->
        [0] 该值不是数字
        [1] { $a } 列的值不是数字
       *[other] { $a } 列的“{ $b }”不是数字
    }
finding-bad-position =
    { $n ->
        [0] 该位置不在地球上
        [1] 位置“{ $a }”不在地球上
       *[other] 位置“{ $a }”、“{ $b }”不在地球上
    }
finding-swapped-lon-lat = 经度与纬度写反了
finding-missing-column =
    { $n ->
        [0] 缺少一列
       *[other] { $a ->
            [dbf] 缺少属性表（.dbf），只有图形
           *[other] 缺少 { $a } 列
        }
    }
finding-undecodable-text =
    { $action ->
        [detected] 文件声明文字为 { $a }，内容却是 { $b }
       *[other] { $n ->
            [0] 部分字节不是该编码的文字
            [1] { $a } 列有部分字节不是该编码的文字
           *[other] { $a } 列有部分字节不是该编码的文字：“{ $b }”
        }
    }
finding-unknown-kind =
    { $n ->
        [0] 网点类型未知
        [1] 网点类型“{ $a }”未知
        [3] { $b } 列的“{ $a }”无法识别
       *[other] “{ $a }”无法识别，按 { $b } 处理
    }
finding-truncated-name =
    { $n ->
        [0] 有列名被格式截断
       *[other] 列名“{ $a }”可能被格式截断
    }
finding-duplicate-code =
    { $n ->
        [0] 编码重复
        [1] 编码 { $a } 重复
       *[other] 编码 { $a } 重复，此处改为 { $b }
    }
finding-bad-row =
    { $a ->
        [unknown] 项目中没有编码为 { $b } 的网点，此行又没有类型或位置
        [unclosed_quote] 引号没有结束
        [too_many_columns] 此行的列数超出可读范围
        [geometry] 此行的图形无法读取
        [code] 此行没有编码
       *[other] { $n ->
            [2] 此行有 { $a } 个值，应有 { $b } 个
           *[other] 此行无法读取
        }
    }
finding-wrong-geometry =
    { $a ->
        [polygon] 图形不是面
        [point] 图形不是点
       *[other] 图形类型不符
    }
finding-uncertain-crs =
    { $action ->
        [ignored] 无法识别坐标系“{ $a }”
        [detected] 坐标看起来是 { $a }
       *[other] { $n ->
            [0] 该坐标系到 WGS-84 的转换参数不确定
           *[other] { $a } 到 WGS-84 的转换参数不确定，位置可能偏差数十米
        }
    }
finding-not-contiguous =
    { $n ->
        [0] 有网格不连片
       *[other] 网格 { $a } 不连片
    }
finding-not-contiguous-measured = 网格 { $a } 不连片，分成 { $x } 块
finding-unassigned =
    { $n ->
        [0] 有一片区域不属于任何网格
        [1] 小区 { $a } 一带不属于任何网格
       *[other] 小区 { $a } 一带在平面 { $b } 中不属于任何网格
    }
finding-unassigned-measured = 小区 { $a } 一带有 { $x } 个小区（{ $y } 个需求点）在平面 { $b } 中不属于任何网格
finding-uncovered-demand =
    { $n ->
        [0] 有需求不在任何网格内
       *[other] 有需求不在平面 { $a } 的任何网格内
    }
finding-uncovered-demand-measured = 有 { $x } 个需求点不在平面 { $a } 的任何网格内
finding-over-tolerance =
    { $n ->
        [0] 有网格偏离目标超出容差
        [1] 网格 { $a } 偏离目标超出容差
        [2] 网格 { $a } 偏离目标超出容差
       *[other] 网格 { $a } 的{ $c }偏离目标超出容差
    }
finding-over-tolerance-above = 网格 { $a } 的{ $c }比目标多 { $x }
finding-over-tolerance-below = 网格 { $a } 的{ $c }比目标少 { $x }
finding-over-staffed-load =
    { $n ->
        [0] 有网格的客户经理负荷超出上限
       *[other] 网格 { $a } 的客户经理负荷超出上限
    }
finding-over-staffed-load-measured = 网格 { $a } 的客户经理人均负荷 { $x }，上限 { $y }
finding-empty-grid =
    { $n ->
        [0] 有网格没有小区
       *[other] 网格 { $a } 没有小区
    }
finding-contract-expiring =
    { $n ->
        [0] 有合同即将到期
        [1] 网点 { $a } 的合同即将到期
       *[other] 网点 { $a } 的合同将于 { $b } 到期
    }
finding-contract-expired =
    { $n ->
        [0] 有合同已到期
        [1] 网点 { $a } 的合同已到期
       *[other] 网点 { $a } 的合同已于 { $b } 到期
    }
finding-missing-outlet =
    { $n ->
        [0] 有网格的网点数量不足
       *[other] 网格 { $a } 的网点数量不足
    }
finding-missing-outlet-measured =
    { $x ->
        [0] 网格 { $a } 没有{ $c }，规则要求至少 { $y } 个
       *[other] 网格 { $a } 只有 { $x } 个{ $c }，规则要求至少 { $y } 个
    }
finding-missing-value =
    { $n ->
        [0] 有网点的资料没有填写
        [1] 网点 { $a } 的资料没有填写
       *[other] 网点 { $a } 没有填写{ $b }
    }
finding-below-minimum =
    { $n ->
        [0] 有网点的配置低于规则
        [1] 网点 { $a } 的配置低于规则
       *[other] 网点 { $a } 的{ $b }低于规则
    }
finding-below-minimum-measured = 网点 { $a } 的{ $b }为 { $x }，规则要求不少于 { $y }
finding-foreign-change =
    { $c ->
        [more] 其他程序还修改了 { $b } 行
       *[other] { $n ->
            [0] 其他程序修改过项目文件
            [1] 其他程序修改过项目文件：{ $a }
           *[other] 其他程序修改过图层 { $a } 中的 { $b }（{ $c }）
        }
    }
finding-invariant =
    { $n ->
        [0] 方案违反了必须成立的规则
       *[other] 方案违反了必须成立的规则：{ $list }
    }

action-merged = 已合并
action-kept = 保持原样
action-kept-inner = 归内部的面
action-assigned = 重叠部分归 { $a }
action-filled = 已填补
action-removed = 已删除
action-vanished = 已没有剩余部分
action-split = 已拆分
action-inserted = 已补上节点
action-rejected = 该行未导入
action-renamed = 已改名
action-corrected = 已更正
action-detected = 以内容为准
action-ignored = 已忽略
action-cut-off = 文件其余部分缺失
action-cut = 文字在中断处截断
