"""How fast other harnesses and `grade` grade the same homework on this machine."""
