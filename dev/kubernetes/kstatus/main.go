// kstatus FILE...: what kstatus, by which Flux waits, makes of objects in YAML or JSON: a line with status and message
// for each. Of the standard input for -.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func main() {
	for _, file := range os.Args[1:] {
		result, err := compute(file)
		if err != nil {
			fmt.Fprintf(os.Stderr, "kstatus: %s: %v\n", file, err)
			os.Exit(1)
		}
		fmt.Printf("%s: %s\n", result.Status, result.Message)
	}
}

func compute(file string) (*status.Result, error) {
	text, err := read(file)
	if err != nil {
		return nil, err
	}
	json, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(json); err != nil {
		return nil, err
	}
	return status.Compute(&object)
}

func read(file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(file)
}
