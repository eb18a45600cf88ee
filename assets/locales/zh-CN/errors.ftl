# 错误：发生了什么、涉及什么、保留了什么、该怎么办。
error-cancelled = 已中断；没有留下未完成的内容
error-internal = 内部故障使工作中止；项目文件停留在最后完成的一步（{ $detail }）
error-io-missing = { $path } 不存在；请检查名称
error-io-permission = 没有读写 { $path } 的权限；请检查权限
error-io-exists = { $path } 已存在，保持原样；请换一个名称
error-io-full = 没有空间写入 { $path }；请腾出空间后重试
error-io-read-only = { $path } 位于只读介质上；请换一个文件夹
error-io-folder = { $path } 是文件夹，不是文件
error-io-other = { $path } 无法读写：{ $detail }

error-gpkg-missing = { $path } 不存在；请检查名称，或用“gridwright new”新建
error-gpkg-exists = { $path } 已存在，保持原样；请换一个名称
error-gpkg-not-database = { $path } 不是项目文件：它不是 SQLite 数据库
error-gpkg-damaged = { $path } 已损坏，未作修改；请使用备份（{ $detail }）
error-gpkg-not-geopackage = { $path } 是数据库，但不是 GeoPackage；未作修改
error-gpkg-locked = 另一个程序正在写入 { $path }；请在那里结束编辑后重试
error-gpkg-read-only = { $path } 只能读取；未作修改
error-gpkg-hot-journal = { $path } 中有一项中断的修改需要先撤销；请让文件及其文件夹可写，然后打开一次
error-gpkg-disk-full = 没有空间写入 { $path }；文件保持原样，请腾出空间后重试
error-gpkg-triggers = { $path } 自带触发器，不能以写入方式打开：{ $detail }
error-gpkg-too-large = { $path } 中有一个值超出允许的大小；文件未作修改
error-gpkg-memory = 内存不足以处理 { $path }；请关闭其他程序后重试
error-gpkg-timed-out = 检查 { $path } 的时间超出上限；文件未作修改
error-gpkg-unknown = { $path } 中没有 { $detail }
error-gpkg-bad-name = “{ $detail }”不能作为 { $path } 中表或列的名称
error-gpkg-constraint = { $path } 的规则拒绝了一行（{ $detail }）；文件保持原样
error-gpkg-geometry = { $path } 中有一个图形无法读取：{ $detail }
error-gpkg-disk = { $path } 无法读写（{ $detail }）；此前保存的内容仍在，请检查磁盘及其剩余空间后重试
error-gpkg-internal = 使用 { $path } 时发生内部故障，工作中止；文件保持原样（{ $detail }）
error-geometry-not-geometry = 开头不是图形
error-geometry-header = 头部类型未知
error-geometry-truncated = 内容不完整
error-geometry-deep = 嵌套过深
error-geometry-curve = 是曲线（类型 { $code }），不受支持
error-geometry-type = 类型 { $code } 不受支持
error-geometry-not-finite = 有坐标不是数字
error-geometry-range = 有坐标不在地球上
error-geometry-wrong-type = 图形类型不符
error-crs-unknown = 未知的坐标系 { $name }；请给出 EPSG:n、wgs84、gcj02 或 bd09
error-crs-not-computable = 无法换算坐标系 { $name }；请先把文件转换为 WGS-84
error-crs-wkt = 无法理解 .prj 文件的内容；请用 --crs 指定坐标系
error-crs-reach = （{ $x }，{ $y }）超出 { $name } 的适用范围
error-lock-held = { $host } 上的 { $user }（进程 { $pid }）自 { $since } 起打开了 { $path }；请在那里关闭，或打开副本
error-lock-unknown = 另一个程序打开了 { $path }；请在那里关闭，或打开副本
error-lock-folder = { $path } 不可写，项目只能读取
error-lock-unsupported = { $path } 所在的文件系统不支持锁；请把项目复制到本地磁盘

