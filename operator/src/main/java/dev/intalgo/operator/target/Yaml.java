package dev.intalgo.operator.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** YAML as files hold it: texts are quoted, so that none is read as anything else. */
final class Yaml {
    private static final String HEAD = "# Made by Intalgo: changes made here are overwritten.\n";
    private static final YAMLMapper QUOTED = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    private static final YAMLMapper LINES = QUOTED.copy();

    static {
        LINES.getFactory().enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE);
    }

    private Yaml() {}

    /** The text of a value made of maps, lists and JSON, below a line that says whose it is. */
    static String text(Object value) {
        return text(LINES, value);
    }

    /** The same, in which also a text of several lines is quoted, so that escapes can be written into it. */
    static String quoted(Object value) {
        return text(QUOTED, value);
    }

    private static String text(YAMLMapper mapper, Object value) {
        try {
            return HEAD + mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("values without cycles can be written", e);
        }
    }
}
