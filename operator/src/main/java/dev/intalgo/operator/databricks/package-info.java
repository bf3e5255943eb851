/** Jobs in Databricks workspaces, by Databricks' own SDK. Knows nothing of Kubernetes. */
package dev.intalgo.operator.databricks;
