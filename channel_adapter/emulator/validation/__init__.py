"""What the provider checks in the body of a send, written from its documentation and from reports of the field.

A second opinion: it shares no code and no table with the adapter that builds these bodies. In: the JSON of one request.
Out: nothing, or the ``Problem`` that the provider would answer. It knows no customer, no window, no time.
Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp/reference/whatsapp-business-phone-number/message-api
"""

from __future__ import annotations

from .envelope import is_user_id, problem_in
from .reader import without_nulls

__all__ = ["is_user_id", "problem_in", "without_nulls"]
