{{/* The full image name of `image` (repository, tag); `root` is the root context. */}}
{{- define "plumbing.image" -}}
{{- $tag := .image.tag | default .root.Chart.AppVersion -}}
{{- with .root.Values.global -}}
{{- if .registry }}{{ .registry }}/{{ end -}}
{{- end -}}
{{ .image.repository }}:{{ $tag }}
{{- end -}}
