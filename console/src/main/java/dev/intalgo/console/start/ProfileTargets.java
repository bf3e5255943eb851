package dev.intalgo.console.start;

import dev.intalgo.console.form.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The targets of a profiles.yml. Nothing but names is read of it: it holds secrets. */
final class ProfileTargets {
    /**
     * One of them.
     *
     * @param value tells it from the others of the same file
     */
    public record Target(int value, String profile, String name) {}

    private record Names(String profile, String target) {}

    /** What is wrong with a file, without any of it. */
    static final class NoProfile extends Exception {
        private static final long serialVersionUID = 1;

        NoProfile(String message) {
            super(message);
        }
    }

    private ProfileTargets() {}

    /** @throws NoProfile where it is no profiles.yml */
    static List<Target> of(String text) throws NoProfile {
        try {
            List<Names> found = new ArrayList<>();
            if (YamlText.parse(text) instanceof Map<?, ?> profiles) {
                profiles.forEach((profile, content) -> {
                    if (content instanceof Map<?, ?> map && map.get("outputs") instanceof Map<?, ?> outputs) {
                        outputs.keySet().forEach(target -> found.add(new Names(profile.toString(), target.toString())));
                    }
                });
            }
            if (found.isEmpty()) {
                throw new NoProfile(
                        "This is no profiles.yml: it needs a profile that has outputs, with a target in them.");
            }
            return IntStream.range(0, found.size())
                    .mapToObj(n ->
                            new Target(n, found.get(n).profile(), found.get(n).target()))
                    .toList();
        } catch (YamlText.Invalid e) {
            throw new NoProfile("The profiles.yml cannot be read: " + e.getMessage());
        }
    }
}
