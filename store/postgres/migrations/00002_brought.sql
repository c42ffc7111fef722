-- An office may read the files that it has brought itself. What was named before
-- counts as brought by the offices whose events named it.

-- +goose Up
alter table named_files add column brought boolean not null default true;
alter table named_files alter column brought set default false;
create index named_files_owed on named_files (office, hash) where not brought;

-- A file grows for each office by itself; whole, it is nobody's. One that is on its
-- way begins anew: nobody knows who brought what is there.
delete from files where not whole;
alter table pieces drop constraint pieces_hash_fkey, drop constraint pieces_pkey,
    add column office text collate "C" not null default '';
alter table files drop constraint files_pkey,
    add column office text collate "C" not null default '', add primary key (hash, office);
alter table pieces add primary key (hash, office, start),
    add foreign key (hash, office) references files (hash, office) on delete cascade on update cascade;

-- +goose Down
delete from files where office <> '';
alter table pieces drop constraint pieces_hash_office_fkey, drop constraint pieces_pkey, drop column office;
alter table files drop constraint files_pkey, drop column office, add primary key (hash);
alter table pieces add primary key (hash, start), add foreign key (hash) references files on delete cascade;
drop index named_files_owed;
alter table named_files drop column brought;
