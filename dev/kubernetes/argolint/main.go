// Command argo-lint checks manifests of Argo Workflows as `argo lint --offline` does: the same code, without the
// server, whose pages the Go module proxy does not have.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/argoproj/argo-workflows/v4/cmd/argo/lint"
	"github.com/argoproj/argo-workflows/v4/pkg/apiclient"
	"github.com/argoproj/argo-workflows/v4/pkg/apis/workflow"
	"github.com/argoproj/argo-workflows/v4/util/logging"
)

func main() {
	ctx := logging.WithLogger(context.Background(), logging.NewSlogLogger(logging.Warn, logging.Text))
	files := os.Args[1:]
	ctx, client, err := apiclient.NewClientFromOptsWithContext(ctx, apiclient.Opts{Offline: true, OfflineFiles: files})
	if err == nil {
		kinds := []string{workflow.WorkflowPlural, workflow.WorkflowTemplatePlural, workflow.CronWorkflowPlural}
		options := lint.LintOptions{Files: files, Strict: true, DefaultNamespace: "default", Printer: os.Stdout}
		err = lint.RunLint(ctx, client, kinds, "simple", true, options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
