# Names of kinds, classes, statuses, units, steps and stages.
outlet-kind-flagship-hall = flagship hall
outlet-kind-brand-store = brand store
outlet-kind-community-hall = community hall
outlet-kind-township-hall = township hall
outlet-kind-controlled-store = controlled store
outlet-kind-self-service-hall = self-service hall
outlet-kind-self-service-terminal = self-service terminal
outlet-kind-designated-store = designated store
outlet-kind-agent-point = agent point
outlet-kind-competitor = competitor
outlet-class-a = class A
outlet-class-b = class B
outlet-class-c = class C
outlet-class-provincial-core = provincial core
outlet-class-city-core = city core
outlet-class-ordinary = ordinary
outlet-status-open = open
outlet-status-planned = planned
outlet-status-closed = closed
outlet-status-chosen = chosen
outlet-status-opening = opening soon
outlet-status-to-move = to move
outlet-group-own = Own channels
outlet-group-terminal = Terminal sites
outlet-group-partner = Partners
outlet-group-competitor = Competitors
outlet-field-contract-start = Contract starts
outlet-field-contract-end = Contract ends
outlet-field-monthly-fee = Monthly fee
outlet-field-premises = Premises
outlet-field-premises-owned = owned
outlet-field-premises-rented = rented
outlet-field-premises-shared = shared
outlet-field-terminals = Terminals
outlet-field-counters = Counters
outlet-field-clerks = Clerks
outlet-field-maintenance-staff = Maintenance staff
outlet-field-opening-hours = Opening hours
outlet-field-area-m2 = Floor area
outlet-field-capacity = Capacity
outlet-field-transactions = Transactions
outlet-field-new-users = New users
outlet-field-revenue = Revenue
channel-rule-every-grid-has = Every { $level } has at least { $count }: { $kinds }
channel-rule-field-at-least = { $field } at every { $kinds }: { $count } or more
channel-rule-field-filled = { $field } filled in for every { $kinds }

unit-households = households
unit-yuan = yuan
unit-people = people
unit-pieces = pieces
unit-ports = ports
unit-buildings = buildings
unit-machines = machines
unit-transactions = transactions

measure-users = users
measure-revenue = revenue
measure-households = households
measure-ports = ports
measure-used-ports = used ports
measure-population = population
measure-with-unit = { $name } ({ $unit })

known-from-given = as given
known-from-cpg = from the .cpg file
known-from-ldid = from the table's language mark
known-from-prj = from the .prj file
known-from-file = stated in the file
known-from-detected = found out from the content
known-from-assumed = assumed

step-unknown = Change
step-move-vertex = Move a vertex
step-move-edge = Move an edge
step-insert-vertex = Insert a vertex
step-route-arc = Lead a boundary along a line
step-remove-vertex = Remove a vertex
step-cut = Cut cell { $cell }
step-merge =
    { $count ->
        [one] Merge { $count } cell
       *[other] Merge { $count } cells
    }
step-new-cell = New cell
step-assign =
    { $count ->
        [one] Give { $count } cell to grid { $grid }
       *[other] Give { $count } cells to grid { $grid }
    }
step-unassign =
    { $count ->
        [one] Take { $count } cell out of its grid
       *[other] Take { $count } cells out of their grids
    }
step-brush =
    { $count ->
        [one] Brush { $count } cell into grid { $grid }
       *[other] Brush { $count } cells into grid { $grid }
    }
step-new-grid = New grid { $grid }
step-delete-grid = Delete grid { $grid }
step-lock = Lock grid { $grid }
step-unlock = Unlock grid { $grid }
step-reparent = Move grid { $grid } below { $parent }
step-set-grid = Change grid { $grid }
step-add-outlet = Add outlet { $outlet }
step-move-outlet = Move outlet { $outlet }
step-remove-outlet = Remove outlet { $outlet }
step-set-outlet = Change outlet { $outlet }
step-set-outlets = Change { $count } outlets
step-set-amount = Set { $measure } of point { $point }
step-set-rules = Change the rules of checks
step-accept-sites = Sites of the answer to { $name }
step-new-scenario = New scenario { $name }
step-switch-scenario = Switch to scenario { $name }
step-freeze-scenario = Freeze scenario { $name }
step-delete-scenario = Delete scenario { $name }
step-rename-scenario = Rename scenario to { $name }
step-ignore = Ignore a problem
step-mind = Mind a problem again
step-apply = Apply a file of edits
step-import-cells =
    { $count ->
        [one] Import { $count } cell from { $file }
       *[other] Import { $count } cells from { $file }
    }
step-import-grids =
    { $count ->
        [one] Import { $count } grid from { $file }
       *[other] Import { $count } grids from { $file }
    }
step-import-demand =
    { $count ->
        [one] Import { $count } demand point from { $file }
       *[other] Import { $count } demand points from { $file }
    }
step-import-outlets =
    { $count ->
        [one] Import { $count } outlet from { $file }
       *[other] Import { $count } outlets from { $file }
    }
step-foreign = Changes made by another program

progress-working = Working
progress-reading = Reading
progress-copying = Copying
progress-importing = Importing
progress-saving = Saving
progress-loading = Loading
progress-checking = Checking
progress-exporting = Exporting
progress-rendering = Drawing
progress-sample = Making the sample
progress-build-reading = Reading polygons
progress-build-snapping = Joining near vertices
progress-build-noding = Finding crossings
progress-build-faces = Building faces
progress-build-deciding = Deciding gaps and overlaps
progress-build-done = Boundaries ready

mode-walk = walking
mode-ride = riding
mode-drive = driving
minutes = { $minutes } min
attribute-scenario = Planned in
attribute-gives-way = Gives way in
