//! Tests of the room: against brute force on made-up cities, against values of an independent program, and on damaged bytes.

mod areas;
mod cache;
mod city;
mod graph;
mod isochrone;
mod nearest;
mod published;
mod travel;
