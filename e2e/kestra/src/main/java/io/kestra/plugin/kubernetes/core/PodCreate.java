package io.kestra.plugin.kubernetes.core;

import io.kestra.core.models.annotations.Plugin;
import io.kestra.core.models.property.Property;
import io.kestra.core.models.tasks.RunnableTask;
import io.kestra.core.models.tasks.Task;
import io.kestra.core.models.tasks.VoidOutput;
import io.kestra.core.runners.RunContext;
import java.time.Duration;
import java.util.Map;

/** The fields that we use of the task of Kestra's plugin, which is not on Maven Central: all the rest is Kestra's own. */
@Plugin
public class PodCreate extends Task implements RunnableTask<VoidOutput> {
    public Property<String> namespace;
    public Map<String, Object> metadata;
    public Map<String, Object> spec;
    public Property<Duration> waitRunning;

    @Override
    public VoidOutput run(RunContext context) {
        throw new UnsupportedOperationException("flows are only read here");
    }
}
