import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { ensureRecipe } from "../../../../src/embedded-e2b/environment/ensure-environment.ts";
import { type Host, thisHost } from "../../../../src/embedded-e2b/environment/host.ts";
import type { Recipe } from "../../../../src/embedded-e2b/environment/recipe.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";
import { cacheWithInstaller, ordinaryHost, smallRecipe } from "./small-recipe.ts";

let folder: string;
let cacheRoot: string;
let recipe: Recipe;

beforeEach(async () => {
  folder = await temporaryFolder();
  cacheRoot = await cacheWithInstaller(folder);
  recipe = await smallRecipe(folder);
});

const ensure = (host: Host, options: { recipe?: Recipe; cacheRoot?: string } = {}) =>
  ensureRecipe(host, options.recipe ?? recipe, {
    cacheRoot: options.cacheRoot ?? cacheRoot,
    progress: () => {},
  });

const failsWith = (message: RegExp) =>
  expect.objectContaining({ code: "sandbox_setup", message: expect.stringMatching(message) });

/** A command `python3` that gives these answers about itself. */
async function standIn(answer: { version: string; minor: number; executable: string }) {
  const bin = join(folder, "bin");
  await mkdir(bin);
  const full = { implementation: "cpython", prefix: "/usr", pip: false, ...answer };
  await writeFile(join(bin, "python3"), `#!/bin/sh\necho '${JSON.stringify(full)}'\n`, {
    mode: 0o755,
  });
  return bin;
}

/** A machine whose only commands are in one folder. */
const bareHost = (bin: string, uid = 1000): Host =>
  ordinaryHost({ uid, systemPythons: [], variables: { PATH: bin } });

describe("no Python that fits", () => {
  test("none at all", async () => {
    await expect(ensure(bareHost(folder))).rejects.toEqual(
      failsWith(/^Sandboxes need Python 3\.11 to 3\.14; none was found\.\nType: sudo .*python3/),
    );
  });

  test("an old one", async () => {
    const bin = await standIn({ version: "3.9.2", minor: 9, executable: "/usr/bin/python3.9" });
    await expect(ensure(bareHost(bin))).rejects.toEqual(
      failsWith(/\/usr\/bin\/python3\.9 \(3\.9\.2\) is too old/),
    );
  });

  test("one of root's that the accounts of sandboxes cannot reach", async () => {
    const closed = await temporaryFolder();
    await chmod(closed, 0o700);
    const executable = join(closed, "python3");
    await writeFile(executable, "");
    const bin = await standIn({ version: "3.12.1", minor: 12, executable });
    // Of root's machine, but the cache folder's check comes first: it must pass here.
    await chmod(folder, 0o755);
    await expect(ensure(bareHost(bin, 0))).rejects.toEqual(
      failsWith(new RegExp(`python3 \\(3\\.12\\.1\\) is below ${closed}`)),
    );
  });
});

describe("a registry that cannot be reached", () => {
  const broken = "http://me:secret@127.0.0.1:1/simple";

  async function hostWithPipConfig(): Promise<Host> {
    const file = join(folder, "pip.conf");
    await writeFile(file, `[global]\nindex-url = ${broken}\n`);
    const variables: NodeJS.ProcessEnv = { ...thisHost().variables, UV_HTTP_RETRIES: "0" };
    for (const name of Object.keys(variables)) {
      if (/^(PIP_|UV_(DEFAULT_INDEX|INDEX))/.test(name)) delete variables[name];
    }
    return ordinaryHost({ variables: { ...variables, PIP_CONFIG_FILE: file } });
  }

  test("names the packages, the cause and the cure, without a password: uv uses pip's settings", async () => {
    const error = await ensure(await hostWithPipConfig()).catch((reason: unknown) => reason);
    expect(error).toEqual(
      failsWith(/^Could not install Python packages:[^]*127\.0\.0\.1:1[^]*pip config set/),
    );
    expect(error).toHaveProperty("retryable", true);
    expect(String(error)).not.toContain("secret");
  });
});

describe("a cache folder that cannot be used", () => {
  test("below a file", async () => {
    await writeFile(join(folder, "file"), "");
    const unusable = join(folder, "file", "cache");
    await expect(ensure(ordinaryHost(), { cacheRoot: unusable })).rejects.toEqual(
      failsWith(/cannot be written[^]*Set E2B_ANALYST_CACHE/),
    );
  });

  test("one of root's that the accounts of sandboxes cannot enter", async () => {
    await chmod(folder, 0o700);
    await expect(ensure(ordinaryHost({ uid: 0 }))).rejects.toEqual(
      failsWith(new RegExp(`cannot enter ${folder}, where[^]*Set E2B_ANALYST_CACHE`)),
    );
  });

  test("on a disk without room", async () => {
    const large = { ...recipe, needsMb: 1e12 };
    await expect(ensure(ordinaryHost(), { recipe: large })).rejects.toEqual(
      failsWith(/takes 1000000000000 MiB; the disk of .* has \d+ MiB free/),
    );
  });
});
