package dev.intalgo.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.intalgo.testing.ApiServer;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** What a real API server takes of the four kinds, and what it says about the rest. */
class SchemaIT {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final String NAMESPACE = "schema";

    private static final String PROJECT = "IntalgoProject|connectionRef: {name: shop}, ";
    private static final String QUESTION = "Question|projectRef: {name: shop}, ";
    private static final String DEPLOYMENT = "Deployment|projectRef: {name: shop}, ";
    private static final String SSH = "credentials: {ssh: {privateKey: {secretKeyRef: {name: a, key: b}},"
            + " knownHosts: {secretKeyRef: {name: a, key: c}}}}}}";
    private static final String REMOTE = PROJECT + "repository: {remote: {url: 'https://git.example.com/a.git', ";

    static final List<String> GOOD = List.of(
            "Connection|adapter: postgres, settings: {host: db, port: 5432, keepalives: true},"
                    + " credentials: {password: {secretKeyRef: {name: db, key: password}}},"
                    + " ingestion: {schedule: '0 3 * * *', include: ['public.*'], suspend: true}",
            "Connection|profile: {secretKeyRef: {name: p, key: profiles.yml}, name: shop, target: prod}",
            "Connection|adapter: duckdb, settings: {path: /data/a.duckdb}, volume: {claimName: files}",
            PROJECT + "repository: {volume: {}}",
            PROJECT + "repository: {volume: {storageClassName: fast}}, approval: PullRequest",
            PROJECT + "repository: {claim: {name: drive, path: dbt/shop}}, dbt: {layout: Layered, tags: [daily],"
                    + " group: {name: finance, owner: {email: finance@example.com}}}",
            PROJECT + "repository: {nfs: {server: nas.example.com, path: /exports/dbt}, commits: {signOff: true,"
                    + " author: {name: Data Team, email: data@example.com}, message: 'dbt: {subject}',"
                    + " signing: {ssh: {key: {secretKeyRef: {name: a, key: b}}}}}}",
            REMOTE + "credentials: {githubApp: {appId: '1', privateKey: {secretKeyRef: {name: a, key: b}}}},"
                    + " proxy: {url: 'http://proxy:3128'}, webhook: {secret: {secretKeyRef: {name: a, key: b}}},"
                    + " pullRequests: {provider: GitHub, labels: [data]}}}",
            PROJECT + "repository: {remote: {url: 'git@git.example.com:team/shop.git', " + SSH,
            PROJECT + "repository: {remote: {url: 'ssh://git@git.example.com:2222/team/shop.git', " + SSH,
            PROJECT + "repository: {volume: {size: 500Mi}}, dbt: {name: shop, schema: Analytics,"
                    + " materialized: table}, llm: {model: m, endpoint: 'http://llm:8080/v1', timeout: 5m,"
                    + " apiKey: {secretKeyRef: {name: llm, key: key}}, budget: {tokensPerDay: 1000}},"
                    + " podTemplate: {spec: {nodeSelector: {disk: ssd}}}",
            REMOTE + "path: a/b, branch: feature/x, caBundle: '-----BEGIN CERTIFICATE-----',"
                    + " credentials: {https: {password: {secretKeyRef: {name: git, key: token}}}}}}",
            QUESTION + "text: 'How many größe \"orders\"?'",
            QUESTION + "text: t, mode: Model, name: top_customers, materialized: table, sql: select 1",
            DEPLOYMENT + "airflow: {}, granularity: Model",
            DEPLOYMENT + "airflow: {assets: {all: ['s3://a/b', 'intalgo://a/b/c']}, pool: dbt, dagId: shop.daily,"
                    + " deadline: {after: 2h, call: team.alerts.late}, onFailure: [team.alerts.failed]}",
            DEPLOYMENT + "airflow: {catchup: true, startDate: 2026-01-31}, schedule: '0 6 * * *'",
            DEPLOYMENT + "dagster: {}, select: ['tag:daily', '+a+', '@b'], timeZone: America/Port-au-Prince",
            DEPLOYMENT + "cronJob: {suspend: true}, schedule: '0 6 * * *'");

