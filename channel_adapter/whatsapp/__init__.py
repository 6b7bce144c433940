"""WhatsApp over the Cloud API: messages out, webhooks in, with limits, window, pacing and retries kept on the way.

Rooms, in reading order: ``dialect`` (whom we speak to) · ``payloads`` and ``wire`` (out) · ``replies``, ``usage`` and
``error_codes`` (what came back) · ``retrying``, ``pacing`` and ``breaker`` (when to send again, or not) · ``lanes`` (who
goes first) and ``doubts`` (what a lost answer proves) · ``channel`` (the order of it all) · ``webhook`` with ``items``,
``received``, ``tolerant`` and ``signatures`` (in) · ``webhook_app`` (the endpoint) · ``media`` · ``client`` (the only HTTP) ·
``telemetry`` and ``tracing``. Import from the rooms; importing this one loads nothing.
"""
