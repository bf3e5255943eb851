package dev.intalgo.people;

import java.util.List;

/**
 * What a project's repository has that dbt runs or that reads what dbt runs.
 *
 * @param commit the commit that this is about; empty where there is none yet
 * @param models by name
 */
public record ProjectModels(String commit, List<Model> models) {
    public ProjectModels {
        models = List.copyOf(models);
    }

    /**
     * One of them, whoever wrote it.
     *
     * @param kind model, seed, snapshot or analysis
     * @param path its file in the dbt project
     * @param question the Question object that it is the answer of; empty where people wrote it by themselves
     * @param asked what was asked; empty where nothing was
     * @param materialized how the database keeps it; empty where the project's own settings decide
     * @param tests those that are of no single column
     * @param reads what it names: tables as {@code source.schema.table}, all else as {@code ref.name}
     */
    public record Model(
            String name,
            String kind,
            String path,
            String question,
            String asked,
            String description,
            String materialized,
            List<String> tags,
            List<Column> columns,
            List<Test> tests,
            List<String> reads) {
        public Model {
            tags = List.copyOf(tags);
            columns = List.copyOf(columns);
            tests = List.copyOf(tests);
            reads = List.copyOf(reads);
        }
    }

    /**
     * A column, as the YAML has it.
     *
     * @param type empty where it is not said
     */
    public record Column(String name, String type, String description, List<Test> tests) {
        public Column {
            tests = List.copyOf(tests);
        }
    }

    /**
     * A test, as the YAML has it.
     *
     * @param words what it looks at: {@code unique}, {@code relationships (to ref('customers'), field id)}
     * @param start what dbt's name of it begins with
     */
    public record Test(String words, String start) {}
}
