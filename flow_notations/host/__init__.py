"""The host: where flows meet customers, people and time, durably.

In: items of a channel's webhook, outcomes of sends, deadlines. Out: sends over channels, calls of services, offers to
people, and a history. One transaction per event; a promise made (an acknowledged webhook, a send begun) is on disk
first. It knows no vendor's JSON, no notation, and no database: those stand behind ``Channel``, ``Program`` and ``Store``.
"""
