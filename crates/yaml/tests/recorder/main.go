// Recorder tells what the Go libraries make of YAML texts.
//
// It reads JSON lines {"in": text} or {"in_b64": bytes} and writes them back with the answers:
//
//	json    what Unmarshal into an interface gives, as JSON (every number a float64)
//	typed   what YAMLToJSON gives (integers as written)
//	error   the error of both
//	yaml    Marshal of the value (absent when it fails, then encode_error)
//	pretty  the value written by version 3 with an indent of two
//	strict  the error of UnmarshalStrict, when it differs
//	head    Unmarshal into the head of a manifest, as JSON
//	head_error
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"unicode/utf8"

	yaml3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"

	"recorder/util"
)

type answer struct {
	In          *string `json:"in,omitempty"`
	InB64       *string `json:"in_b64,omitempty"`
	JSON        string  `json:"json,omitempty"`
	Typed       string  `json:"typed,omitempty"`
	Error       string  `json:"error,omitempty"`
	YAML        string  `json:"yaml,omitempty"`
	EncodeError string  `json:"encode_error,omitempty"`
	Pretty      string  `json:"pretty,omitempty"`
	Strict      string  `json:"strict,omitempty"`
	Head        string  `json:"head,omitempty"`
	HeadError   string  `json:"head_error,omitempty"`
}

func encodeJSON(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(data)
}

func pretty(value any) (text string) {
	defer func() {
		if problem := recover(); problem != nil {
			text = fmt.Sprint("panic: ", problem)
		}
	}()
	var out bytes.Buffer
	encoder := yaml3.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return "error: " + err.Error()
	}
	return out.String()
}

func (a *answer) record(text []byte) {
	var value any
	if err := yaml.Unmarshal(text, &value); err != nil {
		a.Error = err.Error()
	} else {
		a.JSON = encodeJSON(value)
		typed, err := yaml.YAMLToJSON(text)
		if err != nil {
			a.Typed = "error: " + err.Error()
		} else {
			a.Typed = string(typed)
		}
		out, err := yaml.Marshal(value)
		if err != nil {
			a.EncodeError = err.Error()
		} else {
			a.YAML = string(out)
		}
		a.Pretty = pretty(value)
	}
	var strict any
	if err := yaml.UnmarshalStrict(text, &strict); err != nil && err.Error() != a.Error {
		a.Strict = err.Error()
	}
	var head util.SimpleHead
	if err := yaml.Unmarshal(text, &head); err != nil {
		a.HeadError = err.Error()
	} else {
		a.Head = encodeJSON(head)
	}
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<28)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for in.Scan() {
		var a answer
		if err := json.Unmarshal(in.Bytes(), &a); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		var text []byte
		if a.InB64 != nil {
			text, _ = base64.StdEncoding.DecodeString(*a.InB64)
		} else {
			text = []byte(*a.In)
		}
		if utf8.Valid(text) {
			plain := string(text)
			a.In, a.InB64 = &plain, nil
		}
		a.record(text)
		if err := encoder.Encode(a); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
