package dev.intalgo.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a browser does, without its window: keeps cookies, and sends forms with the token that the page has. */
final class Browser {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf-token\" value=\"([^\"]+)\"");

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http;
    private final URI console;

    Browser(URI console) {
        this(console, "127.0.0.1");
    }

    /** @param address the one of its own */
    Browser(URI console, String address) {
        this.console = console;
        this.http = HttpClient.newBuilder()
                .cookieHandler(cookies)
                .localAddress(InetAddress.ofLiteral(address))
                .build();
    }

    /** The value of a cookie; empty where it has none of that name. */
    String cookie(String name) {
        return cookies.getCookieStore().get(console).stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    void cookie(String name, String value) {
        var cookie = new HttpCookie(name, value);
        cookie.setPath("/");
        cookies.getCookieStore().add(console, cookie);
    }

    /** @param to where it leads: at once, or by htmx */
    record Answer(int status, String to, String text) {}

    Answer get(String path) {
        return send(HttpRequest.newBuilder(console.resolve(path)).build());
    }

    /** With a header that something between it and the console adds. */
    Answer get(String path, String header, String value) {
        return send(HttpRequest.newBuilder(console.resolve(path))
                .header(header, value)
                .build());
    }

    /** As htmx asks for a part of the page. */
    Answer part(String path) {
        return send(HttpRequest.newBuilder(console.resolve(path))
                .header("HX-Request", "true")
                .header("HX-Current-URL", console.resolve(path).toString())
                .build());
    }

    /** Opens a page, and sends its form. */
    Answer send(String page, String path, Map<String, String> fields) {
        return post(path, fields, Map.of("csrf-token", token(page)));
    }

    private String token(String page) {
        var token = CSRF.matcher(get(page).text());
        if (!token.find()) {
            throw new IllegalStateException("no form on " + page);
        }
        return token.group(1);
    }

    Answer post(String path, Map<String, String> fields, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return send(HttpRequest.newBuilder(console.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(all)))
                .build());
    }

    static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Opens a page, and sends its form with a file in it. */
    Answer upload(String path, Map<String, String> fields, String file, String content) {
        var boundary = "----browser";
        var body = new StringBuilder();
        Stream.of(fields, Map.of("csrf-token", token(path)))
                .flatMap(map -> map.entrySet().stream())
                .forEach(field -> body.append("--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                        .formatted(boundary, field.getKey(), field.getValue())));
        body.append(("--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s.yml\"\r\n"
                        + "Content-Type: application/yaml\r\n\r\n%s\r\n--%s--\r\n")
                .formatted(boundary, file, file, content, boundary));
        return send(HttpRequest.newBuilder(console.resolve(path))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private Answer send(HttpRequest request) {
        var answer = exchange(request, BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.headers()
                        .firstValue("Location")
                        .or(() -> answer.headers().firstValue("HX-Redirect"))
                        .orElse(""),
                answer.body());
    }

    String header(String path, String name) {
        var request = HttpRequest.newBuilder(console.resolve(path)).build();
        return exchange(request, BodyHandlers.discarding())
                .headers()
                .firstValue(name)
                .orElse("");
    }

    /** The lines of an endless answer, as they come. */
    Stream<String> lines(String path) {
        return exchange(HttpRequest.newBuilder(console.resolve(path)).build(), BodyHandlers.ofLines())
                .body();
    }

    /** The next line that has this in it; empty where none comes. */
    static String until(Iterator<String> lines, String wanted) {
        while (lines.hasNext()) {
            var line = lines.next();
            if (line.contains(wanted)) {
                return line;
            }
        }
        return "";
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
