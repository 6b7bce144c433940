"""An imitation of WhatsApp's Cloud API, with its customers and their phones, for tests, for talking and for simulation.

One model (``Cloud``) without input, output, clock or random module; two faces: ``InProcessWire`` (no socket) and an ASGI
server (``python -m channel_adapter.emulator``). It is an independent second opinion: it shares no code with the adapter
that it judges, except how a wire looks from outside.

    cloud = Cloud(seed=7)                                   # one BusinessNumber(), calm Habits()
    ada = cloud.customer("+27821234567", "Ada")             # -> Customer; any name of hers works below
    wire = InProcessWire(cloud, cloud.numbers[0].id, clock) # whatsapp.wire.Wire
    cloud.says(ada.wa_id, "hi", at=clock.now())             # -> message id; the webhook is on its way
    await carry(cloud, app, clock)                          # to a WebhookApp of this process; or by hand:
    for delivery in cloud.due(clock.now()):                 # .body (bytes), .headers (signed), .due, .number_id
        cloud.acknowledge(delivery, 200)
    await wire.post_message({...}); cloud.phone(ada.wa_id)  # -> tuple[Bubble, ...]

All moments are whole milliseconds since the epoch.

Business:   post_message(number_id, token, body, at) -> Answer · schedule(fault, times=, customer=, number_id=, since=)
            behave(habits) · point_webhook(url) · upload_media get_media delete_media download_media -> Answer
Webhooks:   due(at) -> tuple[Delivery, ...] · next_due() -> Instant | None · acknowledge(delivery, status, at=None)
Customers:  says taps sends sends_media sends_location sends_contacts sends_unsupported reacts fills_form edits revokes
            reads plays goes_offline comes_online blocks unblocks changes_number   (all: customer, …, at=, number_id=)
Notices:    person_writes(customer, text, at=) · reports_fault(code, at=) · notify(field, value, at=)
Phones:     phone(customer, at=None) -> tuple[Bubble, ...] · tick(message_id, at=None) · is_typing(customer, at=) · window_until(customer)
Faults:     Refuse(code=) FailLater(code=) LoseAnswer(carried_out=) Unreachable() BareAnswer() NeverReport() Slow()
Habits:     speeds (sent_after, delivered_after, read_after, webhook_after, answer_after) and rates of mishap; CALM, STORMY
"""

from __future__ import annotations

from .accounts import ApprovedTemplate, BusinessNumber, Customer
from .bubbles import Bubble
from .carrying import MemoryIntake, carry
from .faults import BareAnswer, FailLater, Fault, LoseAnswer, NeverReport, Refuse, Slow, Unreachable
from .graph_errors import Answer, Problem
from .habits import CALM, STORMY, Habits
from .in_process import InProcessWire
from .known_secrets import KNOWN_SECRETS
from .model import Cloud
from .outbox import Delivery, signed_headers
from .presence import NotOnThePhoneError
from .world import Option, UnknownCustomerError

__all__ = [
    "CALM",
    "KNOWN_SECRETS",
    "STORMY",
    "Answer",
    "ApprovedTemplate",
    "BareAnswer",
    "Bubble",
    "BusinessNumber",
    "Cloud",
    "Customer",
    "Delivery",
    "FailLater",
    "Fault",
    "Habits",
    "InProcessWire",
    "LoseAnswer",
    "MemoryIntake",
    "NeverReport",
    "NotOnThePhoneError",
    "Option",
    "Problem",
    "Refuse",
    "Slow",
    "UnknownCustomerError",
    "Unreachable",
    "carry",
    "signed_headers",
]
