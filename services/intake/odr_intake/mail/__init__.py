"""Letters by mail: how a notice is written as one, and what a mail server says to it."""
