os.utime(VICTIM, (1, 1))
