// A plugin that does one thing for each word, to compare what comes of it. As a downloader it answers its message, as a
// post-renderer the manifests with a line more.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

//go:wasmimport extism:host/env input_length
func inputLength() uint64

//go:wasmimport extism:host/env input_load_u8
func inputLoadU8(uint64) uint32

//go:wasmimport extism:host/env input_load_u64
func inputLoadU64(uint64) uint64

//go:wasmimport extism:host/env alloc
func alloc(uint64) uint64

//go:wasmimport extism:host/env length
func length(uint64) uint64

//go:wasmimport extism:host/env store_u8
func storeU8(uint64, uint32)

//go:wasmimport extism:host/env load_u8
func loadU8(uint64) uint32

//go:wasmimport extism:host/env output_set
func outputSet(uint64, uint64)

//go:wasmimport extism:host/env error_set
func errorSet(uint64)

//go:wasmimport extism:host/env config_get
func configGet(uint64) uint64

//go:wasmimport extism:host/env var_set
func varSet(uint64, uint64)

//go:wasmimport extism:host/env var_get
func varGet(uint64) uint64

//go:wasmimport extism:host/env http_request
func httpRequest(uint64, uint64) uint64

//go:wasmimport extism:host/env http_status_code
func httpStatus() int32

//go:wasmimport extism:host/env log_info
func logInfo(uint64)

func put(b string) uint64 {
	o := alloc(uint64(len(b)))
	for i := 0; i < len(b); i++ {
		storeU8(o+uint64(i), uint32(b[i]))
	}
	return o
}
func get(o uint64) string {
	n := length(o)
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(loadU8(o + uint64(i)))
	}
	return string(b)
}
func input() string {
	n := inputLength()
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(inputLoadU8(uint64(i)))
	}
	return string(b)
}
func output(s string) { outputSet(put(s), uint64(len(s))) }

//go:wasmexport helm_plugin_main
func helmPluginMain() int32 {
	in := input()
	var m map[string]any
	if err := json.Unmarshal([]byte(in), &m); err != nil {
		errorSet(put("bad input: " + err.Error()))
		return 1
	}
	if _, ok := m["protocol"]; ok {
		b, _ := json.Marshal(map[string]string{"data": base64.StdEncoding.EncodeToString([]byte(in))})
		output(string(b))
		return 0
	}
	if man, ok := m["manifests"]; ok {
		if s, ok := man.(string); ok {
			b, _ := json.Marshal(map[string]any{"manifests": s + "# rendered " + fmt.Sprint(m["extraArgs"]) + "\n"})
			output(string(b))
		} else {
			output(in)
		}
		return 0
	}
	args, _ := m["extraArgs"].([]any)
	word := ""
	if len(args) > 0 {
		word = args[0].(string)
	}
	out := "{}"
	switch word {
	case "echo":
		fmt.Println("in:", in)
	case "env":
		for _, n := range []string{"HELM_NAMESPACE", "HELM_PLUGINS", "HELM_PLUGIN_DIR", "HELM_PLUGIN_NAME", "HELM_BIN", "HOME", "PROBE"} {
			v, ok := os.LookupEnv(n)
			fmt.Println(n, v, ok)
		}
		fmt.Println(os.Args)
	case "stdin":
		s := bufio.NewScanner(os.Stdin)
		for s.Scan() {
			fmt.Println("line:", s.Text())
		}
	case "fail":
		fmt.Fprintln(os.Stderr, "to stderr")
		return 7
	case "error":
		errorSet(put("something is wrong"))
		return 3
	case "errorzero":
		errorSet(put("something is wrong"))
		return 0
	case "exit":
		os.Exit(5)
	case "exitzero":
		os.Exit(0)
	case "panic":
		panic("oh no")
	case "noout":
		return 0
	case "badout":
		out = "not json"
	case "strout":
		out = `{"data":"text"}`
	case "config":
		o := configGet(put("greeting"))
		fmt.Println(o != 0)
		if o != 0 {
			fmt.Println(get(o))
		}
		fmt.Println(configGet(put("missing")))
	case "vars":
		varSet(put("k"), put("v"))
		fmt.Println(get(varGet(put("k"))))
	case "http":
		r := httpRequest(put(`{"url":"`+args[1].(string)+`","method":"GET","headers":{}}`), 0)
		fmt.Println(httpStatus())
		if r != 0 {
			fmt.Println(get(r))
		}
	case "read":
		b, err := os.ReadFile(args[1].(string))
		fmt.Println(len(b), err)
	case "list":
		es, err := os.ReadDir(args[1].(string))
		for _, e := range es {
			fmt.Println(e.Name(), e.IsDir())
		}
		fmt.Println(err)
	case "tmp":
		fmt.Println(os.WriteFile("/tmp/a.txt", []byte("hello"), 0o600))
		fmt.Println(os.MkdirAll("/tmp/d/e", 0o700))
		fmt.Println(os.WriteFile("/tmp/d/e/b.txt", []byte("more"), 0o600))
		fmt.Println(os.Rename("/tmp/a.txt", "/tmp/d/c.txt"))
		b, err := os.ReadFile("/tmp/d/c.txt")
		fmt.Println(string(b), err)
		f, err := os.OpenFile("/tmp/d/c.txt", os.O_APPEND|os.O_WRONLY, 0)
		fmt.Println(err)
		f.WriteString(" world")
		f.Close()
		f, _ = os.Open("/tmp/d/c.txt")
		f.Seek(3, io.SeekStart)
		b, _ = io.ReadAll(f)
		fmt.Println(string(b))
		es, err := os.ReadDir("/tmp/d")
		for _, e := range es {
			i, _ := e.Info()
			fmt.Println(e.Name(), e.IsDir(), i.Size())
		}
		fmt.Println(err, os.Remove("/tmp/d/c.txt"), os.RemoveAll("/tmp/d"))
		_, err = os.Stat("/tmp/d")
		fmt.Println(err)
		_, err = os.ReadFile("/tmp/../etc/passwd")
		fmt.Println(err)
	case "loop":
		for {
		}
	case "memory":
		var keep [][]byte
		for {
			b := make([]byte, 16<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			keep = append(keep, b)
			if len(keep) > 4000 {
				break
			}
		}
	case "sleep":
		time.Sleep(300 * time.Millisecond)
		fmt.Println("slept")
	case "time":
		fmt.Println(time.Now().Year())
	case "log":
		logInfo(put("logged"))
	}
	if strings.HasPrefix(word, "rc") {
		return 1
	}
	output(out)
	return 0
}

func main() {}
