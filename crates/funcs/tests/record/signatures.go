// Records the parameters of every function of Sprig, for ../signatures.rs.
//
//	go run signatures.go > ../data/signatures.tsv     (in a module that requires github.com/Masterminds/sprig/v3 v3.3.0)
package main

import (
	"fmt"
	"reflect"
	"sort"

	"github.com/Masterminds/sprig/v3"
)

func main() {
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	var names []string
	for name := range functions {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		kind := reflect.TypeOf(functions[name])
		fmt.Print(name)
		for i := range kind.NumIn() {
			parameter := kind.In(i).String()
			if kind.IsVariadic() && i == kind.NumIn()-1 {
				parameter = "..." + kind.In(i).Elem().String()
			}
			fmt.Print("\t", parameter)
		}
		fmt.Println()
	}
}
