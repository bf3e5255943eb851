package dev.intalgo.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Models of a project, run on a schedule by an orchestrator. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("idep")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Api.READY_STATUS, type = Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Api.READY_REASON, type = Type.STRING)
@AdditionalPrinterColumn(name = "Project", jsonPath = ".spec.projectRef.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "Schedule", jsonPath = ".spec.schedule", type = Type.STRING)
@AdditionalPrinterColumn(name = "Nodes", jsonPath = ".status.nodes", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Commit", jsonPath = ".status.commit", type = Type.STRING)
@AdditionalPrinterColumn(name = "Last success", jsonPath = ".status.lastSuccess.finishedAt", type = Type.DATE)
@AdditionalPrinterColumn(name = "Age", jsonPath = Api.AGE, type = Type.DATE)
@AdditionalPrinterColumn(name = "Message", jsonPath = Api.READY_MESSAGE, type = Type.STRING, priority = 1)
public class Deployment extends CustomResource<DeploymentSpec, DeploymentStatus> implements Namespaced {}
