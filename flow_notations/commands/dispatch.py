"""``flow dispatch``: the records of ``integrations.toml`` that say which flow takes which interactions."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

from flow_notations.diagnostics import render_all
from flow_notations.errors import MissingSettings
from flow_notations.host import views
from flow_notations.host.erasing import as_kept
from flow_notations.host.integration_file import read_records_file
from flow_notations.host.integrations import ACTIVE_VERSION
from flow_notations.host.permissions import VIEW_FLOWS
from flow_notations.host.wiring import CHANNEL_TYPE, Route

from .integration import FILE
from .operator import as_json, customer_name, permit, table

if TYPE_CHECKING:
    import argparse

    from flow_notations.host.integrations import Records

OUTBOUND = "no record is asked: who begins an interaction names its flow, so dispatch is asked of inbound ones alone"
NO_RECORDS = "there is no [[dispatch]] record: the flow that flow serve names with --flow takes everybody, or the only one there is"
NUMBER_NEEDED = "--customer needs --contact-point: which of our numbers they write to, as customers know it"
NOBODY = "no record matches: nobody would answer"
_NAME = re.compile(r"\+[1-9]\d{6,14}|[^\s+()]+")
"""A number as E.164 writes it, of a country's code and subscriber; or an id, which is opaque."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file; or one interaction, to see which flow would take it."""
    parser.add_argument("--file", type=Path, default=FILE, help=f"the records (default: {FILE})")
    parser.add_argument("--json", action="store_true")
    parser.add_argument(
        "--contact-point", metavar="NUMBER", help="which flow takes an interaction at this number of ours"
    )
    parser.add_argument(
        "--customer",
        type=_customer,
        metavar="NAME",
        help="… with this customer: a phone number with its country code, or a user id",
    )
    parser.add_argument("--direction", choices=("inbound", "outbound"), default="inbound")


def _customer(word: str) -> str:
    """A name as hosts know customers by it."""
    name = as_kept(customer_name(word))
    if not _NAME.fullmatch(name):
        raise ArgumentTypeError(
            f"nobody writes from '{word}'; write a phone number with its country code, or a user id"
        )
    return name


def run(arguments: argparse.Namespace) -> int:
    """0 when the file is sound, and a record says which flow takes the interaction, if one was given."""
    permit(VIEW_FLOWS)
    if arguments.customer is not None and arguments.contact_point is None:
        raise MissingSettings(NUMBER_NEEDED)
    read = read_records_file(arguments.file)
    if not read.sound:
        sys.stdout.write(render_all(read.diagnostics, read.source))
        return 1
    if read.diagnostics:
        sys.stderr.write(render_all(read.diagnostics, read.source))
    records = read.records.dispatch
    if arguments.contact_point is not None:
        return _which(read.records, arguments)
    if arguments.json:
        print(as_json([views.of_dispatch(record) for record in records]))
        return 0
    shown = [{name: value or "any" for name, value in views.of_dispatch(record).items()} for record in records]
    rows = [(number, *each.values()) for number, each in enumerate(shown, 1)]
    print(table(rows, "", "flow", "version", "channel type", "contact point", "customer", "direction"))
    return 0


def _which(known: Records, arguments: argparse.Namespace) -> int:
    if arguments.direction == "outbound":
        print(OUTBOUND)
        return 1
    contact_point = _contact_point(known, arguments.contact_point)
    records = known.dispatch
    if not records:
        print(NO_RECORDS)
        return 1
    attributes = {
        "channel_type": CHANNEL_TYPE,
        "contact_point": contact_point,
        "customer": arguments.customer or "",
        "direction": arguments.direction,
    }
    for number, record in enumerate(records, 1):
        route = Route(
            flow=record.flow,
            channel_type=record.channel_type,
            contact_point=record.contact_point,
            customer=record.customer,
            direction=record.direction,
        )
        if route.matches(attributes):
            version = "its active version" if record.version == ACTIVE_VERSION else record.version
            print(f"record {number}: flow {record.flow}, {version}")
            return 0
    print(NOBODY)
    return 1


def _contact_point(known: Records, written: str) -> str:
    """One of our numbers as the file writes it, by any spelling; where the file has none, as it was written."""
    points = {as_kept(point): point for each in known.integrations if (point := each.contact_point or each.number_id)}
    if points and as_kept(written) not in points:
        raise MissingSettings(
            f"no [[integration]] has the contact point '{written}'; known are {', '.join(points.values())}"
        )
    return points.get(as_kept(written), written)
