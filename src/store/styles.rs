//! Styles, so that QGIS shows our colours.

use crate::edit::Document;
use crate::gpkg::{Connection, GpkgError, LayerStyle, put_layer_style};
use crate::model::OutletGroup;

/// The colours of grids, one after the other; soft enough to lie under labels. Okabe and Ito's set, lightened.
const FILLS: [&str; 8] = ["230,159,0", "86,180,233", "0,158,115", "240,228,66", "0,114,178", "213,94,0", "204,121,167", "150,150,150"];

/// Writes the default style of every layer.
pub(super) fn put_all(connection: &Connection, document: &Document, now: &str) -> Result<(), GpkgError> {
    let leaf_level = document.project().planes.rows().next().and_then(|plane| plane.levels.last()).map(|level| level.name.clone()).unwrap_or_default();
    let styles = [
        ("cells", fill("243,243,243,60", "160,160,160,255", 0.1)),
        ("grids", grids(document, &leaf_level)),
        ("outlets", outlets()),
        ("demand", document_style(&format!(r#"<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0"><symbols>{}</symbols></renderer-v2>"#, marker("0", "circle", "31,119,180,120", 1.2)))),
        ("reference", document_style(r#"<renderer-v2 type="nullSymbol"/>"#)),
    ];
    for (table, qml) in &styles {
        let style = LayerStyle { table, geometry_column: "geom", name: "gridwright", qml, sld: "", is_default: true, description: "Gridwright 格匠" };
        put_layer_style(connection, &style, now)?;
    }
    Ok(())
}

fn document_style(renderer: &str) -> String {
    format!("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.28.0\" styleCategories=\"Symbology\">{renderer}</qgis>")
}

fn fill_symbol(name: &str, color: &str, outline: &str, width: f64) -> String {
    format!(
        r#"<symbol type="fill" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map"><Option type="QString" name="color" value="{color}"/><Option type="QString" name="outline_color" value="{outline}"/><Option type="QString" name="outline_width" value="{width}"/><Option type="QString" name="outline_width_unit" value="MM"/><Option type="QString" name="style" value="solid"/><Option type="QString" name="outline_style" value="solid"/></Option></layer></symbol>"#
    )
}

fn marker(name: &str, shape: &str, color: &str, size: f64) -> String {
    format!(
        r#"<symbol type="marker" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0"><layer class="SimpleMarker" enabled="1" locked="0" pass="0"><Option type="Map"><Option type="QString" name="name" value="{shape}"/><Option type="QString" name="color" value="{color}"/><Option type="QString" name="size" value="{size}"/><Option type="QString" name="size_unit" value="MM"/><Option type="QString" name="outline_color" value="255,255,255,255"/></Option></layer></symbol>"#
    )
}

fn fill(color: &str, outline: &str, width: f64) -> String {
    document_style(&format!(
        r#"<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0" forceraster="0"><symbols>{}</symbols></renderer-v2>"#,
        fill_symbol("0", color, outline, width)
    ))
}

/// Rules: the deepest level of the first plane filled by colour, the levels above as outlines.
fn grids(document: &Document, leaf_level: &str) -> String {
    let mut rules = String::new();
    let mut symbols = String::new();
    let plane = document.project().planes.rows().next().map(|plane| plane.name.clone()).unwrap_or_default();
    for (at, color) in FILLS.iter().enumerate() {
        let filter = escape(&format!("\"plane\" = '{}' AND \"level\" = '{}' AND \"fid\" % {} = {at}", quote(&plane), quote(leaf_level), FILLS.len()));
        rules.push_str(&format!(r#"<rule key="g{at}" symbol="{at}" filter="{filter}" label="{}"/>"#, escape(leaf_level)));
        symbols.push_str(&fill_symbol(&at.to_string(), &format!("{color},100"), &format!("{color},255"), 0.5));
    }
    let above = escape(&format!("\"plane\" = '{}' AND \"level\" != '{}'", quote(&plane), quote(leaf_level)));
    rules.push_str(&format!(r#"<rule key="above" symbol="{}" filter="{above}"/>"#, FILLS.len()));
    symbols.push_str(&fill_symbol(&FILLS.len().to_string(), "0,0,0,0", "60,60,60,255", 0.9));
    document_style(&format!(r#"<renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0"><rules key="root">{rules}</rules><symbols>{symbols}</symbols></renderer-v2>"#))
}

fn outlets() -> String {
    let mut categories = String::new();
    let mut symbols = String::new();
    for (at, kind) in crate::model::OutletKind::ALL.iter().enumerate() {
        let (shape, color, size) = match kind.group() {
            OutletGroup::Own => ("square", "194,65,12,255", 3.0),
            OutletGroup::Terminal => ("diamond", "147,77,190,255", 2.6),
            OutletGroup::Partner if *kind == crate::model::OutletKind::AgentPoint => ("circle", "70,80,90,255", 1.2),
            OutletGroup::Partner => ("circle", "13,130,120,255", 2.2),
            OutletGroup::Competitor => ("triangle", "190,40,50,120", 2.6),
        };
        categories.push_str(&format!(r#"<category render="true" symbol="{at}" value="{0}" label="{0}" type="string"/>"#, kind.name()));
        symbols.push_str(&marker(&at.to_string(), shape, color, size));
    }
    document_style(&format!(
        r#"<renderer-v2 type="categorizedSymbol" attr="kind" symbollevels="0" enableorderby="0" forceraster="0"><categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"#
    ))
}

fn quote(text: &str) -> String {
    text.replace('\'', "''")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
