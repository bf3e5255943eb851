package dev.intalgo.eval;

import dev.intalgo.eval.retrieval.RetrievalEvaluation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures how well questions are answered. Each subcommand prints Markdown, and exits with 1 where it misses its goal. */
@Command(
        name = "dev/eval",
        description = "Measures how well questions are answered. Without a subcommand: all that needs no LLM.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        subcommands = {
            Oracle.class,
            Mutants.class,
            Keys.class,
            Sources.class,
            RepositoryTimes.class,
            Attacks.class,
            RetrievalEvaluation.class,
            Live.class,
            Unanswerable.class
        })
public final class Main implements Callable<Integer> {
    /** What needs no LLM, in the order in which it runs. */
    private static final List<String> WITHOUT_LLM = List.of("oracle", "mutants", "attacks", "retrieval", "keys");

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() {
        return WITHOUT_LLM.stream()
                .mapToInt(name -> spec.subcommands()
                        .get(name)
                        .getCommandSpec()
                        .commandLine()
                        .execute())
                .max()
                .orElse(0);
    }
}
