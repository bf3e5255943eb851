/**
 * The API {@code intalgo.dev/v1alpha1}: Connection, IntalgoProject, Question and Deployment.
 *
 * <p>The custom resource definitions in {@code charts/intalgo} and the reference in
 * {@code docs/reference/api.md} are generated from these types, so what is written here is what
 * {@code kubectl explain} shows. Lists and maps are never null; everything else that is optional may be.
 * A type is written so that whatever the schema lets in can be read: one odd object must not stop the
 * watch of all others.
 */
package dev.intalgo.api.v1alpha1;
