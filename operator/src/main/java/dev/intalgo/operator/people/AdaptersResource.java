package dev.intalgo.operator.people;

import dev.intalgo.operator.adapter.Adapter;
import dev.intalgo.operator.adapter.Method;
import dev.intalgo.operator.adapter.Setting;
import dev.intalgo.operator.connection.Databases;
import dev.intalgo.people.AdapterForm;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Locale;

/** What to ask for to reach each kind of database that has a descriptor. */
@Path("/people/v1/adapters")
@RunOnVirtualThread
public class AdaptersResource {
    private final People people;
    private final List<AdapterForm> forms;

    AdaptersResource(People people, Databases databases) {
        this.people = people;
        var adapters = databases.adapters();
        this.forms = adapters.names().stream()
                .map(name -> form(adapters.find(name).orElseThrow()))
                .toList();
    }

    @GET
    public List<AdapterForm> all(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization) {
        people.known(authorization);
        return forms;
    }

    private static AdapterForm form(Adapter adapter) {
        return new AdapterForm(
                adapter.name(),
                adapter.title(),
                adapter.settings().entrySet().stream()
                        .map(e -> setting(e.getKey(), e.getValue()))
                        .toList(),
                adapter.methods().entrySet().stream()
                        .map(e -> method(e.getKey(), e.getValue()))
                        .toList());
    }

    private static AdapterForm.Setting setting(String key, Setting setting) {
        return new AdapterForm.Setting(
                key,
                setting.type().name().toLowerCase(Locale.ROOT),
                setting.required(),
                setting.secret(),
                setting.file(),
                setting.defaultValue(),
                setting.allowed(),
                setting.example(),
                setting.help());
    }

    private static AdapterForm.Method method(String name, Method method) {
        return new AdapterForm.Method(
                name,
                method.title(),
                method.needs(),
                method.optional(),
                method.fixed().entrySet().stream()
                        .map(fixed -> fixed.getKey() + "=" + fixed.getValue())
                        .toList(),
                method.explicit());
    }
}
