"""Runs cells in a real kernel that has loaded the start-up package.

Reads a JSON list of cells on stdin; prints a JSON list with the messages of each.
"""

import json
import os
import sys
import tempfile

from jupyter_client.manager import KernelManager


def run(client, code):
    request, messages = client.execute(code), []
    while True:
        message = client.get_iopub_msg(timeout=100)
        if message["parent_header"].get("msg_id") != request:
            continue
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            return messages
        if kind == "stream":
            messages.append({"type": content["name"], "text": content["text"]})
        elif kind == "error":
            messages.append({"type": "error", "text": f"{content['ename']}: {content['evalue']}"})
        elif kind in ("display_data", "execute_result"):
            messages.append({"type": kind, "data": content["data"], "metadata": content["metadata"]})


def main():
    home = tempfile.mkdtemp()
    os.environ["HOME"] = home
    manager = KernelManager(transport="ipc", ip=os.path.join(home, "kernel"))
    manager.start_kernel(
        extra_arguments=["--ext=e2b_analyst", "--colors=nocolor", "--HistoryManager.enabled=False"]
    )
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    try:
        results = [run(client, code) for code in json.load(sys.stdin)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    print(json.dumps(results))


main()
