"""The yardstick: a plain ipykernel through jupyter_client, as a notebook would use it.

Reads one command per line on stdin and answers each with one JSON line, so that its measures can
alternate with those of the sandbox within one run. Times are milliseconds.
"""

import json
import sys
import time

from jupyter_client.manager import KernelManager


def start():
    manager = KernelManager()
    manager.start_kernel(extra_arguments=["--log-level=ERROR"])
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    return manager, client


def run(client, code):
    """Runs one cell and returns the number of characters that it printed."""
    printed = 0

    def count(message):
        nonlocal printed
        if message["header"]["msg_type"] == "stream":
            printed += len(message["content"]["text"])

    reply = client.execute_interactive(code, output_hook=count, timeout=120)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"])
    return printed


def pss_bytes(pid):
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        return next(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))


def main():
    kept = None
    for line in sys.stdin:
        command = json.loads(line)
        kind, code = command["kind"], command.get("code", "")
        began = time.perf_counter()
        answer = {}
        if kind == "cold":
            manager, client = start()
            run(client, code)
            answer["ms"] = (time.perf_counter() - began) * 1000
            client.stop_channels()
            manager.shutdown_kernel(now=True)
        else:
            if kept is None:
                kept = start()
                began = time.perf_counter()
            manager, client = kept
            answer["characters"] = run(client, code)
            answer["ms"] = (time.perf_counter() - began) * 1000
            answer["pss"] = pss_bytes(manager.provisioner.pid)
        print(json.dumps(answer), flush=True)
    if kept is not None:
        kept[1].stop_channels()
        kept[0].shutdown_kernel(now=True)


main()
