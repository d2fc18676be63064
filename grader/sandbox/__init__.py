"""Where the fork server lives: on this machine in its own jail, or in a container."""
