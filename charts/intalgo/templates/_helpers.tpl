{{/* Labels of every object, whichever part of Intalgo it is of. */}}
{{- define "intalgo.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* Labels of the operator's objects, and of what is of no part. */}}
{{- define "intalgo.labels" -}}
{{ include "intalgo.selector" . }}
{{ include "intalgo.commonLabels" . }}
{{- end }}

{{/* The labels that select the operator's pod. */}}
{{- define "intalgo.selector" -}}
app.kubernetes.io/name: intalgo
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of the console's objects. */}}
{{- define "intalgo.consoleLabels" -}}
{{ include "intalgo.consoleSelector" . }}
{{ include "intalgo.commonLabels" . }}
{{- end }}

{{/* The labels that select the console's pod. */}}
{{- define "intalgo.consoleSelector" -}}
app.kubernetes.io/name: intalgo-console
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* An image: include "intalgo.image" (list . .Values.image) */}}
{{- define "intalgo.image" -}}
{{- $root := index . 0 }}{{ $image := index . 1 -}}
{{ $image.repository }}:{{ $image.tag | default $root.Chart.AppVersion }}
{{- end }}

{{/* Names of Secrets, in a pod's spec. */}}
{{- define "intalgo.imagePullSecrets" -}}
{{- with .Values.imagePullSecrets -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{/* What a container may not do. */}}
{{- define "intalgo.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/* Whether a Quarkus application has started, lives and is ready. */}}
{{- define "intalgo.probes" -}}
startupProbe:
  httpGet:
    path: /q/health/live
    port: management
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet:
    path: /q/health/live
    port: management
  periodSeconds: 10
  timeoutSeconds: 5
readinessProbe:
  httpGet:
    path: /q/health/ready
    port: management
  periodSeconds: 5
  timeoutSeconds: 5
{{- end }}

{{/* The name of cluster-wide objects: releases in two namespaces must not share them. */}}
{{- define "intalgo.clusterName" -}}
intalgo-{{ .Release.Namespace }}
{{- end }}

{{/* What the operator does in a watched namespace, and nothing more. */}}
{{- define "intalgo.rules" -}}
- apiGroups: [intalgo.dev]
  resources: [connections, intalgoprojects, questions, deployments]
  # patch and update: finalizers are in the object's own metadata.
  verbs: [get, list, watch, patch, update]
- apiGroups: [intalgo.dev]
  resources: [connections/status, intalgoprojects/status, questions/status, deployments/status]
  verbs: [get, patch, update]
# To own objects where the API server checks who may block a deletion.
- apiGroups: [intalgo.dev]
  resources: [connections/finalizers, intalgoprojects/finalizers, questions/finalizers, deployments/finalizers]
  verbs: [update]
# Tasks, results, catalogs, profiles without secrets, files for orchestrators.
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, create, patch, update, delete]
- apiGroups: [batch]
  resources: [jobs, cronjobs]
  verbs: [get, list, watch, create, patch, update, delete]
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, list, watch, create, patch, update, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
# Keepers, which have a project checked out on a drive, and the claims of drives.
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch, update, delete]
- apiGroups: [apps]
  resources: [replicasets]
  verbs: [get]
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get, create]
# What is in a Secret is got one at a time, by the name that an object gives.
- apiGroups: [""]
  resources: [secrets]
  {{- if .Values.secrets.watch }}
  # Of all others their metadata alone is listed and watched, so that a change is noticed; there is no verb for that.
  verbs: [get, list, watch]
  {{- else }}
  verbs: [get]
  {{- end }}
- apiGroups: ["", events.k8s.io]
  resources: [events]
  # Why a drive cannot be mounted is said by an Event alone.
  verbs: [create, patch, list]
{{- end }}
