"""What notices say, in plain English and Chinese."""
