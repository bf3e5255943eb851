package dev.intalgo.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainedTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "AuthenticationFailed|FATAL:  password authentication failed for user \"shop\"|refuses the user name, the password",
                "AuthenticationFailed|FATAL:  no pg_hba.conf entry for host \"10.0.0.7\", user \"shop\"|let nobody in from here",
                "PermissionDenied|FATAL:  permission denied for database \"shop\"|does not let it use this database",
                "DatabaseNotFound|FATAL:  database \"nowhere\" does not exist|no database of this name",
                "ConnectionFailed|could not translate host name \"shopdb\" to address: Name or service not known|no server of this name",
                "ConnectionFailed|connection to server at \"shop-db\", port 1 failed: Connection refused|no database listens there",
                "ConnectionFailed|connection to server at \"10.0.0.1\", port 5432 failed: timeout expired|does not answer",
                "ConnectionFailed|(2003, \"Can't connect to MySQL server on 'shop' (timed out)\")|does not answer",
                "ConnectionFailed|SSL error: certificate verify failed|certificate is not trusted",
                "ConnectionFailed|server closed the connection unexpectedly|cannot be reached",
                "IngestionFailed|connected, but found no table with columns: check include, exclude|shows no table",
                "PodNotStarted|ImagePullBackOff: no such image|cannot start in the cluster",
                "SecretNotFound|spec.credentials.password: there is no Secret \"shop\"|is not there",
                "InvalidSettings|settings.hots is not a setting of adapter postgres|Something in the settings",
            })
    void saysInPlainWordsWhatIsWrong(String reason, String message, String plain) {
        var explained = Explained.of(reason, message);
        assertThat(explained.plain()).contains(plain);
        assertThat(explained.todo()).isNotBlank();
        assertThat(explained.words()).isEqualTo(message);
    }
}
