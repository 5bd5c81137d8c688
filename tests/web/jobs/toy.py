"""A child that talks like a worker and does what its question says, without the weight of the product."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROTOCOL = Path(__file__).parents[3] / "src/clusterplan/web/jobs/protocol.py"
FOREVER = 600.0


def main() -> None:
    spec = importlib.util.spec_from_file_location("protocol", PROTOCOL)
    assert spec is not None
    assert spec.loader is not None
    protocol = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(protocol)
    parent = protocol.Parent()
    asked = parent.question["inputs"]
    words = {"vi": "Đang giải", "en": "Solving"}
    for number in range(asked.get("reports", 0)):
        incumbent = {"objective": number, "bound": 9.0, "gap": 0.5, "seconds": 0.1}
        parent.tell({"report": {"progress": number, "message": words, "incumbent": incumbent}})
    if asked.get("checks"):
        parent.tell({"report": {"progress": 95, "message": words, "incumbent": None}})
    grandchild = None
    if asked.get("pid"):
        grandchild = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({FOREVER})"])
        half = Path(f"{asked['pid']}.{os.getpid()}")
        half.write_text(f"{os.getpid()} {grandchild.pid}")
        half.rename(asked["pid"])
    if asked.get("deaf"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if asked.get("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    until = time.monotonic() + asked.get("seconds", 0.0)
    while time.monotonic() < until and (asked.get("deaf") or not parent.wants_stop):
        time.sleep(0.02)
    if grandchild is not None:
        grandchild.kill()
        grandchild.wait()
    if asked.get("problem"):
        parent.tell({"problem": {"status": 409, "summary": words, "details": []}})
    else:
        answer = {"stopped": parent.wants_stop}
        parent.tell({"answer": answer, "plan": asked.get("plan"), "scenario": asked.get("scenario")})


if __name__ == "__main__":
    main()
