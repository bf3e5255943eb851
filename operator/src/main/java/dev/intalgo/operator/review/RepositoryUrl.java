package dev.intalgo.operator.review;

import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A repository's URL in parts.
 *
 * @param server the server's host, with its port where the URL is an {@code https} one
 * @param path   the path's parts, the last without {@code .git}
 */
record RepositoryUrl(String server, List<String> path) {
    private static final Pattern SHORT = Pattern.compile("[^@/]+@([^:/]+):(.+)");

    static RepositoryUrl of(String url) {
        Matcher ssh = SHORT.matcher(url);
        if (ssh.matches()) {
            return new RepositoryUrl(ssh.group(1), parts(ssh.group(2)));
        }
        URI parsed = URI.create(url);
        boolean https = !"ssh".equals(parsed.getScheme()) && parsed.getPort() > 0;
        String server = https ? parsed.getHost() + ":" + parsed.getPort() : parsed.getHost();
        return new RepositoryUrl(server, parts(parsed.getPath()));
    }

    private static List<String> parts(String path) {
        return Stream.of(path.replaceAll("(\\.git)?/*$", "").split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** The part so many places before the last. */
    String fromEnd(int places) throws ReviewException {
        if (path.size() <= places) {
            throw new ReviewException(
                    ReviewException.Reason.ReviewRefused,
                    "spec.repository.remote.url is not the URL of a repository as spec.repository.remote.pullRequests.provider"
                            + " has them: correct one of them");
        }
        return path.get(path.size() - 1 - places);
    }

    String last() throws ReviewException {
        return fromEnd(0);
    }

    /** All but the last parts, as a path with a slash before each. */
    String before(int last) {
        return path.stream().limit(Math.max(0, path.size() - last)).reduce("", (a, b) -> a + "/" + b);
    }
}
