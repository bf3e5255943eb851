package dev.intalgo.operator.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who makes a request, as the API server knows the bearer of the token.
 *
 * @param username for example {@code system:serviceaccount:shop:sales-dbt}
 */
public record Caller(String username, String uid, List<String> groups, Map<String, List<String>> extra) {
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final String POD_NAME = "authentication.kubernetes.io/pod-name";
    private static final String POD_UID = "authentication.kubernetes.io/pod-uid";

    /** A ServiceAccount. */
    public record Account(String namespace, String name) {
        /** The user name that its tokens have. */
        public String username() {
            return SERVICE_ACCOUNT + namespace + ":" + name;
        }
    }

    /** A pod, as the token that was projected into it says. */
    public record Pod(String name, String uid) {}

    /** The ServiceAccount, where it is one. */
    public Optional<Account> account() {
        String[] parts = username.split(":", -1);
        return username.startsWith(SERVICE_ACCOUNT) && parts.length == 4
                ? Optional.of(new Account(parts[2], parts[3]))
                : Optional.empty();
    }

    /** The pod that the token was made for, where it was made for one. */
    public Optional<Pod> pod() {
        return first(POD_NAME).flatMap(name -> first(POD_UID).map(uid -> new Pod(name, uid)));
    }

    private Optional<String> first(String key) {
        return extra.getOrDefault(key, List.of()).stream().findFirst();
    }
}