error-store-newer = { $path } 由更新的版本（{ $detail }）写成，未作任何改动；请升级格匠
notice-held = { $reason }；已以只读方式打开
notice-read-only = { $path } 或其文件夹不可写，项目已以只读方式打开
notice-foreign =
    { $count ->
        [one] 其他程序修改了 { $path } 中的 { $count } 行：{ $first }
       *[other] 其他程序修改了 { $path } 中的 { $count } 行，第一处：{ $first }
    }
notice-partly-verified = { $path } 较大，只检查了部分结构
notice-newer-writer = { $path } 由更新版本的程序写入；为避免损坏其内容，已以只读方式打开
notice-network = { $path } 位于网络驱动器上；连接不可靠时请使用本地副本
notice-no-backup = 无法写入 { $path } 的备份（{ $detail }）；工作继续进行
error-import-format = { $path } 的格式无法读取；可读的格式有 Shapefile、GeoJSON、CSV、dBASE，以及装有其中一份的 ZIP 压缩包
error-import-nothing-inside = { $path } 中没有 Shapefile、GeoJSON、CSV 或 dBASE 文件
error-import-several-inside = { $path } 中有多份数据（{ $list }）；请解压后选择其中一份
error-import-encoding = 未知的文字编码“{ $name }”；请给出 utf-8、gbk、gb18030，或留待自动判断
error-import-damaged = { $path } 的 { $part } 部分自第 { $offset } 字节起已损坏，未导入任何内容
error-import-json = { $path } 自第 { $line } 行第 { $column } 列起不是 JSON，未导入任何内容
error-import-not-geojson = { $path } 是不含要素的 JSON，未导入任何内容
error-import-too-large = { $path } 有 { $amount } { $what }，最多读取 { $limit }；请拆分文件
error-import-what-bytes = 字节
error-import-what-fields = 个字段
error-import-what-coordinates = 个坐标
error-import-empty = { $path } 没有表头，未导入任何内容
error-import-column = { $path } 中没有“{ $name }”列；现有的列：{ $list }
error-import-no-position = { $path } 中没有位置列；请用 --lon 与 --lat 指定；现有的列：{ $list }
error-import-crs-needed = { $path } 的坐标以米为单位（x { $name }），但不知道属于哪个带；请用 --crs 指定，例如 EPSG:4547
error-import-measure = “{ $name }”不是指标的写法；请写作 NAME=COLUMN 或 NAME=COLUMN:UNIT
error-import-transfer = 无法读取 { $path }：读取进程没有送回可用的内容；未导入任何内容
error-reader-ended = 在内存与时间限制内无法读取 { $path }，或它使读取进程中止；未导入任何内容
error-nothing-usable = { $path } 中没有一行可用，未导入任何内容；请用 --dry-run 查看问题并检查列名
error-no-cells = 项目中还没有小区；请先导入小区
error-no-plane = { $path } 中没有网格平面，因此没有指标
error-export-format = { $path } 的后缀不是可写的格式；请用 .csv、.geojson 或 .gpkg
error-export-encoding = 未知的文字编码“{ $name }”；请用 utf-8 或 gbk
error-render-size = 无法生成 { $width } × { $height } 像素的图片；边长应在 1 到 { $limit } 之间
error-unknown-scenario = 没有名为“{ $name }”的方案；现有：{ $known }
error-unknown-plane = 没有名为“{ $name }”的平面；现有：{ $known }
error-unknown-level = 没有名为“{ $name }”的层级；现有：{ $known }
error-unknown-sample = 没有名为“{ $name }”的样例；现有：{ $known }
error-unknown-measure = 没有名为“{ $name }”的指标；现有：{ $known }
error-unavailable = 此版本不包含“{ $name }”
error-usage-verb =
    { $known ->
        [yes] 没有命令“{ $name }”；是不是“{ $similar }”？请查看“gridwright --help”
       *[no] 没有命令“{ $name }”；请查看“gridwright --help”
    }
