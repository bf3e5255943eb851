-- A shop for music, in the shape of the well-known Chinook database.
create schema music;
set search_path = music;
create table artist (artist_id integer primary key, name text);
create table album (
  album_id integer primary key, title text not null, artist_id integer not null references artist (artist_id));
create table genre (genre_id integer primary key, name text);
create table media_type (media_type_id integer primary key, name text);
create table track (
  track_id integer primary key, name text not null, album_id integer references album (album_id),
  media_type_id integer not null references media_type (media_type_id), genre_id integer references genre (genre_id),
  composer text, milliseconds integer not null, bytes integer, unit_price numeric(10, 2) not null);
create table employee (
  employee_id integer primary key, last_name text not null, first_name text not null, title text,
  reports_to integer references employee (employee_id), hired timestamp);
create table customer (
  customer_id integer primary key, first_name text not null, last_name text not null, email text not null,
  country text, support_rep_id integer references employee (employee_id));
create table invoice (
  invoice_id integer primary key, customer_id integer not null references customer (customer_id),
  invoiced_at timestamp not null, billing_country text, total numeric(10, 2) not null);
create table invoice_line (
  invoice_line_id integer primary key, invoice_id integer not null references invoice (invoice_id),
  track_id integer not null references track (track_id), unit_price numeric(10, 2) not null, quantity integer not null);
create table playlist (playlist_id integer primary key, name text);
-- Whoever made this one forgot the references.
create table playlist_track (
  playlist_id integer not null, track_id integer not null, primary key (playlist_id, track_id));
comment on table customer is 'Who has bought, or signed up to.';
comment on column customer.support_rep_id is 'Who of us answers their letters.';
comment on table invoice is 'One for each purchase.';
comment on column invoice.total is 'In US dollars, tax included.';
comment on column track.milliseconds is 'How long it plays.';
