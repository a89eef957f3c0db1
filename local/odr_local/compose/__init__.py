"""What Docker Compose needs besides the services: each of these is a container that runs once."""
