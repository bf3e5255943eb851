package dev.intalgo.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A dbt project in a Git repository, over one database. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("iproj")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Api.READY_STATUS, type = Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Api.READY_REASON, type = Type.STRING)
@AdditionalPrinterColumn(name = "Connection", jsonPath = ".spec.connectionRef.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Commit", jsonPath = ".status.commit", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = Api.AGE, type = Type.DATE)
@AdditionalPrinterColumn(name = "Clone-URL", jsonPath = ".status.cloneUrl", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = Api.READY_MESSAGE, type = Type.STRING, priority = 1)
public class IntalgoProject extends CustomResource<IntalgoProjectSpec, IntalgoProjectStatus> implements Namespaced {
    /** The dbt project's name: as given, else made from the object's name. */
    public String dbtName() {
        String given = getSpec() == null || getSpec().dbt() == null
                ? null
                : getSpec().dbt().name();
        return given != null ? given : DbtNames.of(getMetadata().getName());
    }
}
