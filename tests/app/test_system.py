"""What the process does with its own memory."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SETTLED = """
import gc, json
from adapters.app.system import settle
before = gc.get_freeze_count()
settle()
cycle = []; cycle.append(cycle); del cycle
print(json.dumps([before, gc.get_freeze_count(), gc.get_threshold(), gc.isenabled(), gc.collect()]))
"""


def test_what_a_start_has_loaded_is_left_alone_and_new_cycles_are_still_collected():
    done = subprocess.run(
        [sys.executable, "-c", _SETTLED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, frozen, threshold, enabled, collected = json.loads(done.stdout)
    assert before == 0
    assert frozen > 10_000
    assert threshold[0] > 700
    assert enabled
    assert collected >= 1
