"""Whether a webhook body is the provider's."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channel_adapter.errors import ConfigurationError, SignatureMismatch
from channel_adapter.whatsapp.dialect import Secret
from channel_adapter.whatsapp.signatures import same, signature, verify

OLD, NEW = Secret("old-secret"), Secret("new-secret")
BODY = b'{"entry":[]}'


def test_the_signature_is_an_hmac_of_the_raw_bytes():
    """It equals what the standard library computes from the vendor's description."""
    expected = hmac.new(b"old-secret", BODY, hashlib.sha256).hexdigest()

    assert signature(BODY, OLD) == expected


@pytest.mark.parametrize("form", ["sha256={}", "{}", " sha256={} "])
@pytest.mark.parametrize("secret", [OLD, NEW])
def test_either_secret_verifies_while_one_replaces_the_other(form, secret):
    """With and without the prefix, in either case of letters."""
    verify(BODY, form.format(signature(BODY, secret)), [NEW, OLD])
    verify(BODY, form.format(signature(BODY, secret).upper()), [NEW, OLD])


@pytest.mark.parametrize(
    "header",
    [None, "", "sha256=", "sha256=" + "0" * 63, "sha256=" + "0" * 64, "sha256=" + "é" * 64, "sha1=" + "0" * 40],
)
def test_anything_else_is_a_mismatch_that_tells_nothing(header):
    """The message holds neither a secret nor the signature that was expected."""
    with pytest.raises(SignatureMismatch) as caught:
        verify(BODY, header, [NEW, OLD])

    text = str(caught.value)
    assert not any(word in text for word in ("old-secret", "new-secret", signature(BODY, OLD), signature(BODY, NEW)))


def test_one_changed_byte_is_a_mismatch():
    """A body that was decoded and encoded again does not verify."""
    with pytest.raises(SignatureMismatch):
        verify(BODY + b" ", signature(BODY, NEW), [NEW])


def test_no_secret_is_a_fault_of_configuration():
    """Nothing is ever accepted unverified."""
    with pytest.raises(ConfigurationError, match="app_secrets"):
        verify(BODY, signature(BODY, NEW), [])


@given(st.binary(), st.text())
def test_any_header_is_judged_without_a_traceback(body, header):
    """A forged header is a mismatch, whatever it holds."""
    with pytest.raises(SignatureMismatch):
        verify(body, header, [NEW])


def test_tokens_are_compared_as_text():
    """A lone surrogate from a query string is no reason to fail."""
    assert same("old-secret", OLD)
    assert not same("old-secret\ud800", OLD)
