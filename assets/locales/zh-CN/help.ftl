# 命令行帮助。
help-usage = 用法：{ $usage }
help-heading-verbs = 命令
help-heading-arguments = 参数
help-heading-options = 选项
help-heading-global = 通用选项
help-after = 退出状态：0 完成，1 工作失败或检查发现错误，2 用法错误，130 被中断
usage-gridwright = gridwright 命令 [选项]
help-gridwright = 格匠：网格划分与渠道规划，网格绝不重叠
help-json = 在标准输出上以 JSON 作答，其他内容写到标准错误
help-lang = 文字语言，zh-CN 或 en（默认：系统语言）
help-threads = 长时间工作使用的线程数上限，不影响结果
help-quiet = 不在标准错误上显示进度和提示
help-version = 显示版本
help-help = 显示此帮助
help-project = 项目文件
help-scenario = 方案名称（默认：当前方案）
help-plane = 平面名称（默认：第一个）
help-level = 层级名称（默认：最深的层级）

usage-new = gridwright new PROJECT.gpkg [选项]
help-new = 新建空项目
help-new-name = 城市或省份名称（默认：文件名）

usage-sample = gridwright sample NAME OUT.gpkg [选项]
help-sample = 写出样例项目
help-sample-name = 样例名称，可用 --list 列出
help-sample-out = 要写出的项目文件，不能已存在
help-sample-seed = 同类的另一座虚构城市（默认：样例自带）
help-sample-demand = 需求点数量（默认：样例自带）
help-sample-list = 列出样例

usage-import = gridwright import PROJECT.gpkg FILE --as KIND [选项]
help-import = 把外部文件作为一个可撤销的步骤导入，并报告所有异常
help-import-file = 文件：Shapefile、GeoJSON、CSV 或 dBASE；- 表示从标准输入读取 CSV 或 GeoJSON
help-import-as = 导入为：cells 小区、grids 网格、demand 需求点、outlets 网点、reference 参考图层、kpi 指标
help-import-name-field = 名称列（默认：自动判断，下列各列相同）
help-import-code-field = 编码列
help-import-grid-field = 所属网格编码列
help-import-parent-field = 上级网格编码列
help-import-measure = 从某列读取一个指标，可重复使用
help-import-lon = 经度或东坐标列
help-import-lat = 纬度或北坐标列
help-import-kind = 所有网点的类型
help-import-kind-field = 网点类型列
help-import-level = 新网格的层级（默认：最深的层级）
help-import-crs = 坐标系：auto、EPSG:n、wgs84、gcj02、bd09（默认：auto）
help-import-encoding = 文字编码：auto、gbk、gb18030、utf-8 等（默认：auto）
help-import-format = 不看后缀而指定格式：csv 或 geojson（默认：按后缀，否则按内容）
help-import-mode = 已有的行如何处理：add 添加、replace 替换、update 更新（默认：add）
help-import-key = 用来辨认每一行的列，替换与更新时需要
help-import-layer = 用于参考图层：所属图层，例如 road、water、building
help-import-sheet = 工作表（暂不能读取工作簿）
help-import-gap-width = 窄于此米数的缝隙将被填补（默认：由数据估计）
help-import-overlap = 重叠部分归谁：longest-border 边界最长者、largest-area 面积最大者、first 先出现者（默认：longest-border）
help-import-dry-run = 只报告，不作修改

usage-check = gridwright check PROJECT.gpkg [选项]
help-check = 检查项目是否完好，并列出方案的问题

usage-metrics = gridwright metrics PROJECT.gpkg [选项]
help-metrics = 一个层级中每个网格的指标，以及均衡程度

usage-apply = gridwright apply PROJECT.gpkg EDITS.jsonl [选项]
help-apply = 应用编辑，每行一个 JSON 对象，各为一个可撤销的步骤
help-apply-more = 每一步写入磁盘后才作答。被拒绝的编辑不作任何修改，运行继续；结束时退出状态为 0
help-apply-edits = 编辑文件，- 表示标准输入
help-apply-scenario = 要编辑的方案（默认：当前方案），它会成为并保持为当前方案
help-apply-strict = 所有编辑合为一步；一旦有编辑被拒绝就全部撤销，退出状态为 1

usage-compare = gridwright compare PROJECT.gpkg --scenario A --with B [选项]
help-compare = 从一个方案到另一个方案有哪些变化，谁向谁移交多少
help-compare-scenario = 起始方案（默认：当前方案）
help-compare-with = 与之比较的方案

