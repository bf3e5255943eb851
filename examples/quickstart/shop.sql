-- A shop: ten tables with keys and comments, and a few thousand rows that are the same every time.
CREATE TABLE customers (
  customer_id integer PRIMARY KEY,
  name        text NOT NULL,
  email       text NOT NULL UNIQUE,
  country     text NOT NULL,
  joined_on   date NOT NULL
);
CREATE TABLE addresses (
  address_id  integer PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers,
  city        text NOT NULL,
  is_billing  boolean NOT NULL
);
CREATE TABLE categories (
  category_id integer PRIMARY KEY,
  name        text NOT NULL
);
CREATE TABLE suppliers (
  supplier_id integer PRIMARY KEY,
  name        text NOT NULL,
  country     text NOT NULL
);
CREATE TABLE products (
  product_id  integer PRIMARY KEY,
  name        text NOT NULL,
  category_id integer NOT NULL REFERENCES categories,
  supplier_id integer NOT NULL REFERENCES suppliers,
  price       numeric(10, 2) NOT NULL
);
CREATE TABLE orders (
  order_id    integer PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers,
  ordered_at  timestamp NOT NULL,
  status      text NOT NULL CHECK (status IN ('PAID', 'OPEN', 'CANCELLED'))
);
CREATE TABLE order_items (
  order_id    integer NOT NULL REFERENCES orders,
  line        integer NOT NULL,
  product_id  integer NOT NULL REFERENCES products,
  quantity    integer NOT NULL,
  unit_price  numeric(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);
CREATE TABLE payments (
  payment_id  integer PRIMARY KEY,
  order_id    integer NOT NULL REFERENCES orders,
  amount      numeric(10, 2) NOT NULL,
  paid_at     timestamp NOT NULL
);
CREATE TABLE refunds (
  refund_id   integer PRIMARY KEY,
  payment_id  integer NOT NULL REFERENCES payments,
  amount      numeric(10, 2) NOT NULL,
  refunded_at timestamp NOT NULL
);
CREATE TABLE reviews (
  review_id   integer PRIMARY KEY,
  product_id  integer NOT NULL REFERENCES products,
  customer_id integer NOT NULL REFERENCES customers,
  stars       integer NOT NULL CHECK (stars BETWEEN 1 AND 5)
);

COMMENT ON TABLE customers IS 'People who have an account';
COMMENT ON COLUMN customers.customer_id IS 'Number of the customer';
COMMENT ON COLUMN customers.name IS 'Full name';
COMMENT ON COLUMN customers.email IS 'Address for the account';
COMMENT ON COLUMN customers.country IS 'Two letters, ISO 3166';
COMMENT ON COLUMN customers.joined_on IS 'Day the account was made';
COMMENT ON TABLE addresses IS 'Where customers have goods or bills sent';
COMMENT ON COLUMN addresses.address_id IS 'Number of the address';
COMMENT ON COLUMN addresses.customer_id IS 'Whose address';
COMMENT ON COLUMN addresses.city IS 'City';
COMMENT ON COLUMN addresses.is_billing IS 'Whether bills go there';
COMMENT ON TABLE categories IS 'Kinds of products';
COMMENT ON COLUMN categories.category_id IS 'Number of the category';
COMMENT ON COLUMN categories.name IS 'Name of the category';
COMMENT ON TABLE suppliers IS 'Companies that products come from';
COMMENT ON COLUMN suppliers.supplier_id IS 'Number of the supplier';
COMMENT ON COLUMN suppliers.name IS 'Name of the company';
COMMENT ON COLUMN suppliers.country IS 'Two letters, ISO 3166';
COMMENT ON TABLE products IS 'What the shop sells';
COMMENT ON COLUMN products.product_id IS 'Number of the product';
COMMENT ON COLUMN products.name IS 'Name in the shop';
COMMENT ON COLUMN products.category_id IS 'Its kind';
COMMENT ON COLUMN products.supplier_id IS 'Where it comes from';
COMMENT ON COLUMN products.price IS 'Price today, in euros';
COMMENT ON TABLE orders IS 'One row for each order';
COMMENT ON COLUMN orders.order_id IS 'Number of the order';
COMMENT ON COLUMN orders.customer_id IS 'Who ordered';
COMMENT ON COLUMN orders.ordered_at IS 'When, in UTC';
COMMENT ON COLUMN orders.status IS 'PAID, OPEN or CANCELLED';
COMMENT ON TABLE order_items IS 'One row for each line of an order';
COMMENT ON COLUMN order_items.order_id IS 'The order';
COMMENT ON COLUMN order_items.line IS 'Line of the order, from 1';
COMMENT ON COLUMN order_items.product_id IS 'What was ordered';
COMMENT ON COLUMN order_items.quantity IS 'How many';
COMMENT ON COLUMN order_items.unit_price IS 'Price of one when it was ordered, in euros';
COMMENT ON TABLE payments IS 'Money that came in for orders';
COMMENT ON COLUMN payments.payment_id IS 'Number of the payment';
COMMENT ON COLUMN payments.order_id IS 'What it pays for';
COMMENT ON COLUMN payments.amount IS 'Euros';
COMMENT ON COLUMN payments.paid_at IS 'When, in UTC';
COMMENT ON TABLE refunds IS 'Money that went back';
COMMENT ON COLUMN refunds.refund_id IS 'Number of the refund';
COMMENT ON COLUMN refunds.payment_id IS 'The payment that it is of';
COMMENT ON COLUMN refunds.amount IS 'Euros';
COMMENT ON COLUMN refunds.refunded_at IS 'When, in UTC';
COMMENT ON TABLE reviews IS 'What customers think of products';
COMMENT ON COLUMN reviews.review_id IS 'Number of the review';
COMMENT ON COLUMN reviews.product_id IS 'The product';
COMMENT ON COLUMN reviews.customer_id IS 'Who wrote it';
COMMENT ON COLUMN reviews.stars IS 'From 1, bad, to 5, good';

INSERT INTO customers
SELECT i, 'Customer ' || i, 'customer' || i || '@shop.example',
       (ARRAY['DE', 'FR', 'IT', 'ES', 'PL', 'SE'])[1 + i * 7 % 6], DATE '2024-01-01' + i * 13 % 600
FROM generate_series(1, 400) i;
INSERT INTO addresses
SELECT i, 1 + i * 31 % 400, (ARRAY['Berlin', 'Lyon', 'Milan', 'Madrid', 'Gdansk', 'Malmo'])[1 + i % 6], i % 3 = 0
FROM generate_series(1, 500) i;
INSERT INTO categories
SELECT i, (ARRAY['Books', 'Games', 'Kitchen', 'Garden', 'Music', 'Sport', 'Toys', 'Travel'])[i] FROM generate_series(1, 8) i;
INSERT INTO suppliers
SELECT i, 'Supplier ' || i, (ARRAY['DE', 'CN', 'US', 'NL'])[1 + i % 4] FROM generate_series(1, 20) i;
INSERT INTO products
SELECT i, 'Product ' || i, 1 + i * 5 % 8, 1 + i * 11 % 20, 5 + (i * 37 % 190) + 0.99 FROM generate_series(1, 120) i;
INSERT INTO orders
SELECT i, 1 + (i * i + i * 17) % 400, TIMESTAMP '2025-01-01' + (i * 263 % 525600) * INTERVAL '1 minute',
       CASE WHEN i % 11 = 0 THEN 'CANCELLED' WHEN i % 7 = 0 THEN 'OPEN' ELSE 'PAID' END
FROM generate_series(1, 2000) i;
INSERT INTO order_items
SELECT o.order_id, l, p.product_id, 1 + (o.order_id + l) % 4, p.price
FROM orders o
CROSS JOIN generate_series(1, 3) l
JOIN products p ON p.product_id = 1 + (o.order_id * 7 + l * 29) % 120
WHERE l <= 1 + o.order_id % 3;
INSERT INTO payments
SELECT o.order_id, o.order_id, sum(i.quantity * i.unit_price), o.ordered_at + INTERVAL '1 hour'
FROM orders o JOIN order_items i USING (order_id) WHERE o.status = 'PAID' GROUP BY o.order_id, o.ordered_at;
INSERT INTO refunds
SELECT row_number() OVER (ORDER BY payment_id), payment_id, round(amount / 2, 2), paid_at + INTERVAL '5 days'
FROM payments WHERE payment_id % 23 = 0;
INSERT INTO reviews
SELECT i, 1 + i * 13 % 120, 1 + i * 29 % 400, 1 + i * i % 5 FROM generate_series(1, 900) i;

-- Who dbt is: reads the shop, and writes only to a schema of its own.
CREATE ROLE intalgo LOGIN PASSWORD 'demo-intalgo-9fTq2';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO intalgo;
CREATE SCHEMA analytics AUTHORIZATION intalgo;
ANALYZE;
