# What the command line answers.
out-created = { $path } was made for { $name }
out-finding-group = { $severity }: { $kind }, { $count }
out-more =
    { $count ->
        [one] … and { $count } more
       *[other] … and { $count } more
    }
out-severity-counts = { $errors } errors, { $warnings } warnings, { $notes } notes
out-sound = Sound: the plan has no gap, no overlap and every figure is right
out-unsound = Not sound: the plan breaks rules that always hold
out-no-problems = No problems
out-invariant = Rule
out-violations = Violations
out-invariant-p1 = every boundary has one cell on each side
out-invariant-p2 = boundaries meet at their ends only
out-invariant-p3 = every cell is in one piece
out-invariant-p4 = positions are whole and agree
out-invariant-m1 = every cell and grid has its place in the tree
out-invariant-m2 = every demand point lies in one cell
out-invariant-x1 = kept figures equal computed ones

out-refused = { $line }: refused ({ $code }): { $reason }
out-applied =
    { $line }: done, { $cells ->
        [one] { $cells } cell
       *[other] { $cells } cells
    }, { $grids ->
        [one] { $grids } grid
       *[other] { $grids } grids
    }, { $points ->
        [one] { $points } demand point
       *[other] { $points } demand points
    }
out-branched = ; the frozen scenario was kept and { $name } branched from it
out-stopped = ; stopped on the way ({ $code })

out-metrics-title = Scenario { $scenario }, plane { $plane }, level { $level }: { $count } grids
out-code = Code
out-name = Name
out-cells = Cells
out-area = Area (km²)
out-perimeter = Perimeter (km)
out-parts = Parts
out-compactness = Compactness
out-deviation = Deviation
out-managers = Managers
out-balance = { $measure }: target { $target }, largest { $max }, smallest { $min }, coefficient of variation { $cv }, Gini { $gini }
out-balance-within = all grids are within { $tolerance }
out-balance-beyond =
    { $count ->
        [one] { $count } grid is further from its target than { $tolerance }
       *[other] { $count } grids are further from their target than { $tolerance }
    }
out-cut-edges =
    { $count ->
        [one] { $count } pair of neighbouring cells is separated by a grid boundary
       *[other] { $count } pairs of neighbouring cells are separated by grid boundaries
    }
out-unassigned =
    { $count ->
        [one] { $count } cell belongs to no grid: { $sums }
       *[other] { $count } cells belong to no grid: { $sums }
    }
out-outside =
    { $count ->
        [one] { $count } demand point lies in no cell: { $sums }
       *[other] { $count } demand points lie in no cell: { $sums }
    }
out-compare-title = From { $a } to { $b }: { $cells } cells and { $points } demand points change grid, { $sums }
out-compare-same = { $a } and { $b } are the same
out-from = From
out-to = To
out-points = Points
out-none = (none)
out-balance-of = Balance of { $name }

out-file = File
out-format = Format
out-encoding = Encoding
out-crs = Coordinates
out-rows-read = Rows read
out-rows-imported = Rows imported
out-rows-rejected = Rows left out
out-rows-added = Rows added
out-rows-changed = Rows changed
out-rows-removed = Rows removed
out-rows-unchanged = Rows unchanged
out-time = Time
out-known = { $name } ({ $from })
out-dry-run = Dry run: nothing was changed
out-exported =
    { $count ->
        [one] { $path }: { $count } row
       *[other] { $path }: { $count } rows
    }
out-rendered = { $path }: { $width } × { $height } pixels, { $grids } grids
out-sample-written = { $path }: { $name }, { $cells } cells, { $points } demand points, { $outlets } outlets
out-title = Title
out-description = Description
out-seed = Seed
out-ignored =
    { $count ->
        [one] { $count } problem is ignored with a reason
       *[other] { $count } problems are ignored with a reason
    }

map-synthetic = Figures or outlets are made up
map-jenks = Natural breaks
map-legend = Legend
map-grid-boundary = Grid boundary
map-parent-boundary = Boundary one level up
map-above = Above tolerance
map-below = Below tolerance
map-kind = { $kind } ({ $count })
map-warning = Needs attention
map-cluster = Several outlets
map-problem = Problem
map-metre = m
map-kilometre = km
map-north = N

out-site-title = { $problem }: { $objective } after { $seconds }
out-site-proved = Proved best
out-site-gap = At most { $gap } from the best
out-site-no-bound = How far from the best is not known yet
out-site-candidate = Candidate
out-site-place = Place
out-site-gain = Gain
out-site-closed = Given up: { $codes }
out-coverage-title = Within { $limit }: { $covered } of { $total } covered ({ $share }), { $over } more than once
out-coverage-spot = Blind spot
out-coverage-nearest = Nearest outlet
out-coverage-distance = Distance
out-coverage-load = Load
out-coverage-closing = If { $code } closes
out-coverage-extra = Farther by
out-coverage-minutes = Time
out-roads-file = By road, { $mode }; roads from { $name }
out-roads-cache = By road, { $mode }; roads from { $name }, kept beside the project
out-roads-project = By road, { $mode }; roads of the project's map
out-roads-none = No roads at hand: straight line × { $name }, { $mode }
out-roads-off = { $points } demand points have no road within 5 km and count as not covered
note-roads-cache-refused = { $path } is no usable road cache and was passed over; name the road file with --roads to renew it
note-roads-cache-not-written = { $path } could not be written, so the roads will be read again next time
note-roads-cache-elsewhere = { $path } has roads of another place and was passed over
