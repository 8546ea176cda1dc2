{{/* The base name of every object. */}}
{{- define "storefront.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The labels of every object; the context is the root. */}}
{{- define "storefront.labels" -}}
{{ include "plumbing.labels" . }}
{{- with .Values.global.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Features that are switched on, as one sorted, comma separated text. */}}
{{- define "storefront.features" -}}
{{- $on := list -}}
{{- range $name, $enabled := .Values.shop.features -}}
{{- if $enabled }}{{ $on = append $on $name }}{{ end -}}
{{- end -}}
{{- join "," ($on | sortAlpha) -}}
{{- end -}}

{{/* The environment that pods and jobs share. */}}
{{- define "storefront.env" -}}
- name: SHOP_NAME
  value: {{ .Values.shop.name | quote }}
- name: CURRENCY
  value: {{ .Values.shop.currency }}
{{- if .Values.catalog.enabled }}
- name: CATALOG_URL
  value: {{ printf "postgres://%s:%v/%s" (printf "%s-catalog" .Release.Name) .Values.port .Values.database | quote }}
- name: CATALOG_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .Release.Name }}-catalog
      key: password
{{- end }}
{{- range $cache := list "sessions" "pages" }}
{{- if (index $.Values $cache).enabled }}
- name: {{ upper $cache }}_URL
  value: redis://{{ $.Release.Name }}-{{ $cache }}:6379
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
