-- The layout of the central log. Names and ids are compared byte by byte
-- (collation "C"): that is what the hub means by equal, and it is faster.

-- +goose Up

-- The one row every writer locks: places are given under this lock, so that a
-- higher place never becomes visible before a lower one.
create table head (
    one   boolean primary key default true check (one),
    place bigint not null
);
insert into head (place) values (0);

create table log (
    place        bigint primary key,
    id           text collate "C" not null unique,
    case_id      text collate "C" not null,
    office       text collate "C" not null,
    installation text collate "C" not null,
    seq          bigint not null,
    hash         text collate "C" not null,
    raw          bytea not null
);
create index log_case on log (case_id, place);
create index log_office on log (office, place);

create table refused (
    installation text collate "C" not null,
    seq          bigint not null,
    id           text collate "C" not null,
    hash         text collate "C" not null,
    reason       text not null,
    behind       bigint not null,  -- the newest place when it came
    answers      boolean not null, -- this record answers for its id
    raw          bytea not null,
    primary key (installation, seq)
);
create index refused_behind on refused (behind);
create unique index refused_id on refused (id) where answers;

create table chains (
    installation text collate "C" primary key,
    seq          bigint not null,
    hash         text collate "C" not null
);

create table numbers (
    office  text collate "C" not null,
    number  text collate "C" not null,
    case_id text collate "C" not null,
    primary key (office, number)
);

create table named_files (
    office text collate "C" not null,
    hash   text collate "C" not null,
    size   bigint not null,
    primary key (office, hash)
);

create table series (
    name text collate "C" primary key,
    last bigint not null
);

create table leases (
    installation text collate "C" not null,
    id           text collate "C" not null,
    lease        jsonb not null,
    primary key (installation, id)
);

create table installations (
    id           text collate "C" primary key,
    installation jsonb not null
);

create table windows (
    office       text collate "C" not null,
    name         text collate "C" not null,
    installation text collate "C" not null,
    primary key (office, name)
);

create table records (
    name   text collate "C" primary key,
    hash   text collate "C" not null,
    record bytea not null
);

create table secrets (
    name  text collate "C" primary key,
    value bytea not null
);

-- Attachments, where they are kept in the database.
create table files (
    hash   text collate "C" primary key,
    length bigint not null,
    whole  boolean not null
);

create table pieces (
    hash    text collate "C" not null references files on delete cascade,
    start   bigint not null,
    content bytea not null,
    primary key (hash, start)
);
-- Scans are compressed already.
alter table pieces alter column content set storage external;

-- +goose Down
drop table pieces, files, secrets, records, windows, installations, leases, series,
    named_files, numbers, chains, refused, log, head;