usage-export = gridwright export PROJECT.gpkg FILE --what WHAT [选项]
help-export = 写出表格或报告，格式由文件后缀决定
help-export-file = 要写出的文件：.csv、.geojson 或 .gpkg；- 表示标准输出（默认写 CSV，可用 --format 指定）
help-export-what = 写出内容：cells 小区、grids 网格、demand 需求点、outlets 网点、assignment 归属、handover 移交清单、report 报告
help-export-crs = GeoJSON 和 CSV 中点的坐标系：EPSG:n、gcj02、bd09（默认：WGS-84，即 RFC 7946 的规定）
help-export-encoding = CSV 的文字编码（默认：带标记的 utf-8）
help-export-format = 不看后缀而指定格式：csv 或 geojson
help-export-with = 用于移交清单：目标方案
help-export-raw = 文字照原样写出，不防止被当作公式

usage-render = gridwright render PROJECT.gpkg OUT.png [选项]
help-render = 把方案画成图片
help-render-out = 要写出的图片
help-render-size = 以像素为单位的宽与高（默认：1600x1000）
help-render-bbox = 以度为单位的显示范围（默认：整个方案）
help-render-theme = light 浅色或 dark 深色（默认：light）
help-render-thematic = 按指标给网格着色

usage-site = gridwright site PROJECT.gpkg | --points FILE | --orlib FILE [选项]
help-site = 新网点应设在哪里，并给出与最优方案的最大差距
help-site-more = 到时间或已不可能更好时停止。“bound”是任何方案都无法超越的界；没有“proved”时结果仍可能改进
help-site-points = 带位置的需求表，或 TSPLIB、覆盖、容量类基准文件
help-site-orlib = OR-Library 的 p-中位文件
help-site-problem = p-median、mclp、backup-mclp、lscp、p-center、capacitated-p-median、market-share（默认：p-median）
help-site-sites = 新增网点数
help-site-measure = 需求按哪个指标计（默认：第一个指标）
help-site-limit-m = 以米（或文件单位）计的服务距离上限；--metric road 时为道路距离
help-site-limit-min = 以分钟计的上限，按 --mode 出行
help-site-roads = 路网文件（.osm.pbf、.osm、GeoJSON 或线状 shapefile）；读取后以“项目名.roads”缓存在项目旁
help-site-detour = 没有路网时直线距离的绕行系数（默认：1.3）
help-site-metric = geodesic、road、great-circle-6378100、euclid、euclid-floor（默认：按输入的惯例）
help-site-mode = walk 步行、ride 骑行或 drive 驾车（默认：walk）；即按道路计算
help-site-candidates = 候选位置：demand、cells、crossings（道路交叉口）、planned（规划网点）或位置文件（默认：demand；需求点很多时为 cells）
help-site-existing = 保留的现有网点：all、none 或类型（默认：all）
help-site-forbidden = 不可设点的范围：项目的图层（water、green、no_build）或面文件
help-site-closable = 可撤并或迁址的网点：all 或类型；每撤一个可多设一个（默认：无）
help-site-most-closed = 最多撤并几个
help-site-spacing = 新网点相互之间、与保留网点之间的最小距离（米）
help-site-cost = 单个新网点的费用，与网点月费用同单位
help-site-budget = 新网点及可撤并而保留的网点费用合计上限；须同时给出 --cost
help-site-capacity = 每个网点的容量，用于 capacitated-p-median（默认：按文件，否则为平均量再加一成）
help-site-time = 搜索时间，秒（默认：10）
help-site-seed = 随机数种子（默认：1）
help-site-accept-as = 把结果作为规划网点写入项目的这个方案；没有则新建

usage-coverage = gridwright coverage PROJECT.gpkg --limit-m M | --limit-min MIN [选项]
help-coverage = 哪些需求在网点服务范围内，哪些不在，各网点承担多少
help-coverage-metric = geodesic 或 road（默认：geodesic）
help-coverage-kinds = 计入的网点类型（默认：除竞争对手外全部）
help-coverage-measure = 覆盖率、盲区和负荷所用的指标（默认：第一个）
help-coverage-cells = 以此名称新建方案：离各网点最近的范围（直线或按道路）成为小区，并各自成为一个网格
help-coverage-close = 假如关闭该编码的网点，由谁接替
