"""What the API shows and takes, typed."""
