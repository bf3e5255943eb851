package dev.intalgo.eval.retrieval;

import java.util.List;
import java.util.Map;

/** The words that made-up business schemas are made from. General business; written by people who had seen the questions. */
final class Vocabulary {
    private Vocabulary() {}

    /** What businesses keep tables of, by the part of the business. */
    static final Map<String, List<String>> ENTITIES = Map.ofEntries(
            Map.entry(
                    "sales",
                    words(
                            "customer order order_item quote opportunity lead contract discount price_list return_request sales_region sales_target commission territory")),
            Map.entry(
                    "finance",
                    words(
                            "invoice invoice_line payment ledger_entry account cost_center budget tax_rate currency exchange_rate bank_statement refund dunning_letter fiscal_period")),
            Map.entry(
                    "hr",
                    words(
                            "employee department position salary absence applicant interview training shift timesheet payroll_run skill employment_contract office")),
            Map.entry(
                    "logistics",
                    words(
                            "shipment parcel carrier warehouse storage_bin stock_movement delivery route vehicle driver pallet customs_declaration tracking_event loading_dock")),
            Map.entry(
                    "purchasing",
                    words(
                            "supplier purchase_order purchase_order_line goods_receipt supplier_rating requisition tender framework_agreement approval material")),
            Map.entry(
                    "production",
                    words(
                            "machine work_order bill_of_material routing_step batch quality_check downtime tool shift_plan scrap maintenance_plan sensor sensor_reading plant")),
            Map.entry(
                    "marketing",
                    words(
                            "campaign ad_group creative click impression subscriber newsletter landing_page segment survey survey_answer referral event_registration audience")),
            Map.entry(
                    "support",
                    words(
                            "ticket ticket_comment agent queue escalation knowledge_article service_level chat_session call_record feedback incident problem change_request")),
            Map.entry(
                    "product",
                    words(
                            "product category brand product_variant attribute_value catalog_page review rating wishlist inventory_level bundle image price_change")),
            Map.entry(
                    "web",
                    words(
                            "page_view session device browser visitor cookie_consent form_submission search_query download experiment experiment_variant cart cart_item user")),
            Map.entry(
                    "travel",
                    words(
                            "booking passenger trip hotel room airline flight airport itinerary fare seat visa meal transfer city country")),
            Map.entry(
                    "health",
                    words(
                            "patient appointment doctor diagnosis prescription ward treatment lab_result insurance_claim medication allergy nurse")),
            Map.entry(
                    "education",
                    words(
                            "student course enrollment teacher exam grade semester faculty scholarship lecture publication author library_loan")),
            Map.entry(
                    "media",
                    words(
                            "article author_profile channel episode playlist track subscription_plan stream comment license ad_slot broadcast")),
            Map.entry(
                    "property",
                    words(
                            "building apartment tenant lease meter meter_reading repair landlord inspection rent_payment neighborhood location")),
            Map.entry(
                    "energy",
                    words(
                            "customer_meter tariff consumption grid_node outage power_plant forecast settlement trade balance_group contract_partner river_level")),
            Map.entry(
                    "banking",
                    words(
                            "client bank_account card card_transaction loan installment collateral branch wallet transfer_order merchant security_position daily_price broker")),
            Map.entry(
                    "food",
                    words(
                            "restaurant menu menu_item table_reservation recipe ingredient kitchen_order delivery_rider tip food_inspection")));

    /** What makes several tables of one thing. */
    static final List<String> ASPECTS =
            words("history snapshot daily monthly archive log status type map note attachment"
                    + " summary import export staging rule setting mapping audit version link tag metric");

    /** What columns hold: a name, and its type. */
    static final List<String[]> ATTRIBUTES = attributes(
            "name text, code text, description text, status text, type text, amount numeric, quantity integer,"
                    + " price numeric, currency text, created_at timestamp, updated_at timestamp, start_date date,"
                    + " end_date date, due_date date, email text, phone text, street text, city text, state text,"
                    + " country text, postal_code text, latitude numeric, longitude numeric, priority integer,"
                    + " is_active boolean, is_deleted boolean, total numeric, tax numeric, discount numeric,"
                    + " weight numeric, length numeric, width numeric, height numeric, color text, language text,"
                    + " comment text, reason text, source text, channel text, owner text, approved_by text,"
                    + " score numeric, rank integer, rating numeric, count integer, duration integer, version integer,"
                    + " first_name text, last_name text, birth_date date, gender text, title text, url text,"
                    + " file_name text, checksum text, year integer, month integer, day text, population integer,"
                    + " capacity integer, temperature numeric, voltage numeric, percentage numeric, balance numeric,"
                    + " limit_value numeric, unit text, reference_number text, external_id text, category text,"
                    + " region text, group_name text, level integer, sequence integer, time_zone text, username text");

    private static List<String> words(String words) {
        return List.of(words.split(" "));
    }

    private static List<String[]> attributes(String attributes) {
        return List.of(attributes.split(",\\s*")).stream()
                .map(a -> a.split(" "))
                .toList();
    }
}