    static final List<Arguments> BAD = List.of(
            bad(
                    DEPLOYMENT + "airflow: {assets: {any: [a]}}, schedule: '0 6 * * *'",
                    "either a schedule or airflow.assets"),
            bad(DEPLOYMENT + "airflow: {assets: {any: [a], all: [b]}}", "either any or all"),
            bad(DEPLOYMENT + "airflow: {assets: {any: ['airflow://a']}}", "Airflow's own scheme"),
            bad(DEPLOYMENT + "airflow: {catchup: true}, schedule: '0 6 * * *'", "catchup needs a startDate"),
            bad(DEPLOYMENT + "airflow: {catchup: true, startDate: 2026-01-31}", "catchup needs a schedule"),
            bad(DEPLOYMENT + "airflow: {startDate: 2026-02-31}", "startDate is a date"),
            bad(DEPLOYMENT + "airflow: {onFailure: ['print()']}", "onFailure"),
            bad(DEPLOYMENT + "airflow: {dagId: 'a b'}", "dagId"),
            bad("Connection|settings: {a: b}", "either an adapter"),
            bad(
                    "Connection|adapter: postgres, profile: {secretKeyRef: {name: a, key: b}, name: c}",
                    "either an adapter"),
            bad("Connection|profile: {secretKeyRef: {name: a, key: b}, name: c}, settings: {a: b}", "(not)"),
            bad(
                    "Connection|profile: {secretKeyRef: {name: a, key: b}, name: c},"
                            + " credentials: {password: {secretKeyRef: {name: a, key: b}}}",
                    "belong to an adapter"),
            bad("Connection|adapter: Postgre SQL", "spec.adapter"),
            bad("Connection|adapter: postgres, settings: {host: {a: b}}", "spec.settings.host"),
            bad("Connection|adapter: postgres, settings: {host: {}}", "spec.settings.host"),
            bad("Connection|adapter: postgres, settings: {host: [a]}", "spec.settings.host"),
            bad("Connection|adapter: postgres, credentials: {password: {value: plain}}", "password.value"),
            bad(
                    "Connection|adapter: a, credentials: {'A B': {secretKeyRef: {name: a, key: b}}}",
                    "a credential is named"),
            bad(PROJECT + "repository: {}", "exactly one of volume, claim, nfs and remote"),
            bad("IntalgoProject|repository: {volume: {}}", "spec.connectionRef"),
            bad(REMOTE + "branch: main}, volume: {}}", "exactly one of volume, claim, nfs and remote"),
            bad(PROJECT + "repository: {volume: {size: lots}}", "spec.repository.volume.size"),
            bad(PROJECT + "repository: {remote: {url: 'https://me:secret@git.example.com/a.git'}}", "remote.url"),
            bad(PROJECT + "repository: {remote: {url: 'file:///etc/passwd'}}", "remote.url"),
            bad(PROJECT + "repository: {remote: {url: 'ssh://-oProxyCommand=x/a.git', " + SSH, "remote.url"),
            bad(PROJECT + "repository: {remote: {url: 'ssh://git@git.example.com/a.git'}}", "needs credentials.ssh"),
            bad(REMOTE + SSH, "credentials.ssh goes with an SSH url"),
            bad(REMOTE + "credentials: {}}}", "exactly one of https, ssh and githubApp"),
            bad(REMOTE + "proxy: {url: 'http://me:secret@proxy:3128'}}}", "proxy.url"),
            bad(PROJECT + "repository: {volume: {}, commits: {signing: {}}}", "exactly one of ssh and gpg"),
            bad(PROJECT + "repository: {volume: {}, commits: {author: {}}}", "give name, email or both"),
            bad(PROJECT + "repository: {nfs: {server: '-o x', path: /a}}", "nfs.server"),
            bad(PROJECT + "repository: {claim: {name: drive, path: /etc}}", "claim.path"),
            bad(REMOTE + "path: ../etc}}", "remote.path"),
            bad(REMOTE + "branch: '--upload-pack=x'}}", "remote.branch"),
            bad(PROJECT + "repository: {volume: {}}, dbt: {name: Shop-1}", "spec.dbt.name"),
            bad(PROJECT + "repository: {volume: {}}, llm: {timeout: soon}", "spec.llm.timeout"),
            bad(PROJECT + "repository: {volume: {}}, llm: {budget: {tokensPerDay: 0}}", "tokensPerDay"),
            bad(PROJECT + "repository: {volume: {}}, instructions: '" + "x".repeat(8001) + "'", "spec.instructions"),
            bad(QUESTION + "text: ''", "spec.text"),
            bad(QUESTION + "text: '   '", "spec.text"),
            bad(QUESTION + "text: '" + "ü".repeat(4001) + "'", "spec.text"),
            bad(QUESTION + "text: t, mode: Guess", "spec.mode"),
            bad(QUESTION + "text: t, name: top customers", "spec.name"),
            bad(QUESTION + "text: t, name: TopCustomers", "spec.name"),
            bad(QUESTION + "text: t, name: \"a'b\"", "spec.name"),
            bad(QUESTION + "text: t, name: größe", "spec.name"),
            bad(QUESTION + "text: t, name: " + "a".repeat(300), "spec.name"),
            bad(QUESTION + "text: t, materialized: table", "mode Model"),
            bad(DEPLOYMENT + "schedule: '0 6 * * *'", "exactly one of airflow"),
            bad(DEPLOYMENT + "airflow: {}, dagster: {}", "exactly one of airflow"),
            bad(DEPLOYMENT + "cronJob: {}", "needs a schedule"),
            bad(DEPLOYMENT + "databricks: {}, state: {deploymentRef: {name: a}}", "take state away"),
            bad(DEPLOYMENT + "cronJob: {}, schedule: '0 6 * * *', granularity: Model", "must be Project"),
            bad(DEPLOYMENT + "airflow: {}, select: ['--profiles-dir']", "spec.select[0]"));

