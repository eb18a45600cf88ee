# Tools of the map: steps, hints, what was snapped to, measured figures, feedback.
step-push = Push the boundary of grid { $grid }
step-lasso = Circle cells into grid { $grid }
step-paint = Brush cells into grid { $grid }
step-cut-cells =
    { $count ->
        [one] Cut { $count } cell
       *[other] Cut { $count } cells
    }

hint-select = Click a grid, again for a cell; drag for a rectangle, with Alt for a lasso
hint-select-drag = Release to select what is inside; Esc gives up
hint-boundary = Point at a boundary; drag a vertex or an edge
hint-boundary-vertex = Drag the vertex; Delete removes it
hint-boundary-edge = Drag the edge; double-click inserts a vertex; Ctrl+drag leads the boundary along a road or river
hint-tracing = Release to let the boundary follow this line from end to end
hint-tracing-none = Go on to a road or a river that the boundary shall follow
hint-boundary-drag = Shift keeps the direction, Alt frees snapping, Esc gives everything back
hint-push = Point at the edge of the grid that is to grow
hint-push-grab = Press here and lean outwards; cells follow the pointer
hint-push-drag = Cells that the pointer passes follow; go back to return them, Esc returns all
hint-brush = Paint cells into the selected grid, or into the grid where the stroke begins; [ and ] change the size
hint-brush-drag = Release to keep the stroke; Esc gives everything back
hint-no-grid-here = There is no grid of this level here; select the grid that is to get the cells
hint-lasso = Draw a ring round the cells for the selected grid, or for the grid where the ring begins
hint-nothing-inside = No cell inside that may be taken; draw round the middle of cells
hint-ring-drag = Close the ring at its first point or with Enter; Esc takes the last point back
hint-cut = Click where the cut begins, outside the cell or on its boundary
hint-cut-next = Click on; Ctrl+click follows a road or river; Enter or double-click cuts, Esc takes the last point back
hint-merge = Click the cell that is to stay
hint-merge-second = Click the neighbours that join it
hint-merge-confirm = Enter merges; the first cell stays, with its grid
hint-new-grid = Draw a ring: cells inside become a new grid, empty ground a new cell of it
hint-no-parent = There is no grid one level above; create that first
hint-outlet = Click to add an outlet of the chosen kind
hint-outlet-move = Drag the outlet to move it; Delete removes it
hint-outlet-drag = Release to put it there; Esc leaves it where it was
hint-measure = Click the points of a path; click the first again for an area
hint-measure-next = Click on; double-click or Enter ends, the first point closes an area
hint-measure-done = Click to measure anew; Esc clears

snap-vertex = Vertex
snap-edge = Boundary
snap-road =
    { $named ->
        [yes] Road { $name }
       *[no] Road
    }
snap-rail =
    { $named ->
        [yes] Railway { $name }
       *[no] Railway
    }
snap-water =
    { $named ->
        [yes] Water { $name }
       *[no] Water
    }

measure-total = Total { $length }
measure-area = { $area }, around { $length }

number-ten-thousands = { $number } × 10,000
feedback-load = Load
feedback-load-unit = { $unit } per manager
