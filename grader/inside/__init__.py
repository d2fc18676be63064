"""What runs inside the sandbox, next to an attacker: imports model, wire, checks and torch, and nothing else of ours."""
