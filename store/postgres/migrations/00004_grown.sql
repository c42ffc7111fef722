-- When a file grew last: what was never finished does not stay for ever.

-- +goose Up
alter table files add column grown timestamptz not null default now();
create index files_growing on files (grown) where not whole;

-- +goose Down
drop index files_growing;
alter table files drop column grown;
