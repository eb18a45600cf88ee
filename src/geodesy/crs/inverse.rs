//! Inverting a map of the plane that is nearly the identity.

/// Steps after which the search stops; the maps inverted here shrink the error a hundredfold a step.
const MAX_STEPS: usize = 12;
/// A step this small (degrees; about a micrometre) ends the search: what is left is a hundredth of it.
const ENOUGH: f64 = 1e-11;

/// The place that `forward` takes to `target`, by the fixed point `p ← p - (forward(p) - target)` from `target`.
pub(super) fn fixed_point(target: [f64; 2], forward: impl Fn([f64; 2]) -> [f64; 2]) -> [f64; 2] {
    let mut at = target;
    for _ in 0..MAX_STEPS {
        let reached = forward(at);
        let step = [reached[0] - target[0], reached[1] - target[1]];
        at = [at[0] - step[0], at[1] - step[1]];
        if step[0].abs() <= ENOUGH && step[1].abs() <= ENOUGH {
            break;
        }
    }
    at
}
