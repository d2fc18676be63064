"""What runs inside the sandbox, next to an attacker. It imports model, wire, checks and torch, and no more of ours."""
