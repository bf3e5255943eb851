package dev.intalgo.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A namespace of a test's own, and what people do there besides the console. */
final class Namespace {
    private static final ApiServer SERVER = ApiServer.shared();

    final String name = "it-" + UUID.randomUUID().toString().substring(0, 8);

    Namespace() {
        said(SERVER.kubectl("", "create", "namespace", name));
    }

    private static String said(ApiServer.Output output) {
        assertThat(output.ok()).as(output.text()).isTrue();
        return output.text().strip();
    }

    String kubectl(String... arguments) {
        var all = new ArrayList<>(List.of("-n", name));
        all.addAll(List.of(arguments));
        return said(SERVER.kubectl("", all.toArray(String[]::new)));
    }

    void apply(String manifest) {
        said(SERVER.kubectl("apiVersion: intalgo.dev/v1alpha1\n" + manifest, "-n", name, "apply", "-f", "-"));
    }

    /** What the operator would say. */
    void status(String kind, String object, String json) {
        kubectl("patch", kind, object, "--subresource=status", "--type=merge", "-p", "{\"status\":" + json + "}");
    }

    String path(String more) {
        return "/ns/" + name + more;
    }

    /** A browser in which somebody is signed in. */
    Browser signedIn(URI console, String token) {
        var browser = new Browser(console);
        var in = browser.send("/sign-in", "/sign-in", Map.of("token", token, "to", "/"));
        assertThat(in.status()).isEqualTo(303);
        return browser;
    }

    /** Somebody with a role that is made of what {@code kubectl create role} is told. */
    String person(String... rules) {
        kubectl("create", "serviceaccount", "ann");
        for (int number = 0; number < rules.length; number += 2) {
            kubectl("create", "role", "r" + number, "--verb=" + rules[number], "--resource=" + rules[number + 1]);
            kubectl("create", "rolebinding", "r" + number, "--role=r" + number, "--serviceaccount=" + name + ":ann");
        }
        return kubectl("create", "token", "ann");
    }
}
