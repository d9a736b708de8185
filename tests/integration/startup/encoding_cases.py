"""Tells the encodings of texts: reads pairs of encoding and text on stdin, prints what was found."""

import json
import sys

from e2b_analyst import text_encoding

found = []
for encoding, text in json.load(sys.stdin):
    data = text.encode({"shift_jis": "cp932", "euc_kr": "cp949"}.get(encoding, encoding))
    try:
        valid = data.decode("utf-8") is not None
    except UnicodeDecodeError:
        valid = False
    found.append(text_encoding.detect(data, valid))
print(json.dumps(found))
