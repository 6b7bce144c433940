"""The tables, as migrations that only ever grow, and the settings under which a promise is a promise.

Rowid tables with small indexes: a waiting conversation costs a row, nothing else. Partial indexes hold only what is
still to be done, so their size follows the work and not the past.
"""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x464C4F57
"""``FLOW``: marks a file as a store of ours (https://www.sqlite.org/pragma.html#pragma_application_id)."""

PAGE_CACHE_KIB: Final = 24 * 1024
"""What the connection keeps of the file: at most this, however many conversations wait.

It has to hold the upper pages of all trees and what a group of works writes. Among a million waiting conversations an event
reads 6.6 pages that it does not hold; 5.9 with 64 MiB, 7.1 with 16, 9.1 with 8. Such a page comes out of the system's own
cache in one or two microseconds.
"""

PRAGMAS: Final = (
    "pragma journal_mode = wal",
    # A commit is on the disk before it is acknowledged, not merely before the next checkpoint.
    "pragma synchronous = full",
    "pragma foreign_keys = on",
    # Erased content leaves the file as well.
    "pragma secure_delete = on",
    "pragma wal_autocheckpoint = 16384",
    f"pragma cache_size = -{PAGE_CACHE_KIB}",
    "pragma temp_store = memory",
    "pragma trusted_schema = off",
)

MIGRATIONS: Final[tuple[str, ...]] = (
    """
    create table conversations (
        id text primary key,
        number_id text not null,
        phone text,
        user_id text,
        parent_user_id text,
        latest_inbound_at integer,
        live text,
        wake_at integer
    ) strict;
    create index conversations_awake on conversations (wake_at, id) where wake_at is not null;
    create table identities (
        number_id text not null,
        key text not null,
        conversation text not null references conversations (id),
        primary key (number_id, key)
    ) strict, without rowid;
    create index identities_of on identities (conversation);
    create table fields (
        scope text not null,
        name text not null,
        value text not null,
        primary key (scope, name)
    ) strict, without rowid;

    create table inbox (
        position integer primary key,
        id text not null unique,
        conversation text not null,
        kind text not null check (kind in ('item', 'event')),
        moment integer not null,
        body text not null,
        interaction text,
        line integer not null,
        faults integer not null,
        retry_at integer,
        state text not null default 'queued' check (state in ('queued', 'parked', 'done'))
    ) strict;
    create index inbox_waiting on inbox (conversation, position) where state != 'done';
    create table kept (
        position integer primary key,
        id text not null unique,
        kind text not null,
        at integer not null,
        body text not null,
        reason text not null
    ) strict;

    create table interactions (
        id text primary key,
        conversation text not null,
        flow text not null,
        digest text not null,
        began_at integer not null,
        since integer not null,
        direction text not null check (direction in ('inbound', 'outbound')),
        state text,
        seq integer not null,
        status text not null check (status in ('live', 'parked', 'ended')),
        expires_at integer,
        ended_at integer,
        outcome text
    ) strict;
    create index interactions_of on interactions (conversation);
    create table journal (
        interaction text not null,
        seq integer not null,
        at integer not null,
        event text not null,
        effects text not null,
        explanation text not null,
        primary key (interaction, seq)
    ) strict;
    create table timers (
        interaction text not null,
        name text not null,
        deadline integer not null,
        primary key (interaction, name)
    ) strict, without rowid;

    create table outbox (
        position integer primary key,
        ref text not null unique,
        send text not null,
        "index" integer not null,
        total integer not null,
        conversation text not null,
        content text not null,
        line integer not null,
        interaction text,
        fallback text,
        template integer not null,
        state text not null
            check (state in ('queued', 'dispatching', 'accepted', 'refused', 'uncertain', 'held')),
        settled integer not null,
        attempts integer not null,
        retry_at integer,
        dispatched_at integer,
        doubt_until integer,
        message_id text,
        sentence text not null
    ) strict;
    create index outbox_open on outbox (conversation, position) where settled = 0;
    create index outbox_of_send on outbox (send);
    create index outbox_by_message on outbox (message_id) where message_id is not null;

    create table errands (
        position integer primary key,
        ref text not null unique,
        conversation text not null,
        interaction text not null,
        effect text not null,
        retry_at integer,
        attempts integer not null
    ) strict;
    create index errands_of on errands (conversation, position);
    create table planned (
        key text not null,
        conversation text not null,
        flow text not null,
        at integer not null,
        inputs text not null,
        primary key (conversation, key)
    ) strict, without rowid;

    create table history (
        position integer primary key,
        conversation text not null,
        direction text not null check (direction in ('in', 'out')),
        at integer not null,
        content text not null,
        interaction text,
        message_id text,
        ref text,
        speaker text,
        sender text,
        status text not null,
        status_at integer,
        sentence text not null,
        asks integer not null,
        answers integer not null,
        private integer not null
    ) strict;
    create index history_of on history (conversation, position);
    create index history_by_message on history (message_id) where message_id is not null;
    create index history_by_ref on history (ref) where ref is not null;
    create table notices (
        position integer primary key,
        at integer not null,
        kind text not null,
        sentence text not null,
        conversation text,
        interaction text
    ) strict;
    """,
    # Among a million waiting conversations each index by a ref is one more page to read and to write, for each send:
    # the outbox leads to the line of a part, and a send of one part goes by its own ref.
    """
    drop index history_by_ref;
    drop index outbox_of_send;
    create index outbox_of_parted_send on outbox (send) where ref != send;
    """,
    # The same checks in other words: SQLite makes a table of a list of three or more each time that it checks a row, which
    # cost half of all that a turn writes. https://www.sqlite.org/lang_altertable.html#otheralter
    """
    pragma writable_schema = on;
    update sqlite_schema set sql = replace(sql,
        'state in (''queued'', ''parked'', ''done'')',
        'state = ''queued'' or state = ''parked'' or state = ''done'''
    ) where type = 'table' and name = 'inbox';
    update sqlite_schema set sql = replace(sql,
        'status in (''live'', ''parked'', ''ended'')',
        'status = ''live'' or status = ''parked'' or status = ''ended'''
    ) where type = 'table' and name = 'interactions';
    update sqlite_schema set sql = replace(sql,
        'state in (''queued'', ''dispatching'', ''accepted'', ''refused'', ''uncertain'', ''held'')',
        'state = ''queued'' or state = ''dispatching'' or state = ''accepted'' or state = ''refused'''
        || ' or state = ''uncertain'' or state = ''held'''
    ) where type = 'table' and name = 'outbox';
    pragma writable_schema = reset;
    """,
    # What nobody knows to have left, and what went once more.
    """
    alter table outbox add column lost integer not null default 0;
    alter table outbox add column resent integer not null default 0;
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
    # And for what is about nobody: an account, what cannot be read.
    """
    create index notices_of_nobody on notices (at) where conversation is null;
    """,
)
"""Migration *n* brings a file from version *n* to *n + 1*. What was once released is never edited."""

MIGRATIONS_TABLE: Final = """
    create table if not exists migrations (
        version integer primary key,
        applied_at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
    ) strict
"""
