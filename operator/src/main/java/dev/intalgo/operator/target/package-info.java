/**
 * What orchestrators load: the files of a Deployment, made from plain values. The Python of a target is a fixed file;
 * all that differs between runs travels beside it as JSON, so that no name, question or selector is ever read as code.
 */
package dev.intalgo.operator.target;
