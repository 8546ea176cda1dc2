// Records what Sprig answers to calls with odd arguments, for ../recorded.rs.
//
//	go run calls.go > ../data/calls.jsonl     (in a module that requires github.com/Masterminds/sprig/v3 v3.3.0)
package main

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"reflect"
	"strings"

	"github.com/Masterminds/sprig/v3"
)

var texts = []string{
	"", "a", "abc", "hello world", "h\u00e9llo w\u00f6rld", "  x \t\n", "HTTPServer", "http2xx", "fooBar_baz-qux", "__foo__bar_", "Foo123Bar", "1A",
	"\u65e5\u672c\u8a9e \u30c6\u30b9\u30c8", "\u01c6abc \u00df \u0130 \u0149 \u01c5x", "the quick brown fox jumps over the lazy dog", "a-b_c d", "\u00a0x\u00a0", "x\u0000y\u2028\u200b",
	"it's o'clock", "a,b,,c", ",", "aXbXc", "<a href=\"x\">&</a>", "back`tick \"q\" \\", "\U0001F600 smile", "one\ntwo\n\nthree\n", "Stra\u00dfe \u03a3\u03a3\u03c2", "\u2160 \u24d0 \u00aa",
}

var codes = []string{
	"YWJj", "YWJjZA==", "YW\nJj", "YQ=", "YQ==x", "YQ=\n=", "!!!!", "YWJ", "YWJjZ", "YR==", "YWJjYWJjYWJj*", "=", "Y=Q=", "MFRGG===", "MFRGGZDF", "MFRA", "MFRA====", "MF======", "M=======", "mfrgg===",
	"MFRGG==", "MFRGG====", "MFRGGZD=", "MF\nRGG===", "MFRG=Z==", "MFRGGZDFMFRGGZD1",
}

var paths = []string{"", "/", "//x//", "a/b/../c.tar.gz", "..", "../..", "/..", "./a", ".a", "a/.b", "a.b/c", "a//b/./c/", "/a/b/../../..", "x."}

var numbers = []string{
	"5", "5.0", "5.00", "5.", "5.5", "1e3", "0x10", "010", "0b11", "0o17", "1_000", "08", "-7", "+7", " 5", "Inf", "-inf", "NaN", "nan", "infinity", "9223372036854775807", "9223372036854775808",
	"-9223372036854775808", "1__0", "0x", "0x1p4", "0x1.8p1", "1e400", "1e-400", ".5", "-.5e1", "0777", "0_8", "1.000", "100", "000", "0.0", "1e5.0",
}

var documents = []string{
	"{\"a\":1}", "[1,2", "null", "1e400", "\"\\ud83d\\ude00\"", "\"\\ud800x\"", "{\"a\":[1,{\"b\":null}],\"a\":2}", "tru", "truex", "-", "\"\\q\"", "", "  ", "{", "{\"a\"", "{\"a\":", "{\"a\":1,", "{\"a\":1,}", "[1,]", "[1 2]",
	"{a:1}", "01", "1.", "1.e", "1e", "1e+", "\"a", "\"\\u12", "\"\\u12g4\"", "\"a\tb\"", "nul", "[1e400,2]", "{\"a\":1}x", "'a'", "\u00e9", "[[],{},[{}]]", "-0", "1E5", "0.1e-2", "\"\\/\\b\\f\\n\\r\\t\\\\\\\"\"", "false", "\t[ ]\n",
}

var widths = []any{-3, -1, 0, 1, 2, 3, 4, 5, 7, 8, 12, 100}

var loose = []any{
	nil, true, false, 0, 1, -1, 7, 42, 2.5, -2.5, 0.1, 0.3, -0.5, 1e21, 1e-7, 1.005, 9007199254740993, "5", "5.0", "abc", "1e3", "0x10", "-7", "2.5", []any{1}, map[string]any{"a": 1}, "NaN", "Inf", 123456.789,
}

var lists = []any{
	[]any{}, []any{1}, []any{1, 2, 3}, []any{"b", "a", "c", "a"}, []any{nil, 0, "", false, []any{}, 1.5, "x"}, []any{1, 1, 1.5, "1", nil, nil, []any{1}, []any{1}}, "text", nil, 5, map[string]any{"a": 1},
	[]any{[]any{1, 2}, []any{3}}, []any{"x", nil, 2.5, map[string]any{"k": []any{nil}}},
}

var functions = sprig.TxtFuncMap()

var written = map[string]bool{}

// sample thins out the calls of several arguments, of which there are many.
var sample = rand.New(rand.NewSource(2))

func call(name string, args ...any) {
	if len(args) > 1 && sample.Intn(6) != 0 {
		return
	}
	line := map[string]any{"f": name, "a": args}
	if args == nil {
		line["a"] = []any{}
	}
	result, err := answer(name, args)
	if err != "" {
		line["e"] = err
	} else {
		line["r"] = fmt.Sprintf("%T %#v", result, result)
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(line) != nil || written[out.String()] {
		return
	}
	written[out.String()] = true
	os.Stdout.WriteString(out.String())
}

func answer(name string, args []any) (result any, err string) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Sprint(reason)
		}
	}()
	function := reflect.ValueOf(functions[name])
	kind := function.Type()
	var in []reflect.Value
	for i, arg := range args {
		wanted := kind.In(min(i, kind.NumIn()-1))
		if kind.IsVariadic() && i >= kind.NumIn()-1 {
			wanted = kind.In(kind.NumIn() - 1).Elem()
		}
		if arg == nil {
			in = append(in, reflect.Zero(wanted))
		} else {
			in = append(in, reflect.ValueOf(arg))
		}
	}
	out := function.Call(in)
	if len(out) == 2 && !out[1].IsNil() {
		return nil, out[1].Interface().(error).Error()
	}
	return out[0].Interface(), ""
}

