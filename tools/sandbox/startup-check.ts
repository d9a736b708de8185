import { z } from "zod";

/** Marks the one line that counts, whatever else is printed meanwhile. */
const MARK = "e2b-analyst-startup";

/** Python that tells later checks of this kernel that it has what the thread's cells made. */
export const WHOLE_CODE = '__import__("IPython").get_ipython().e2b_analyst_whole = True';

/** Python that loads the start-up package, unless the very same is loaded, and reports. */
export function checkCode(folder: string, hash: string): string {
  return `
def __e2b_analyst_startup(folder, wanted):
    import hashlib, json, os, sys
    import IPython

    name = "e2b_analyst"

    def matches(path):
        digest = hashlib.sha256()
        try:
            for file in sorted(os.listdir(path)):
                if file.endswith(".py"):
                    with open(os.path.join(path, file), "rb") as source:
                        digest.update(file.encode() + b"\\0" + source.read() + b"\\0")
        except OSError:
            return False
        return digest.hexdigest() == wanted

    loaded = sys.modules.get(name)
    ready = loaded is not None and matches(os.path.dirname(loaded.__file__ or ""))
    if not ready and matches(os.path.join(folder, name)):
        for module in [m for m in sys.modules if m == name or m.startswith(name + ".")]:
            del sys.modules[module]
        sys.path.insert(0, folder)
        extensions = IPython.get_ipython().extension_manager
        extensions.loaded.discard(name)
        ready = extensions.load_extension(name) is None
    whole = getattr(IPython.get_ipython(), "e2b_analyst_whole", False)
    report = {"pid": os.getpid(), "ready": ready, "whole": whole}
    sys.stdout.write("\\n${MARK} " + json.dumps(report) + "\\n")

try:
    __e2b_analyst_startup(${JSON.stringify(folder)}, ${JSON.stringify(hash)})
finally:
    del __e2b_analyst_startup
`;
}

const Report = z.object({ pid: z.int().min(1), ready: z.boolean(), whole: z.boolean() });
export type StartupReport = z.infer<typeof Report>;

/** Reads the report out of what the check printed. */
export function readReport(stdout: string): StartupReport | undefined {
  const line = stdout.split("\n").findLast((text) => text.startsWith(`${MARK} `));
  if (line === undefined) return undefined;
  try {
    return Report.safeParse(JSON.parse(line.slice(MARK.length))).data;
  } catch {
    return undefined;
  }
}