error-usage-unknown =
    { $known ->
        [yes] 此处没有参数 { $option }；是不是 { $similar }？请查看“--help”
       *[no] 此处没有参数 { $option }；请查看“--help”
    }
error-usage-missing = 缺少 { $options }；请查看“--help”
error-usage-conflict = { $option } 与 { $other } 不能同时使用
error-usage-no-value = { $option } 需要一个值
error-usage-value =
    { $known ->
        [yes] { $option } 不接受“{ $value }”；可用的值：{ $choices }
       *[no] { $option } 不接受“{ $value }”；请查看“--help”
    }
error-usage-expected = { $option } 不接受“{ $value }”；应为{ $expected }
error-usage-utf8 = 有参数不是有效的文字
error-usage-other = 这些参数不能这样组合；请查看“--help”
error-usage-key = 替换与更新需要 --key：用来辨认每一行的列
error-usage-handover = 移交清单从一个方案到另一个方案：请用 --with 指定另一个方案
expected-measure = NAME=COLUMN 或 NAME=COLUMN:UNIT
expected-outlet-kind = 网点类型，例如 agent_point
expected-metres = 以米为单位的数字
expected-size = 以像素为单位的宽与高，例如 1600x1000
expected-bbox = 以度为单位的 west,south,east,north
expected-layer = 从 1 起的整数
error-export-crs = 只有 GeoJSON 和 CSV 中的点可以写成其他坐标系；其余情况请去掉 --crs
error-usage-sheet = 可读取的格式没有工作表和图层；请把需要的内容另存为 CSV、GeoJSON 或 Shapefile

error-no-roads = 按道路计算需要经纬度位置，此输入没有；请去掉 --metric road、--mode 和 --limit-min
error-usage-site-input = 请指定一个输入：项目、--points FILE 或 --orlib FILE
error-usage-site-limit = “{ $problem }”需要 --limit-m 或 --limit-min：网点的服务范围，以米或分钟计
error-usage-site-sites = 缺少 --sites：新增多少网点
error-usage-site-accept = --accept-as 需要一个项目来存放结果
error-usage-site-pairs = 需求点与候选点共 { $pairs } 对，数量过多；请给出（更小的）上限或减少候选点
expected-count = 整数
expected-seconds = 不超过 86400 的秒数
expected-amount = 大于零的数
expected-candidates = demand 或位置文件
expected-places = 有位置的输入；费用矩阵文件没有位置
error-site-no-candidate = 没有候选点 { $candidate }，共 { $count } 个
error-site-named-twice = 候选点 { $candidate } 同时出现在两类规则中
error-site-length = { $expected } 个位置却给出了 { $given } 个值
error-site-amount = { $amount } 不是有效数量；权重、费用和预算须为不小于零的数
error-site-few = 要求 { $sites } 个网点，而候选点只有 { $candidates } 个
error-site-infeasible = 没有找到符合规则的方案；请放宽间距、预算或容量
error-site-large = 需求点与候选点共 { $pairs } 对，超过此问题的上限 { $most }
error-site-unreachable = 需求点 { $demand } 没有任何候选点可以服务；请加大上限或增加候选点
error-site-matrix = 这些位置算不出可用的距离：{ $detail }
error-benchmark-missing = { $path } 在应有 { $detail } 处结束
error-benchmark-number = { $path }：“{ $detail }”不是此处应有的数
error-benchmark-many = { $path } 有 { $detail } 个位置，超过上限
error-benchmark-connected = { $path }：有些位置与其他位置不连通
error-empty-roads = { $path } 中没有可通行的道路
error-usage-not-by-road = { $option } 用于按道路计算；请去掉 --metric { $metric }
expected-minutes = 大于 0、不超过 10080 的分钟数
expected-detour = 1 到 10 之间的系数，例如 1.3
expected-one-limit = 只能给一个上限：请去掉 --limit-m
error-roads-elsewhere = { $path } 中的道路不在本项目需求点附近，未进行计算