func each(names string, arguments ...[]any) {
	for _, name := range strings.Fields(names) {
		combine(name, nil, arguments)
	}
}

func combine(name string, chosen []any, rest [][]any) {
	if len(rest) == 0 {
		call(name, append([]any(nil), chosen...)...)
		return
	}
	for _, value := range rest[0] {
		combine(name, append(chosen, value), rest[1:])
	}
}

func anys(lists ...[]string) (out []any) {
	for _, list := range lists {
		for _, text := range list {
			out = append(out, text)
		}
	}
	return out
}

func main() {
	random := rand.New(rand.NewSource(1))
	pieces := []string{"a", "B", "cd", "EF", "1", "23", "_", "-", " ", ".", "\u00e9", "\u00c9", "\u65e5", "x\u00a0", "\u0660", "\u2163", "'", "$"}
	var mixed []string
	for range 60 {
		var text strings.Builder
		for range 1 + random.Intn(7) {
			text.WriteString(pieces[random.Intn(len(pieces))])
		}
		mixed = append(mixed, text.String())
	}
	each("trim upper lower title untitle nospace initials swapcase b64enc b32enc sha1sum sha256sum sha512sum adler32sum", anys(texts))
	each("snakecase kebabcase camelcase swapcase title untitle", anys(texts, mixed))
	each("quote squote toString toJson cat", anys(texts[:20]))
	each("b64dec b32dec", anys(codes))
	each("base dir clean ext isAbs", anys(paths))
	each("int int64 float64 toDecimal floor ceil", append(anys(numbers), loose...))
	each("atoi", anys(numbers))
	each("mustFromJson", anys(documents))
	each("trunc abbrev wrap indent nindent repeat", widths, anys(texts[:18]))
	each("wrapWith", []any{-1, 1, 3, 5, 10}, []any{"", "|"}, anys(texts[3:16]))
	each("substr", []any{-1, 0, 2, 5, 20}, []any{-1, 0, 1, 3, 20}, []any{"", "abc", "h\u00e9llo"})
	each("abbrevboth", []any{-1, 0, 1, 5, 9, 30}, []any{3, 4, 6, 7, 10, 40}, []any{"", "short", "the quick brown fox jumps over the lazy dog"})
	each("trimAll trimPrefix trimSuffix contains hasPrefix hasSuffix splitList split", anys([]string{"", "a", "\u00e9h", ",", "x", " "}), anys(texts[:22]))
	each("replace", anys([]string{"", "a", "l", ","}), anys([]string{"", "Z\u00e9", "aa"}), anys(texts[:22]))
	each("splitn", []any{",", ""}, []any{-1, 0, 1, 2, 9}, []any{"a,b,,c", "", "h\u00e9"})
	each("plural", []any{"one"}, []any{"many"}, []any{0, 1, 2, -1})
	each("add sub mul div mod max min maxf minf", loose, loose[3:20])
	each("addf subf mulf divf", loose, loose[5:18])
	each("add1 add1f", loose)
	each("round", loose, []any{-2, 0, 1, 2, 20, 400})
	each("round", []any{2.5, -2.5, 1.25, 0.1}, []any{0, 1}, []any{0.1, 0.9})
	each("until", []any{-3, 0, 1, 4})
	each("untilStep", []any{0, 5, -2}, []any{0, 5, -7}, []any{-2, 0, 1, 3})
	each("seq", []any{-2, 0, 3})
	each("seq", []any{-2, 0, 3}, []any{-1, 2, 4})
	each("seq", []any{-2, 0, 3}, []any{-2, 0, 1, 2}, []any{-6, 0, 5})
	each("first last rest initial reverse uniq compact toStrings sortAlpha toJson empty kindOf typeOf toRawJson toPrettyJson", lists)
	each("append prepend has", lists, []any{nil, 1, "a"})
	each("has", []any{nil, 1, "a", []any{1}, 1.5}, lists)
	each("without", lists, []any{nil, 1, "a"}, []any{"", []any{1}})
	each("chunk", []any{-2, -1, 0, 1, 2, 5}, lists)
	each("slice", lists)
	each("slice", lists, []any{-1, 0, 1, "1", 2.5, 4}, []any{0, 1, 3, 4, 5, nil})
	each("concat", lists, lists[:4])
	each("join", []any{"-", ""}, lists)
	each("default coalesce all any", loose, loose[:8])
	each("ternary", []any{1}, []any{"b"}, []any{true, false})
	each("dict list cat quote squote", loose, loose[:6], loose[20:27])
	each("dig", []any{"a", 1}, []any{"k"}, []any{"default"}, []any{map[string]any{"a": map[string]any{"k": 1}}, map[string]any{"a": 5}, map[string]any{"a": nil}, map[string]any{}, nil, "x"})
	each("deepEqual", lists, lists)
	each("get hasKey", []any{map[string]any{"a": 1, "": nil}, map[string]any{}}, []any{"a", "", "b"})
}
