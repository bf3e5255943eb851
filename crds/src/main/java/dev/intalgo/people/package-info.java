/**
 * What the operator tells people's programs, such as the console, besides the objects: as JSON, below {@code /people/v1},
 * to whoever shows a Kubernetes token that may {@code get} the object in the path, or {@code update} it to change something.
 */
package dev.intalgo.people;
