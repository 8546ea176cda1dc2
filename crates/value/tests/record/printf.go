// Records what Go's fmt and strconv print, for ../printf.rs.
//
//	go run printf.go > ../data/printf.tsv
package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

type operand struct {
	name  string
	value any
}

var operands = []operand{
	{"int:0", 0}, {"int:-42", -42}, {"int:1234567", 1234567}, {"int64:-9223372036854775808", int64(math.MinInt64)},
	{"uint64:255", uint64(255)}, {"int:9731", 9731},
	{"float:0", 0.0}, {"float:3.14159", 3.14159}, {"float:-1e+06", -1e6}, {"float:1e-07", 1e-7}, {"float:123456789.5", 123456789.5},
	{"float:+Inf", math.Inf(1)}, {"float:NaN", math.NaN()}, {"float:5e-324", 5e-324},
	{"complex", complex(1.5, -2)},
	{"str:", ""}, {"str:h\u00e9llo\t\u2603", "h\u00e9llo\t\u2603"}, {"str:a`b\"c\\", "a`b\"c\\"}, {"badutf8", "a\xffb\u0000\u200b"},
	{"bytes:hi!", []byte("hi!")}, {"bool:true", true}, {"nil", nil},
	{"list", []any{1, "a", 2.5, nil, []any{}, []byte("x")}},
	{"strings", []string{"x", "y z"}},
	{"map", map[string]any{"b": 1, "a": map[string]any{"n": nil}, "c": []any{"q"}}},
}

func main() {
	for _, verb := range "vdsqxXtTeEfFgGbocOUwz%" {
		for _, flags := range []string{"", "+", "#", "-8", "08", " ", "8.3", ".0", "+#.2", "-#10", "# "} {
			for _, operand := range operands {
				if (verb == 'z' || verb == 'w' || verb == '%') && len(flags) > 1 {
					continue
				}
				format := "%" + flags + string(verb)
				line(format, operand)
			}
		}
	}
	pool := []any{1, "two", 3.0, uint8(4)}
	names := "int:1 str:two float:3 uint8:4"
	for _, format := range []string{
		"%d %s %v %d", "%[2]s %[1]d", "%[3]*.[2]*[1]f|", "%[4]d %d", "%[5]d", "%[x]d", "%[]d", "%[", "%[1", "%d", "", "%!", "%", "%5", "%.", "%.f",
		"%*d %v", "%-*d|", "%.*f", "%[1]*d", "%s %*d", "%[3]2d", "%[1].2f", "%[2]*d", "%99999999d", "%-", "% d%%%s", "%é", "%v%v%v%v%v", "%[1]v",
		"%[1]T %[2]T %[3]T %[4]T", "%.3[1]d", "%[0]d", "%[-1]d", "%*[2]d", "%.*[1]d",
	} {
		fmt.Println(strings.Join([]string{strconv.QuoteToASCII(format), strconv.QuoteToASCII(names), strconv.QuoteToASCII(fmt.Sprintf(format, pool...))}, "\t"))
	}
	for _, f := range []float64{0, 1, -1, 0.1, 123456, 999999, 1e6, 1234567, 1e20, 1e21, 1e-4, 1e-5, 1e300, 1.7976931348623157e308, 5e-324, 2.5, 0.5, 1.005, 123456.789, 900719925474099.25, 4503599627370497.5} {
		for _, format := range []string{"%v", "%g", "%.3g", "%.10g", "%e", "%.0e", "%.3e", "%f", "%.0f", "%.1f", "%x", "%.1x", "%X", "%b", "%#g", "%#.3g", "%#x", "%G", "%12.3f|", "%-12.3e|", "%+012.3f", "%.30f", "%.40g"} {
			line(format, operand{"float:" + strconv.FormatFloat(f, 'g', -1, 64), f})
		}
	}
}

func line(format string, operand operand) {
	text := fmt.Sprintf(format, operand.value)
	fmt.Println(strings.Join([]string{strconv.QuoteToASCII(format), strconv.QuoteToASCII(operand.name), strconv.QuoteToASCII(text)}, "\t"))
}
