package dev.intalgo.e2e;

import io.kestra.core.models.flows.FlowWithSource;
import io.kestra.core.serializers.YamlParser;
import io.kestra.plugin.core.trigger.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a flow, which has a schedule, by Kestra's own parser and types; fails where those do not take it. */
public final class CheckFlow {
    private CheckFlow() {}

    public static void main(String[] arguments) throws IOException {
        var flow = YamlParser.parse(Files.readString(Path.of(arguments[0])), FlowWithSource.class);
        System.out.printf("%s %s%n", flow.getNamespace(), flow.getId());
        flow.getTasks().forEach(task -> System.out.printf("%s %s%n", task.getId(), task.getType()));
        flow.getTriggers().stream()
                .map(Schedule.class::cast)
                .forEach(schedule -> System.out.printf("%s %s%n", schedule.getCron(), schedule.getTimezone()));
    }
}
