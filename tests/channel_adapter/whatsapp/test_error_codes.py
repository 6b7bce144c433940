"""The table of error codes: complete, closed, and kind to people."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from channel_adapter.channel import Reason
from channel_adapter.whatsapp import replies, retrying
from channel_adapter.whatsapp.breaker import NUMBER_ACTIONS
from channel_adapter.whatsapp.error_codes import (
    SENTENCE_BY_ACTION,
    SENTENCE_BY_CODE,
    UNKNOWN_SENTENCE,
    Action,
    Category,
    entries,
    lookup,
)

SHARED = Path(os.environ.get("FLOW_SHARED", Path(__file__).resolve().parents[3] / "../shared"))
RETRY_ACTIONS = {action for action in Action if action.value.startswith("retry")}


def test_the_table_holds_every_known_code_once():
    """161 rows, sorted, none twice."""
    codes = [entry.code for entry in entries()]

    assert 161 == len(codes) == len(set(codes))
    assert sorted(codes) == codes


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: str(entry.code))
def test_every_code_has_a_treatment_and_a_sentence(entry):
    """A code is retried by a policy, pauses, closes the window, or fails: one of them, and people are told in words."""
    assert entry == lookup(entry.code)
    assert entry.known
    assert entry.sentence.endswith(".")
    assert str(entry.code) not in entry.sentence
    assert replies.reason_of(entry) in Reason
    if entry.action in RETRY_ACTIONS:
        assert entry.retryable
        assert entry.action in retrying.POLICY_BY_ACTION
    if entry.action in NUMBER_ACTIONS:
        assert not entry.retryable


def test_every_action_and_category_is_used_and_has_a_sentence():
    """No action without a sentence, no word in an enum that no row uses."""
    assert set(Action) == SENTENCE_BY_ACTION.keys() == {entry.action for entry in entries()}
    assert set(Category) - {Category.UNKNOWN} == {entry.category for entry in entries()}


def test_special_sentences_and_policies_belong_to_known_codes():
    """A typing slip in a code would silently fall back to the general sentence or policy."""
    known = {entry.code for entry in entries()}

    assert SENTENCE_BY_CODE.keys() <= known
    assert retrying.POLICY_BY_CODE.keys() <= known


@pytest.mark.parametrize(("code", "known"), [(199, False), (200, True), (201, True), (299, True), (300, False)])
def test_the_permission_codes_are_a_range(code, known):
    """200 to 299 are permission errors; their neighbours are not."""
    assert known == (lookup(code).action is Action.REAUTH_PAUSE)


@pytest.mark.parametrize("code", [-1, 5, 999_999_999])
def test_an_unknown_code_is_never_retried(code):
    """A code that the vendor may invent tomorrow fails the send, with a sentence."""
    entry = lookup(code)

    assert (code, False, False, UNKNOWN_SENTENCE) == (entry.code, entry.known, entry.retryable, entry.sentence)


@pytest.mark.skipif(not SHARED.joinpath("facts/whatsapp_errors.json").exists(), reason="the source table is not here")
def test_the_table_agrees_with_its_source():
    """Codes, actions and retry verdicts are those of the researched table."""
    source = json.loads(SHARED.joinpath("facts/whatsapp_errors.json").read_text())
    researched = {row["code"]: (row["category"], row["retryable"], row["action"]) for row in source}

    assert researched == {e.code: (e.category.value, e.retryable, e.action.value) for e in entries()}
