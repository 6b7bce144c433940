"""The tables in PostgreSQL's dialect, as migrations that only ever grow, in a schema of their own.

Beside what every store keeps stand ``workers`` (who is alive, by a lease, and has which numbers connected), ``chores``
(what one of them does for all, and when), ``numbers`` (which worker serves a business number) and a column that says which
worker dispatches a part. What has an order is ordered by bytes, as everywhere else.
"""

from __future__ import annotations

from typing import Final

SCHEMA: Final = "flow"

BEING_MIGRATED: Final = 0x464C4F57
"""Advisory lock: one worker at a time looks after the tables
(https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS)."""

MIGRATIONS_TABLE: Final = """
    create table if not exists migrations (
        version integer primary key,
        applied_at timestamptz not null default now()
    )
"""

MIGRATIONS: Final[tuple[str, ...]] = (
    """
    create table workers (
        id text primary key,
        lease_until timestamptz not null
    );
    create table numbers (
        number_id text primary key,
        worker text references workers (id) on delete set null
    );
    create index numbers_of on numbers (worker);

    create table conversations (
        id text collate "C" primary key,
        number_id text not null,
        phone text,
        user_id text,
        parent_user_id text,
        latest_inbound_at bigint,
        live text,
        wake_at bigint
    ) with (fillfactor = 80);
    create index conversations_awake on conversations (number_id, wake_at, id) where wake_at is not null;
    create table identities (
        number_id text not null,
        key text not null,
        conversation text not null references conversations (id) on delete cascade,
        primary key (number_id, key)
    );
    create index identities_of on identities (conversation);
    create table fields (
        scope text not null,
        name text collate "C" not null,
        value text not null,
        primary key (scope, name)
    );

    create table inbox (
        position bigint generated always as identity primary key,
        id text not null unique,
        conversation text not null,
        kind text not null check (kind in ('item', 'event')),
        moment bigint not null,
        body text not null,
        interaction text,
        line bigint not null,
        faults integer not null,
        retry_at bigint,
        state text not null default 'queued' check (state in ('queued', 'parked', 'done'))
    );
    create index inbox_waiting on inbox (conversation, position) where state != 'done';
    create table kept (
        position bigint generated always as identity primary key,
        id text not null unique,
        kind text not null,
        at bigint not null,
        body text not null,
        reason text not null
    );

    create table interactions (
        id text primary key,
        conversation text not null,
        flow text not null,
        digest text not null,
        began_at bigint not null,
        since bigint not null,
        direction text not null check (direction in ('inbound', 'outbound')),
        state text,
        seq integer not null,
        status text not null check (status in ('live', 'parked', 'ended')),
        expires_at bigint,
        ended_at bigint,
        outcome text
    ) with (fillfactor = 80);
    create index interactions_of on interactions (conversation);
    create table journal (
        interaction text not null,
        seq integer not null,
        at bigint not null,
        event text not null,
        effects text not null,
        explanation text not null,
        primary key (interaction, seq)
    );
    create table timers (
        interaction text not null,
        name text collate "C" not null,
        deadline bigint not null,
        primary key (interaction, name)
    );

    create table outbox (
        position bigint generated always as identity primary key,
        ref text not null unique,
        send text not null,
        index integer not null,
        total integer not null,
        conversation text not null,
        content text not null,
        line bigint not null,
        interaction text,
        fallback text,
        template boolean not null,
        state text not null
            check (state in ('queued', 'dispatching', 'accepted', 'refused', 'uncertain', 'held')),
        settled boolean not null,
        attempts integer not null,
        retry_at bigint,
        dispatched_at bigint,
        doubt_until bigint,
        message_id text,
        sentence text not null,
        worker text
    );
    create index outbox_open on outbox (conversation, position) where not settled;
    create index outbox_dispatching on outbox (position) where state = 'dispatching';
    create index outbox_of_send on outbox (send);
    create index outbox_by_message on outbox (message_id) where message_id is not null;

    create table errands (
        position bigint generated always as identity primary key,
        ref text not null unique,
        conversation text not null,
        interaction text not null,
        effect text not null,
        retry_at bigint,
        attempts integer not null
    );
    create index errands_of on errands (conversation, position);
    create table planned (
        key text collate "C" not null,
        conversation text not null,
        flow text not null,
        at bigint not null,
        inputs text not null,
        primary key (conversation, key)
    );

    create table history (
        position bigint generated always as identity primary key,
        conversation text not null,
        direction text not null check (direction in ('in', 'out')),
        at bigint not null,
        content text not null,
        interaction text,
        message_id text,
        ref text,
        speaker text,
        sender text,
        status text not null,
        status_at bigint,
        sentence text not null,
        asks boolean not null,
        answers boolean not null,
        private boolean not null
    );
    create index history_of on history (conversation, position);
    create index history_by_message on history (message_id) where message_id is not null;
    create index history_by_ref on history (ref) where ref is not null;
    create table notices (
        position bigint generated always as identity primary key,
        at bigint not null,
        kind text not null,
        sentence text not null,
        conversation text,
        interaction text
    );
    """,
    "create index kept_statuses on kept (position) where kind = 'StatusChange'",
    """
    create table chores (
        name text primary key,
        due_at timestamptz not null
    );
    insert into chores values ('house', now());
    create index outbox_dispatched on outbox using brin (dispatched_at) with (pages_per_range = 16);
    """,
    # What customers said and are called stays out of the planner's statistics, which keep samples of columns.
    """
    alter table conversations alter phone set statistics 0, alter user_id set statistics 0,
        alter parent_user_id set statistics 0;
    alter table identities alter key set statistics 0;
    alter table fields alter value set statistics 0;
    alter table inbox alter id set statistics 0, alter body set statistics 0;
    alter table kept alter id set statistics 0, alter body set statistics 0, alter reason set statistics 0;
    alter table interactions alter state set statistics 0;
    alter table journal alter event set statistics 0, alter effects set statistics 0, alter explanation set statistics 0;
    alter table outbox alter content set statistics 0, alter fallback set statistics 0, alter sentence set statistics 0,
        alter message_id set statistics 0;
    alter table errands alter effect set statistics 0;
    alter table planned alter inputs set statistics 0;
    alter table history alter content set statistics 0, alter sender set statistics 0, alter speaker set statistics 0,
        alter sentence set statistics 0, alter message_id set statistics 0;
    alter table notices alter sentence set statistics 0;
    """,
    # What nobody knows to have left, and what went once more.
    """
    alter table outbox add column lost boolean not null default false, add column resent boolean not null default false;
    """,
    # Retention looks for what ended long ago and for what hangs on it, without reading all that is kept.
    """
    create index interactions_ended on interactions (ended_at) where ended_at is not null;
    create index notices_of on notices (conversation) where conversation is not null;
    """,
    # The same for what belongs to no interaction.
    """
    create index history_apart on history (at) where interaction is null;
    create index notices_apart on notices (at) where interaction is null and conversation is not null;
    """,
    # Which numbers each worker has connected; one of an older release writes down none.
    """
    alter table workers add column numbers text[] not null default '{}';
    """,
    # Retention of what is about nobody: an account, what cannot be read.
    """
    create index notices_of_nobody on notices (at) where conversation is null;
    """,
)
"""Migration *n* brings a database from version *n* to *n + 1*. What was once released is never edited."""
