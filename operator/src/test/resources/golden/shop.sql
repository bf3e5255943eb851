-- The DuckDB database that datahub/duckdb.json was read from, with a few rows. The project in shop/ builds on it.
create schema sales;
create table customers (id integer primary key, email varchar not null, balance decimal(10,2), tags varchar[], info struct(a integer, b varchar), joined timestamp with time zone);
comment on table customers is 'People who bought something.';
comment on column customers.email is 'Lower-cased; unique.';
create table sales.orders (id bigint primary key, customer_id integer not null) ;
create table sales.lines (order_id bigint, line_no integer, "Mixed Name" varchar, primary key (order_id, line_no));
create view paid as select * from customers;
create table notes (id integer primary key, customer_id integer references customers(id));
insert into customers values (1, 'a@example.com', 10.50, ['x'], {'a': 1, 'b': 'y'}, '2025-01-01 00:00:00+00'), (2, 'b@example.com', 3, null, null, null);
insert into sales.orders values (10, 1), (11, 1), (12, 2);
insert into sales.lines values (10, 1, 'a'), (10, 2, 'b');
insert into notes values (1, 1);
