package dev.intalgo.console.settings;

import dev.intalgo.api.v1alpha1.ConnectionSpec;
import dev.intalgo.console.form.Field;
import dev.intalgo.console.form.Field.Kind;
import dev.intalgo.console.form.Field.Option;
import dev.intalgo.console.form.Group;
import dev.intalgo.console.form.NewSecrets;
import dev.intalgo.console.form.Parts;
import dev.intalgo.console.form.SpecFields;
import dev.intalgo.console.form.SpecForm;
import dev.intalgo.console.form.SpecWriter;
import dev.intalgo.console.form.Values;
import dev.intalgo.people.AdapterForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The form of a Connection: of a kind of database that the operator has a descriptor of, or of a profile by hand. */
public final class ConnectionForm implements SpecForm {
    private static final Set<String> ADAPTERS = Set.of("adapter", "settings", "credentials", "profile");
    private static final Set<String> PROFILES =
            Set.of("adapter", "settings", "credentials", NewSecrets.PROFILES_YML, "profile.name", "profile.target");
    private static final String VOLUME = "volume.claimName";

    private final List<AdapterForm> adapters;
    private final Values values;
    private final Optional<AdapterFields> fields;

    /** @param adapters none where it is a profile */
    public ConnectionForm(List<AdapterForm> adapters, Values values) {
        this.adapters = adapters;
        this.values = values;
        var wanted = values.sent("adapter").isEmpty() ? values.at("adapter").asText() : values.sent("adapter");
        fields = adapters.stream()
                .filter(adapter -> adapter.name().equals(wanted))
                .findFirst()
                .or(() -> adapters.stream()
                        .filter(adapter -> adapter.name().equals("postgres"))
                        .findFirst())
                .map(adapter -> AdapterFields.of(adapter, values));
    }

    @Override
    public Parts parts() {
        return fields.map(this::ofAdapter).orElseGet(this::ofProfile);
    }

    private Parts ofAdapter(AdapterFields of) {
        List<Field> which = new ArrayList<>();
        which.add(Field.of(
                        Kind.CHOICE, "adapter", "Kind of database", of.adapter().name())
                .with(adapters.stream()
                        .map(adapter -> new Option(adapter.name(), adapter.title()))
                        .toList()));
        of.choice().ifPresent(which::add);
        var asked = new Group(of.adapter().title(), "", of.fields());
        boolean inFile = of.adapter().settings().stream()
                .anyMatch(setting -> setting.required() && setting.example().startsWith("/data/"));
        var groups = new ArrayList<>(SpecFields.of(ConnectionSpec.class, values, ADAPTERS));
        List<Group> first = new ArrayList<>();
        first.add(new Group("The database", "", which));
        first.addAll(Group.only(List.of(asked), Field::required));
        if (inFile) {
            first.addAll(Group.only(groups, field -> field.path().equals(VOLUME)));
        }
        groups.addFirst(new Group("More of " + of.adapter().title(), "", of.fields()));
        return new Parts(
                first,
                Group.only(
                        groups,
                        field -> !shownFirst(field) && !(inFile && field.path().equals(VOLUME))));
    }

    private static boolean shownFirst(Field field) {
        return field.required() && !field.key().isEmpty();
    }

    private Parts ofProfile() {
        var profile = List.of(
                Field.of(Kind.TEXT, "profile.name", "Name of the profile", values.text("profile.name", Kind.TEXT))
                        .with("", "As it is in profiles.yml.", "", true),
                Field.of(Kind.TEXT, "profile.target", "Target", values.text("profile.target", Kind.TEXT))
                        .with("", "The profile's own default if not given.", "", false),
                Field.of(Kind.SECRET_AREA, NewSecrets.PROFILES_YML, "profiles.yml", "")
                        .with(values.secret(NewSecrets.PROFILES_YML))
                        .with(
                                "",
                                "Paste all of it. Variables for env_var() are other keys of the same Secret.",
                                "",
                                true));
        return new Parts(
                List.of(new Group("The profile", "", profile)), SpecFields.of(ConnectionSpec.class, values, PROFILES));
    }

    @Override
    public Optional<ConnectionSpec> spec(NewSecrets secrets, List<String> problems) {
        var writer = new SpecWriter(values, secrets);
        fields.ifPresent(f -> {
            writer.without("settings", "credentials").set("adapter", f.adapter().name());
            f.fixed().forEach((key, value) -> writer.set(AdapterFields.SETTINGS + key, value));
        });
        writer.write(parts().fields().stream()
                .filter(field ->
                        !field.path().equals("adapter") && !field.path().equals("method"))
                .toList());
        var spec = writer.to(ConnectionSpec.class);
        problems.addAll(writer.problems());
        return spec;
    }
}
