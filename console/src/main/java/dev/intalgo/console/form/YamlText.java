package dev.intalgo.console.form;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** YAML that people write: plain data, within the parser's limits of depth, size and aliases. */
public final class YamlText {
    private YamlText() {}

    /** What is wrong with a text, without any of it: it may hold a secret. */
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        private Invalid(String message) {
            super(message);
        }
    }

    static String of(JsonNode node) {
        return Serialization.asYaml(node).replaceFirst("^---\\s*\n", "");
    }

    /** @throws Invalid where it is no YAML; says in which line */
    public static Object parse(String text) throws Invalid {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (MarkedYAMLException e) {
            throw new Invalid("this is not YAML%s."
                    .formatted(Optional.ofNullable(e.getProblemMark())
                            .map(Mark::getLine)
                            .map(line -> ": look at line " + (line + 1))
                            .orElse("")));
        } catch (YAMLException e) {
            throw new Invalid("this is not YAML that is read here: it is too deep, too long, or has too many aliases.");
        }
    }
}
