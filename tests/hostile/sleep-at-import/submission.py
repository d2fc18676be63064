import signal

signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
time.sleep(100)
time.sleep(101)
time.sleep(102)
time.sleep(103)
time.sleep(104)
time.sleep(105)
