"""The provider's table of errors: code, HTTP status, title. Nothing else.

Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """One row of the table."""

    http_status: int
    text: str


TITLES: dict[int, Title] = {
    0: Title(401, "AuthException"),
    1: Title(400, "API Unknown"),
    2: Title(503, "API Service"),
    3: Title(500, "API Method"),
    4: Title(400, "Too many API calls"),
    10: Title(403, "Permission Denied"),
    17: Title(400, "User request limit reached"),
    33: Title(400, "Parameter value is not valid"),
    100: Title(400, "Invalid parameter"),
    104: Title(400, "Access token required"),
    190: Title(401, "Access token has expired"),
    200: Title(403, "No access token provided / API Permission"),
    341: Title(400, "Application limit reached"),
    368: Title(403, "Temporarily blocked for policies violations"),
    470: Title(400, "Message failed: more than 24 h"),
    613: Title(400, "Calls within one second / custom rate limit"),
    80007: Title(400, "Rate limit issues"),
    130403: Title(400, "Business has blocked the user"),
    130429: Title(400, "Rate limit hit"),
    130470: Title(400, "Re-engagement message"),
    130472: Title(400, "User's number is part of an experiment"),
    130497: Title(403, "Business account is restricted from messaging users in this country"),
    130501: Title(400, "Message type is not currently supported"),
    131000: Title(500, "Something went wrong"),
    131001: Title(400, "Message too long"),
    131002: Title(400, "Recipient type invalid"),
    131005: Title(403, "Access denied"),
    131006: Title(400, "Resource not found"),
    131008: Title(400, "Required parameter is missing"),
    131009: Title(400, "Parameter value is not valid"),
    131014: Title(400, "Request for url failed"),
    131016: Title(500, "Service unavailable"),
    131020: Title(400, "Bad group"),
    131021: Title(400, "Recipient cannot be sender"),
    131026: Title(400, "Message undeliverable"),
    131027: Title(400, "Something went wrong"),
    131030: Title(400, "Recipient phone number not in allowed list"),
    131031: Title(403, "Account has been locked"),
    131035: Title(400, "Webhook could not be delivered within data retention limit"),
    131036: Title(400, "Message failed to be delivered on at least one of the user's devices"),
    131037: Title(400, "Display name approval needed"),
    131041: Title(400, "Group unknown"),
    131042: Title(400, "Business eligibility payment issue"),
    131043: Title(400, "Message expired"),
    131044: Title(400, "Payment issue"),
    131045: Title(500, "Incorrect certificate"),
    131047: Title(400, "Re-engagement message"),
    131048: Title(400, "Spam rate limit hit"),
    131049: Title(400, "Meta chose not to deliver"),
    131050: Title(400, "User stopped marketing messages"),
    131051: Title(400, "Unsupported message type"),
    131052: Title(400, "Media download error"),
    131053: Title(400, "Media upload error"),
    131055: Title(400, "Method not allowed"),
    131056: Title(400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: Title(500, "Account in maintenance mode"),
    131059: Title(400, "Invalid cursor"),
    131060: Title(400, "Message unavailable"),
    131062: Title(400, "BSUID recipients are not supported for this message"),
    131063: Title(400, "Marketing templates disabled on Cloud API"),
    131064: Title(400, "Messaging limit reached due to template classification violations"),
    131201: Title(206, "Request partially succeeded"),
    131202: Title(400, "Duplicate participant"),
    131203: Title(400, "Recipient has not accepted the terms of service"),
    131204: Title(400, "Participant over limit"),
    131207: Title(403, "Group suspended"),
    131208: Title(429, "Group rate limit hit"),
    131209: Title(400, "Invalid group picture aspect ratio"),
    131210: Title(400, "Image too small"),
    131211: Title(400, "Group creation limit reached"),
    131212: Title(400, "Participant not in group"),
    131213: Title(400, "Join request does not exist"),
    131214: Title(400, "Group creation temporarily disabled"),
    131215: Title(400, "Number not eligible for Groups API"),
    132000: Title(400, "Template parameter count mismatch"),
    132001: Title(404, "Template does not exist"),
    132005: Title(400, "Template hydrated text too long"),
    132007: Title(400, "Template format character policy violated"),
    132008: Title(400, "Template parameter value invalid"),
    132012: Title(400, "Template parameter format mismatch"),
    132015: Title(400, "Template is paused"),
    132016: Title(400, "Template is disabled"),
    132018: Title(400, "Template validation error"),
    132068: Title(400, "Flow is blocked"),
    132069: Title(400, "Flow is throttled"),
    133000: Title(500, "Incomplete deregistration"),
    133004: Title(503, "Server temporarily unavailable"),
    133005: Title(400, "Two-step verification PIN mismatch"),
    133006: Title(400, "Phone number re-verification needed"),
    133008: Title(400, "Too many two-step PIN guesses"),
    133009: Title(400, "Two-step PIN guessed too fast"),
    133010: Title(400, "Phone number not registered"),
    133015: Title(400, "Please wait before registering this number"),
    133016: Title(400, "Account register/deregister rate limit exceeded"),
    134011: Title(400, "WhatsApp Payments terms of service not accepted"),
    134100: Title(400, "Only marketing messages supported"),
    134101: Title(400, "Template is still syncing"),
    134102: Title(500, "Template unavailable for use"),
    134103: Title(400, "(MM API code, undocumented)"),
    135000: Title(400, "Generic user error"),
    136025: Title(400, "Request validation error"),
    137000: Title(400, "Recipient identity key hash mismatch"),
    139200: Title(400, "Direct Send access blocked"),
}
"""Code -> HTTP status and title. Where the provider gives no HTTP status the row says 400."""


def title_of(code: int) -> Title:
    """The row of a code; an unknown code is a plain 400."""
    return TITLES.get(code, Title(400, "Unknown error"))
