package dev.intalgo.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A database: how to reach it, and what is in it. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@ShortNames("iconn")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Api.READY_STATUS, type = Type.STRING)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Api.READY_REASON, type = Type.STRING)
@AdditionalPrinterColumn(name = "Adapter", jsonPath = ".spec.adapter", type = Type.STRING)
@AdditionalPrinterColumn(name = "Tables", jsonPath = ".status.catalog.tables", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Ingested", jsonPath = ".status.catalog.ingestedAt", type = Type.DATE)
@AdditionalPrinterColumn(name = "Age", jsonPath = Api.AGE, type = Type.DATE)
@AdditionalPrinterColumn(name = "Message", jsonPath = Api.READY_MESSAGE, type = Type.STRING, priority = 1)
public class Connection extends CustomResource<ConnectionSpec, ConnectionStatus> implements Namespaced {
    /** Changing this annotation's value, to anything, reads the database's catalog anew. */
    public static final String INGEST_ANNOTATION = "intalgo.dev/ingest";
}
