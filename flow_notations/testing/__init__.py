"""Tests beside flows: transcripts that a designer can write and read, played against the real host in virtual time."""
