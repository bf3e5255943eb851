package dev.intalgo.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A question in plain language, and the dbt model or analysis that answers it. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("iq")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Api.READY_STATUS, type = Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Api.READY_REASON, type = Type.STRING)
@AdditionalPrinterColumn(name = "Project", jsonPath = ".spec.projectRef.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode", type = Type.STRING)
@AdditionalPrinterColumn(name = "Path", jsonPath = ".status.path", type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = Api.AGE, type = Type.DATE)
@AdditionalPrinterColumn(name = "Asked", jsonPath = ".metadata.creationTimestamp", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Text", jsonPath = ".spec.text", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Commit", jsonPath = ".status.commit", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = Api.READY_MESSAGE, type = Type.STRING, priority = 1)
public class Question extends CustomResource<QuestionSpec, QuestionStatus> implements Namespaced {
    /** The name that dbt has for the answer: as given, else made from the object's name. */
    public String dbtName() {
        String given = getSpec() == null ? null : getSpec().name();
        return given != null ? given : DbtNames.of(getMetadata().getName());
    }
}
