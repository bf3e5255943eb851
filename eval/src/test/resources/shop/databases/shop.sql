create table customers (id integer primary key, name text not null);
create table orders (id integer primary key, customer_id integer references customers (id), total numeric(10, 2));
insert into customers values (1, 'Ann'), (2, 'Bob'), (3, 'Cid');
insert into orders values (1, 1, 10), (2, 1, 20), (3, 2, 5);
