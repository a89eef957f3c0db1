"""Programs that measure our peers, each in the peer's own environment, where ours is not."""
