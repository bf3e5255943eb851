package dev.intalgo.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fixtures are what acryl-datahub 1.7.0.17 wrote of real databases, less the aspects that are not read. */
class DataHubRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Catalog fixture(String name) throws IOException {
        try (InputStream in = DataHubRecordsTest.class.getResourceAsStream("/datahub/" + name)) {
            return DataHubRecords.toCatalog(JSON.readTree(in));
        }
    }

    private static Catalog records(String json) throws IOException {
        return DataHubRecords.toCatalog(JSON.readTree(json.replace('\'', '"')));
    }

    @Test
    void readsAPostgresDatabase() throws IOException {
        Catalog catalog = fixture("postgres.json");

        assertThat(catalog.tables())
                .extracting(Table::qualifiedName)
                .containsExactly(
                        "public.MixedCase",
                        "public.categories",
                        "public.customers",
                        "public.events",
                        "public.events_2025",
                        "public.paid_orders",
                        "sales.daily",
                        "sales.order_lines",
                        "sales.orders",
                        "sales.refunds");
        Table customers = catalog.find("public", "customers").orElseThrow();
        assertThat(customers.database()).isEqualTo("shop");
        assertThat(customers.kind()).isEqualTo(Table.Kind.TABLE);
        assertThat(customers.description()).isEqualTo("People who bought something.");
        assertThat(customers.primaryKey()).containsExactly("id");
        assertThat(customers.column("email"))
                .contains(new Column("email", "VARCHAR(255)", false, false, "Lower-cased; unique."));
        assertThat(customers.column("tags").orElseThrow().type()).isEqualTo("TEXT[]");
        assertThat(catalog.find("public", "paid_orders").orElseThrow().kind()).isEqualTo(Table.Kind.VIEW);
        assertThat(catalog.columnCount()).isEqualTo(46);
        assertThat(catalog.primaryKeyCount()).isEqualTo(6);
    }

    @Test
    void readsCompositeKeysAndMixedCase() throws IOException {
        Catalog catalog = fixture("postgres.json");

        assertThat(catalog.find("sales", "order_lines").orElseThrow().primaryKey())
                .containsExactly("order_id", "line_no");
        assertThat(catalog.find("sales", "refunds").orElseThrow().foreignKeys())
                .containsExactly(new ForeignKey(
                        List.of("order_id", "line_no"), "sales", "order_lines", List.of("order_id", "line_no")));
        Table mixed = catalog.find("public", "MixedCase").orElseThrow();
        assertThat(mixed.columns())
                .extracting(Column::name)
                .containsExactly("Id", "userName", "order", "strange \"name");
    }

    @Test
    void findsTheTableThatDataHubPutIntoTheWrongSchema() throws IOException {
        assertThat(fixture("postgres.json")
                        .find("sales", "orders")
                        .orElseThrow()
                        .foreignKeys())
                .containsExactly(new ForeignKey(List.of("customer_id"), "public", "customers", List.of("id")));
    }

    @Test
    void readsADuckdbFile() throws IOException {
        Catalog catalog = fixture("duckdb.json");

        assertThat(catalog.tables())
                .extracting(Table::qualifiedName)
                .containsExactly("main.customers", "main.notes", "main.paid", "sales.lines", "sales.orders");
        assertThat(catalog.find("main", "customers").orElseThrow().description())
                .isEqualTo("People who bought something.");
        assertThat(catalog.find("main", "notes").orElseThrow().foreignKeys())
                .containsExactly(new ForeignKey(List.of("customer_id"), "main", "customers", List.of("id")));
        assertThat(catalog.find("sales", "lines").orElseThrow().primaryKey()).containsExactly("order_id", "line_no");
    }

    @Test
    void readsSingleAspectsWithVersion2FieldPathsAndEdits() throws IOException {
        Catalog catalog = records("""
                [{'entityType':'dataset','entityUrn':'urn:li:dataset:(urn:li:dataPlatform:x,db.s.a.b,PROD)',
                  'aspectName':'schemaMetadata','aspect':{'json':{'fields':[
                   {'fieldPath':'[version=2.0].[type=struct].info','nativeDataType':'struct','description':'old'},
                   {'fieldPath':'[version=2.0].[type=struct].info.[type=string].first','nativeDataType':'string'}]}}},
                 {'entityType':'dataset','entityUrn':'urn:li:dataset:(urn:li:dataPlatform:x,db.s.a.b,PROD)',
                  'aspectName':'datasetProperties','aspect':{'json':{'name':'a.b','description':'crawled'}}},
                 {'entityType':'dataset','entityUrn':'urn:li:dataset:(urn:li:dataPlatform:x,db.s.a.b,PROD)',
                  'aspectName':'editableDatasetProperties','aspect':{'json':{'description':'by hand'}}},
                 {'entityType':'dataset','entityUrn':'urn:li:dataset:(urn:li:dataPlatform:x,db.s.a.b,PROD)',
                  'aspectName':'editableSchemaMetadata','aspect':{'json':{'editableSchemaFieldInfo':[
                   {'fieldPath':'[version=2.0].[type=struct].info','description':'new'}]}}}]""");

        assertThat(catalog.tables())
                .containsExactly(new Table(
                        "db",
                        "s",
                        "a.b",
                        Table.Kind.TABLE,
                        "by hand",
                        List.of(new Column("info", "struct", false, false, "new")),
                        List.of()));
    }

    @Test
    void leavesOutWhatIsRemovedOrHasNoSchema() throws IOException {
        String urn = "'entityUrn':'urn:li:dataset:(urn:li:dataPlatform:x,db.s.t,PROD)','aspectName':";
        assertThat(records("[{" + urn + "'schemaMetadata','aspect':{'json':{'fields':[]}}},{" + urn
                                + "'status','aspect':{'json':{'removed':true}}}]")
                        .tables())
                .isEmpty();
        assertThat(records("[{" + urn + "'status','aspect':{'json':{'removed':false}}}]")
                        .tables())
                .isEmpty();
    }

    @Test
    void takesAnyJsonWithoutFailing() throws IOException {
        for (String odd : List.of(
                "[]",
                "{}",
                "3",
                "[1,null,{}]",
                "[{'proposedSnapshot':{'x':{'urn':3,'aspects':7}}}]",
                "[{'entityUrn':'urn:li:dataset:(','aspectName':'schemaMetadata','aspect':{'json':{'fields':3}}}]")) {
            JsonNode json = JSON.readTree(odd.replace('\'', '"'));
            assertThat(DataHubRecords.toCatalog(json).foreignKeyCount()).as(odd).isZero();
        }
    }
}
