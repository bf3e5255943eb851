/** Diagrams of what leads to what, laid out here and drawn as SVG, so that no page needs a script for them. */
package dev.intalgo.console.diagram;
