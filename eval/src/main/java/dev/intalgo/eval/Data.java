package dev.intalgo.eval;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option {@code --data}: a folder with questions and databases, as defog-ai's sql-eval has them. */
public final class Data {
    private static final String QUESTIONS = "questions_gen_postgres.csv";
    private static final String MORE_QUESTIONS = "instruct_basic_postgres.csv";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Questions and databases, as defog-ai's sql-eval has them.")
    private Path folder = root().resolve("../shared/eval/defog").normalize();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The questions that have an answer. */
    public List<Question> answerable() {
        return Stream.of(existing(QUESTIONS), folder.resolve(MORE_QUESTIONS))
                .filter(Files::isRegularFile)
                .flatMap(file -> Question.read(file).stream())
                .toList();
    }

    /** The questions that the data cannot answer. */
    public List<Question> unanswerable() {
        return Question.read(existing("idk.csv"));
    }

    /** What the questions are about. */
    static Set<String> databases(List<Question> questions) {
        return questions.stream().map(Question::database).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The SQL that makes and fills a database. */
    public Path sql(String database) {
        return existing("databases/" + database + ".sql");
    }

    /** What its tables and columns mean, as JSON. */
    public Path descriptions(String database) {
        return existing("databases/" + database + ".json");
    }

    private Path existing(String file) {
        Path path = folder.resolve(file);
        if (!Files.isRegularFile(path)) {
            throw new ParameterException(spec.commandLine(), "There is no " + path + "; say where it is with --data.");
        }
        return path;
    }

    /** The checkout, as dev/eval says it. */
    static Path root() {
        return Path.of(System.getProperty("intalgo.root", ".")).toAbsolutePath().normalize();
    }
}
