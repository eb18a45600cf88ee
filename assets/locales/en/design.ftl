# Automatic design of grids.

usage-design = gridwright design PROJECT.gpkg | --nodes FILE --edges FILE [options]
help-design = Design balanced, contiguous, compact grids
help-design-project = The project whose cells are designed (or --nodes and --edges)
help-design-nodes = Units as CSV: id, x_m, y_m, measures; optional grid, locked, region (or county)
help-design-edges = Neighbours as CSV: u, v and optionally the length of the common boundary
help-design-grids = How many grids (default: as many as there are now)
help-design-capacity = A measure and how much of it a grid may hold, NAME=VALUE; without --grids as many grids as that asks for
help-design-measure = A measure to balance, its tolerance as a share and its weight, NAME:0.05[:WEIGHT]; repeatable
help-design-objective = What is best within tolerance: moment, cut, perimeter, diameter (default: moment)
help-design-time = Seconds to search (default: 10, or no limit with --moves)
help-design-seed = Seed; the same seed with the same --moves gives the same plan (default: 1)
help-design-moves = Moves to try in all, so that the result does not depend on the machine
help-design-keep-locked = Locked grids neither gain nor lose cells
help-design-centres = Fixed centres: outlets:KIND, or a file with one unit a line
help-design-barrier = Pairs of units that are no neighbours, CSV u, v
help-design-bridge = Pairs of units joined over water or gaps, CSV u, v; auto: the shortest ones that join everything
help-design-hierarchy = Borders of regions: hard (no grid crosses one), soft (crossing costs), off (default)
help-design-stability = Weight on demand that changes its manager (default: 0)
help-design-within = Only a part of the map: the units of this grid
help-design-levels = Main grids and sub-grids inside each, N1,N2, in one run
help-design-together = Units that belong in one grid, one group a line, separated by commas
help-design-apart = Units of which no two may be in the same grid, one group a line
help-design-out = Write id and grid of every unit as CSV; - for standard output
help-design-accept-as = Make a new scenario of this name with the plan
help-design-repair = Mend the present plan instead: whole grids, no cell without one, within tolerance, with few changes
help-design-suggest = Suggest this many moves for the present plan instead, each of which can be made alone

expected-design-measure = NAME:TOLERANCE or NAME:TOLERANCE:WEIGHT, such as users:0.05
expected-design-capacity = NAME=VALUE, such as users=3000
expected-design-count = a whole number above 0
expected-design-number = a number of 0 or more
expected-design-seconds = a number of seconds above 0
expected-design-levels = two whole numbers, such as 4,3
expected-design-centres = outlets:KIND with a kind of outlet, or a file

error-usage-design-ground = Say what to design: a project, or --nodes and --edges
error-usage-design-measure = Say what to balance: --measure NAME:TOLERANCE or --capacity NAME=VALUE
error-usage-design-grids = Say how many grids: --grids N or --capacity NAME=VALUE
error-usage-design-accept = A plan is accepted into a project, on one level: --accept-as needs a project and no --levels
error-usage-design-current = The units have no grids yet: --repair, --suggest, --within, --keep-locked and --stability need a present plan
error-design-column = { $path } has no column “{ $name }”
error-design-row = { $path }, line { $row }: “{ $value }” is not { $what ->
    [id] the id of a unit
    [twice] an id of its own: another line has it too
   *[number] a number that fits here
}
error-design-graph = { $path }: { $detail }
error-design-not-accepted = The plan is not feasible and was not accepted: { $why }

design-error-grid-count = { $grids } grids cannot be made of { $units } units
design-error-unit = A rule names unit { $unit }, which does not take part
design-error-grid = There are more grids now than asked for: grid number { $grid } has no counterpart
design-error-limit = The tolerance, weight or capacity of { $measure } makes no sense
design-error-shape = { $found } entries where { $expected } are needed: as many centres as grids
design-error-regions = A hierarchy needs regions: a column region (or county), or grids one level up
design-error-current = The units have no grids yet

design-reason-total-out-of-reach = { $measure }: there is { $total }, all grids together need { $least } to { $most }
design-reason-unit-too-large = Unit { $unit } has { $amount } { $measure }, a grid may have at most { $most }
design-reason-tied-too-much = What must be in grid { $grid } has { $amount } { $measure }, the grid may have at most { $most }
design-reason-locked-surplus = Locked grids hold { $locked } { $measure }; of the { $left } left the other grids need { $least } to { $most }
design-reason-part-cannot-split = { $is_region ->
    [yes] The region
   *[no] The separate part
} round unit { $unit } ({ $count } units) has { $total } { $measure }, which cannot be split into whole grids of { $least } to { $most }
design-reason-parts-need-other-count = The separate parts of the map need { $fewest } to { $most } grids, { $asked } are asked for
design-reason-rules-contradict = The rules about unit { $unit } contradict each other
design-reason-apart-too-many = Group { $group } of units to be apart has { $count } units, there are { $grids } grids
design-reason-together-apart = Group { $group } of units to be together lies in parts of the map that nothing joins
design-reason-cannot-be-completed = Proved: unit { $unit } ({ $amount } { $measure }) cannot be completed to a grid of { $least } to { $most }; nearest are { $below } and { $above }
design-reason-no-plan-at-all = Proved by looking at all plans: none is within limits
design-reason-not-reached = { $measure } was not brought within limits: grid { $grid } has { $amount }, allowed are { $least } to { $most }
design-reason-not-whole = { $count } pieces of grids are cut off from the rest of their grid
design-reason-rules-broken = { $count } rules are broken

out-design-feasible = { $grids } grids, all within limits; { $objective } { $value }
out-design-closest = No feasible plan was found; this is the closest of { $grids } grids; { $objective } { $value }
out-design-deviation = { $measure }: largest deviation { $deviation }
out-design-shape = { $cut } cut edges, { $parts } pieces too many, { $splits } splits of regions
out-design-changed = { $count } units change their grid
out-design-ended = { $seconds } s, { $reason ->
    [moves] all moves tried
    [cancelled] interrupted
    [proved] proved best
    [infeasible] proved infeasible
   *[time] time is up
}
out-design-accepted = Scenario “{ $name }” has the plan
out-design-move = { $count } units from { $from } to { $to }, benefit { $benefit }: { $units }
out-design-no-moves = No single move makes the plan better
step-accept-design = Design accepted
progress-designing = Designing