    private static Arguments bad(String manifest, String message) {
        return Arguments.of(manifest, message);
    }

    @BeforeAll
    static void install() {
        assertThat(SERVER.kubectl("", "create", "namespace", NAMESPACE).ok()).isTrue();
        Crds.generate().values().forEach(crd -> {
            ApiServer.Output output = SERVER.kubectl(Crds.yaml(crd), "apply", "--server-side", "-f", "-");
            assertThat(output.ok()).as(output.text()).isTrue();
        });
        ApiServer.Output established =
                SERVER.kubectl("", "wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
        assertThat(established.ok()).as(established.text()).isTrue();
    }

    @ParameterizedTest
    @FieldSource("GOOD")
    void takes(String manifest) {
        ApiServer.Output output = apply(manifest, "taken", "--dry-run=server", "-o", "json");
        assertThat(output.ok()).as(output.text()).isTrue();
        // The same from the server, which fills in the schema's defaults, as from the text, where Java does.
        assertThat(read(manifest, output.text()).getSpec())
                .isEqualTo(read(manifest, document(manifest, "taken")).getSpec());
    }

    @ParameterizedTest
    @FieldSource("BAD")
    void refuses(String manifest, String message) {
        ApiServer.Output output = apply(manifest, "refused", "--dry-run=server");
        assertThat(output.ok()).as(output.text()).isFalse();
        assertThat(output.text()).contains(message);
    }

    @Test
    void keepsWhatAnObjectIsAbout() {
        assertThat(apply("Question|projectRef: {name: a}, text: t", "kept").ok())
                .isTrue();
        assertThat(apply("Question|projectRef: {name: b}, text: t", "kept").text())
                .contains("make a new Question");
        assertThat(apply("Question|projectRef: {name: a}, text: t, mode: Model", "kept")
                        .ok())
                .isTrue();
    }

    private static ApiServer.Output apply(String manifest, String name, String... options) {
        String[] command = Stream.concat(
                        Stream.of("-n", NAMESPACE, "apply", "--server-side", "-f", "-"), Stream.of(options))
                .toArray(String[]::new);
        return SERVER.kubectl(document(manifest, name), command);
    }

    private static String document(String manifest, String name) {
        String[] parts = manifest.split("\\|", 2);
        return "apiVersion: intalgo.dev/v1alpha1\nkind: %s\nmetadata: {name: %s}\nspec: {%s}\n"
                .formatted(parts[0], name, parts[1]);
    }

    private static CustomResource<?, ?> read(String manifest, String text) {
        KubernetesSerialization serialization = new KubernetesSerialization();
        return switch (manifest.substring(0, manifest.indexOf('|'))) {
            case "Connection" -> serialization.unmarshal(text, Connection.class);
            case "IntalgoProject" -> serialization.unmarshal(text, IntalgoProject.class);
            case "Question" -> serialization.unmarshal(text, Question.class);
            case "Deployment" -> serialization.unmarshal(text, Deployment.class);
            default -> throw new IllegalArgumentException(manifest);
        };
    }
}
