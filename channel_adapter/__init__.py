"""Messages over a channel."""
