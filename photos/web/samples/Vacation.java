// CONSUMER_SECRET=… TOKEN=… TOKEN_SECRET=… java Vacation.java
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Vacation {
    static final String ADDRESS = "{{BASE}}/photos";

    // URLEncoder is for forms; three characters differ from what OAuth wants.
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    static String join(Map<String, String> params, String format, String between) {
        return params.entrySet().stream()
            .map(e -> String.format(format, encode(e.getKey()), encode(e.getValue())))
            .sorted().collect(Collectors.joining(between));
    }

    public static void main(String[] args) throws Exception {
        var query = Map.of("file", "vacation.jpg", "size", "original");
        var oauth = new TreeMap<>(Map.of(
            "oauth_consumer_key", "{{KEY}}", "oauth_token", System.getenv("TOKEN"),
            "oauth_signature_method", "HMAC-SHA1", "oauth_nonce", UUID.randomUUID().toString(),
            "oauth_timestamp", String.valueOf(System.currentTimeMillis() / 1000)));
        var all = new TreeMap<>(query);
        all.putAll(oauth);

        var base = "GET&" + encode(ADDRESS) + "&" + encode(join(all, "%s=%s", "&"));
        var key = encode(System.getenv("CONSUMER_SECRET")) + "&" + encode(System.getenv("TOKEN_SECRET"));
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
        oauth.put("oauth_signature", Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(StandardCharsets.US_ASCII))));

        var request = HttpRequest.newBuilder(URI.create(ADDRESS + "?" + join(query, "%s=%s", "&")))
            .header("Authorization", "OAuth " + join(oauth, "%s=\"%s\"", ", ")).build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        Files.write(Path.of("vacation.jpg"), answer.body());
    }
}
