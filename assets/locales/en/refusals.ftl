# Refused edits: what is in the way, and what to do.
refusal-crossing = A boundary would cross another at { $place }; choose a target on this side of it
refusal-flipped-cell = Cell { $name } would turn inside out; move less far, or merge it first
refusal-too-close = Boundaries would touch at { $place }; keep some distance, or snap to the vertex that is there
refusal-base-unit-locked = The boundary at { $place } is an official one and keeps its shape; give its cells to another grid instead
refusal-is-junction = Several boundaries meet at { $place }, so this vertex cannot be removed; move it, or merge cells
refusal-does-not-divide = The line does not divide the cell in two; begin and end it outside the cell
refusal-not-adjacent = The cells do not touch along a boundary; choose neighbours
refusal-swallows-cell = The new cell would swallow cell { $name } whole; merge that cell, or draw around it
refusal-not-found =
    { $named ->
        [yes] { $name } was not found; check the code or name
       *[no] There is nothing at that place; come nearer, or allow a larger distance
    }
refusal-locked = Grid { $name } is locked; unlock it first
refusal-disconnects-grid = Grid { $name } would fall apart, and its level must stay in one piece; move the cells in between too
refusal-level-mismatch = Grid { $name } does not fit there: a parent must be one level above, in the same plane
refusal-duplicate-code =
    { $named ->
        [yes] { $name } is taken already; choose another
       *[no] A code or name is needed
    }
refusal-has-children = Grid { $name } still has grids below it; move or delete those first
refusal-in-use = Scenario { $name } is active or the last one; switch to another first
refusal-bad-value-count = { $field } must be a whole number from 0 on; “{ $text }” is none
refusal-bad-value-decimal = { $field } must be a number with four decimals at most; “{ $text }” is none
refusal-bad-value-date = { $field } must be a day such as 2026-12-31; “{ $text }” is none
refusal-bad-value-choice = { $field } must be one of { $list }; “{ $text }” is not
refusal-bad-value-text = { $field } cannot be “{ $text }”
refusal-too-much = All amounts of { $name } together would be more than can be counted; enter a smaller number
refusal-bad-amount = { $measure } must be a number; “{ $text }” is none
refusal-bad-rule = Rule { $name } is not complete: choose kinds of outlets, a level or a field, and a number from 1 on
refusal-bad-limit = The limit must be more than 0
refusal-nothing-to-change = This changes nothing
refusal-read-only = The project is open for reading only, so it was not changed
refusal-busy = Another change is in progress; end it first

refusal-nothing-to-undo = There is no step to undo
refusal-nothing-to-redo = There is no step to redo
refusal-not-in-strict = This cannot be part of one transaction; run it without --strict
refusal-undone = Undone, because line { $line } was refused and --strict was given
refusal-bad-json = The line is not JSON: one edit a line, such as { $example }
refusal-one-edit = The line needs exactly one edit: an object with one name, such as { $example }
refusal-unknown-edit = There is no edit called { $name }
refusal-missing-field = The field { $field } is missing
refusal-unknown-field = The field { $field } is not known here
refusal-bad-field = The field { $field } must be { $expected }
refusal-no-vertex = There is no vertex within { $metres } m of { $place }; come nearer, or allow a larger within_m
refusal-no-edge = { $a } and { $b } are not the two ends of one piece of boundary
refusal-ambiguous-level = The field level is missing and no parent tells it
field-position = a position [longitude, latitude] in degrees
field-positions = at least { $count } positions [longitude, latitude]
field-text = a text
field-texts = a list of at least { $count } texts
field-number = a number that is not negative
field-shift = a shift [east, north] in degrees
field-count = a whole number from 1 on
field-flag = true or false
field-object = an object
field-attributes = an object of texts
field-capacity = an object of whole amounts by measure
field-amounts = an object of amounts by measure of the project
field-outlet-kind = an outlet kind: { $list }
field-outlet-class = an outlet class: { $list }
field-outlet-status = an outlet status: { $list }
field-date = a day written YYYY-MM-DD
field-color = a colour written #rrggbb
field-channel-rules = a list of rules such as [{"{"}"is_on":true,"check":{"{"}"field_filled":{"{"}"field":"contract_end","kinds":["agent_point"]{"}"}{"}"}{"}"}]
field-measure = a measure of the project
