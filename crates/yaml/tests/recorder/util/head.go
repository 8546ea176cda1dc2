// Package util has the name and the type that Go's error messages show for the head of a manifest.
package util

// SimpleHead is the part of a manifest that Helm reads.
type SimpleHead struct {
	Version  string `json:"apiVersion"`
	Kind     string `json:"kind,omitempty"`
	Metadata *struct {
		Name        string            `json:"name"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata,omitempty"`
}
