// Command record fills in what Go's text/template answers to the cases of this crate.
//
//	go run main.go ../cases/*.cases
//
// A case starts with a line "--- NAME" and holds a template up to the next case. The answer is its last line:
// "= " and the output, or "! " and the error, as a JSON string. Further templates of the set may stand after lines
// "+++ FILE". The data of all cases is data.json beside them.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

func main() {
	for _, path := range os.Args[1:] {
		if err := record(path); err != nil {
			fmt.Fprintln(os.Stderr, path, err)
			os.Exit(1)
		}
	}
}

func record(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(filepath.Join(filepath.Dir(path), "data.json"))
	if err != nil {
		return err
	}
	var out strings.Builder
	for i, part := range strings.Split("\n"+string(text), "\n--- ") {
		if i == 0 {
			out.WriteString(strings.TrimPrefix(part, "\n"))
			if out.Len() > 0 {
				out.WriteByte('\n')
			}
			continue
		}
		name, body, _ := strings.Cut(part, "\n")
		lines := strings.Split(body, "\n")
		for len(lines) > 0 {
			last := lines[len(lines)-1]
			if last != "" && !strings.HasPrefix(last, "= \"") && !strings.HasPrefix(last, "! \"") {
				break
			}
			lines = lines[:len(lines)-1]
			if last != "" {
				break
			}
		}
		body = strings.Join(lines, "\n")
		var data any
		if err := json.Unmarshal(raw, &data); err != nil {
			return err
		}
		fmt.Fprintf(&out, "--- %s\n%s\n%s\n", name, body, run(body, data))
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}

func run(body string, data any) string {
	set := template.New("set").Option("missingkey=zero").Funcs(template.FuncMap{
		"dict": func(pairs ...any) map[string]any {
			m := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				m[fmt.Sprint(pairs[i])] = pairs[i+1]
			}
			return m
		},
		"list":    func(items ...any) []any { return items },
		"upper":   strings.ToUpper,
		"repeat":  func(n int, s string) string { return strings.Repeat(s, n) },
		"unsigned": func(n uint8) uint8 { return n },
		"int64":   func(n any) int64 { return int64(n.(float64)) },
		"half":    func(f float64) float64 { return f / 2 },
		"negate":  func(b bool) bool { return !b },
		"keys":    func(m map[string]any) int { return len(m) },
		"first":   func(l []any) any { return l[0] },
		"oops":    func() (string, error) { return "", fmt.Errorf("oops happened") },
	})
	set.Funcs(template.FuncMap{
		"include": func(name string, data any) (string, error) {
			var b strings.Builder
			err := set.ExecuteTemplate(&b, name, data)
			return b.String(), err
		},
	})
	main := "main"
	for i, file := range strings.Split(body, "\n+++ ") {
		name, text := main, file
		if i > 0 {
			name, text, _ = strings.Cut(file, "\n")
		}
		if _, err := set.New(name).Parse(text); err != nil {
			return "! " + quote(err.Error())
		}
	}
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, main, data); err != nil {
		return "! " + quote(err.Error())
	}
	return "= " + quote(b.String())
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}
