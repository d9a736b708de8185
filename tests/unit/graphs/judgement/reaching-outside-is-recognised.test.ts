import { describe, expect, test } from "@jest/globals";
import { OutsideWatch } from "../../../../graphs/analyst/judgement/outside/outside-effects.ts";

/** What the last of some cells does outside. */
const judge = (...cells: string[]) => {
  const watch = new OutsideWatch();
  return cells.map((code) => watch.judge(code)).at(-1);
};
const acts = expect.objectContaining({ acts: true });
const reads = { acts: false, reads: true };
const inside = { acts: false, reads: false };

describe("a cell that acts outside", () => {
  test.each([
    ["a request", "import requests\nr = requests.post('https://x.org', json=data)"],
    ["a request by another name", "import requests as rq\nwith rq.Session() as s:\n    s.get(u)"],
    ["a function of such a module", "from urllib.request import urlopen\nurlopen('https://x.org')"],
    ["a submodule", "import urllib.request\nurllib.request.urlretrieve(u, 'x.csv')"],
    ["a mail", "import smtplib\nsmtplib.SMTP('mail').send_message(m)"],
    ["a bucket", "import boto3\ns3 = boto3.client('s3')\ns3.upload_file('a', 'b', 'c')"],
    ["a socket", "import socket\nsocket.create_connection(('x', 1))"],
    ["a call handed on", "import httpx\npages = list(map(httpx.get, urls))"],
    ["a branch", "if wanted:\n    import requests\n    requests.delete(u)"],
    ["a shell line", "!curl -X POST https://x.org"],
    ["a shell cell", "%%bash\ncurl https://x.org"],
    ["a command", "import os\nos.system('scp out.csv host:')"],
    ["a command in a list", "import subprocess\nsubprocess.run(['git', 'push'])"],
    ["a frame to a database", "e = connect('shop')\ndf.to_sql('t', e)"],
    ["a frame to a bucket", "df.to_parquet('s3://bucket/x.parquet')"],
    ["SQL that writes", "c = connect('shop')\nc.execute('INSERT INTO t VALUES (1)')"],
    [
      "SQL that writes in the end",
      "c = connect('shop')\nc.execute('WITH x AS (SELECT 1) DELETE FROM t')",
    ],
    [
      "SQL that writes by way of a reader",
      "import pandas as pd\npd.read_sql('DELETE FROM t RETURNING 1', connect('shop'))",
    ],
    [
      "SQL that is not known",
      "import psycopg2\ncur = psycopg2.connect(d).cursor()\ncur.execute(build())",
    ],
    ["a session", "from sqlalchemy.orm import Session\ns = Session(e)\ns.add(x)\ns.commit()"],
  ])("%s", (_, code) => {
    expect(judge(code)).toEqual(acts);
  });

  test.each([
    ["what was imported", ["import requests", "requests.get(u)"]],
    ["what was opened", ["e = connect('shop')\nc = e.connect()", "c.execute('DROP TABLE t')"]],
    ["SQL that was written down", ["q = '''UPDATE t SET a = 1'''", "connect('shop').execute(q)"]],
    [
      "a function that was defined",
      ["import requests\ndef send(x):\n    requests.post(u, x)", "send(1)"],
    ],
    [
      "a class that was defined",
      ["import httpx\nclass C:\n    def go(self):\n        httpx.get(u)", "C().go()"],
    ],
  ])("by %s in an earlier cell", (_, cells) => {
    expect(judge(...cells)).toEqual(acts);
    expect(judge(...cells.slice(0, -1))).toEqual(inside);
  });
});

describe("a cell that only reads outside", () => {
  test.each([
    ["a query", "import pandas as pd\ndf = pd.read_sql('SELECT * FROM t', connect('shop'))"],
    ["a query with a comment", "c = connect('shop')\nc.execute('''-- update of May\nSELECT 1''')"],
    [
      "a query that is wrapped",
      "from sqlalchemy import text\nc = connect('x')\nc.execute(text(f'select {a}'))",
    ],
    [
      "a whole table",
      "import pandas as pd\nwith connect('shop').connect() as c:\n    df = pd.read_sql_table('t', c)",
    ],
    ["a file of the web", "import pandas as pd\ndf = pd.read_csv('https://x.org/a.csv')"],
  ])("%s", (_, code) => {
    expect(judge(code)).toEqual(reads);
  });

  test("by a function that was defined", () => {
    const define = "def load(q):\n    return pd.read_sql(f'select {q}', connect('shop'))";
    expect(judge(define)).toEqual(inside);
    expect(judge(define, "df = load('a')")).toEqual(reads);
  });
});

describe("a cell that stays inside", () => {
  test.each([
    ["an import", "import requests, sqlalchemy\nfrom urllib.request import urlopen"],
    ["a connection that is not used", "engine = connect('shop')"],
    [
      "a local database",
      "import sqlite3\nc = sqlite3.connect('x.db')\nc.execute('CREATE TABLE t (a)')\nc.commit()",
    ],
    [
      "a local engine",
      "from sqlalchemy import create_engine\ne = create_engine('sqlite:///x.db')\ndf.to_sql('t', e)",
    ],
    [
      "parts of addresses",
      "import urllib.parse\nfrom urllib.parse import quote\nurllib.parse.quote(x)\nquote(y)",
    ],
    ["a name that now is another thing", "import requests\nrequests = [1]\nrequests.append(2)"],
    ["an installation", "!pip install wordcloud==1.9\n%pip install x"],
    ["a command", "import subprocess\nsubprocess.run(['ls', '-l'])"],
    ["words", "print('requests.post sent by curl to https://x.org')"],
    ["a frame's own methods", "df.get('a')\ndf.update(other)\ndf.query('a > 1')"],
    ["broken code", "def (((: requests"],
    ["nothing", ""],
  ])("%s", (_, code) => {
    expect(judge(code)).toEqual(inside);
  });
});
