# 地图工具：步骤、提示、捕捉对象、量测结果、实时反馈。
step-push = 推移网格 { $grid } 的边界
step-lasso = 用套索把小区划入网格 { $grid }
step-paint = 用画笔把小区划入网格 { $grid }
step-cut-cells = 切分 { $count } 个小区

hint-select = 单击选网格，再次单击选小区；拖动为框选，按住 Alt 拖动为套索
hint-select-drag = 松开即选中范围内的对象；按 Esc 放弃
hint-boundary = 指向边界，拖动节点或边
hint-boundary-vertex = 拖动节点；按 Delete 删除
hint-boundary-edge = 拖动边；双击插入节点；按住 Ctrl 拖到道路或河流上，边界沿它走
hint-tracing = 松开后，这段边界就沿这条线走
hint-tracing-none = 继续拖到要跟随的道路或河流上
hint-boundary-drag = 按住 Shift 保持方向，按住 Alt 不捕捉，按 Esc 全部还原
hint-push = 指向要扩大的网格的边缘
hint-push-grab = 按住并向外推，小区随指针划入
hint-push-drag = 指针经过的小区随之划入；退回即归还，按 Esc 全部归还
hint-brush = 把小区刷入所选网格，未选时刷入起笔处的网格；[ 和 ] 调整大小
hint-brush-drag = 松开完成这一笔；按 Esc 全部还原
hint-no-grid-here = 此处没有该层级的网格；请先选中要划入的网格
hint-lasso = 圈出要划入所选网格的小区，未选时划入起点处的网格
hint-nothing-inside = 圈内没有可划入的小区；请圈住小区的中心
hint-ring-drag = 单击起点或按 Enter 闭合；按 Esc 退回上一点
hint-cut = 单击切线的起点，应在小区之外或边界上
hint-cut-next = 继续单击；Ctrl+单击沿道路河流走；按 Enter 或双击切分，按 Esc 退回上一点
hint-merge = 单击要保留的小区
hint-merge-second = 单击要并入的相邻小区
hint-merge-confirm = 按 Enter 合并；保留第一个小区及其网格
hint-new-grid = 画一个圈：圈内小区组成新网格，空地成为它的新小区
hint-no-parent = 上一层级还没有网格，请先新建
hint-outlet = 单击新增所选类型的网点
hint-outlet-move = 拖动可移动网点；按 Delete 删除
hint-outlet-drag = 松开放在此处；按 Esc 留在原处
hint-measure = 依次单击路径上的点；再次单击起点得到面积
hint-measure-next = 继续单击；双击或按 Enter 结束，单击起点闭合
hint-measure-done = 单击重新量测；按 Esc 清除

snap-vertex = 节点
snap-edge = 边界
snap-road =
    { $named ->
        [yes] 道路：{ $name }
       *[no] 道路
    }
snap-rail =
    { $named ->
        [yes] 铁路：{ $name }
       *[no] 铁路
    }
snap-water =
    { $named ->
        [yes] 水系：{ $name }
       *[no] 水系
    }

measure-total = 总长 { $length }
measure-area = { $area }，周长 { $length }

number-ten-thousands = { $number }万
feedback-load = 客户经理负荷
feedback-load-unit = { $unit }/人
