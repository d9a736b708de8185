import { randomUUID } from "node:crypto";
import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readableSize } from "../../../../tools/files/readable-size.ts";
import { plain, type Check } from "../check.ts";

const LITTLE_ROOM = 1024 ** 3;

export const stateFolderCheck: Check = {
  id: "state",
  name: { en: "State folder", zh: "状态文件夹" },
  async run({ config: { home } }) {
    const probe = join(home, `.doctor-${randomUUID()}`);
    try {
      await mkdir(home, { recursive: true });
      await writeFile(probe, "");
      await rm(probe);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return {
        status: "fail",
        detail: { en: `${home} cannot be written (${code})`, zh: `${home} 无法写入（${code}）` },
        cure: {
          en: "Give this account write access, or set E2B_ANALYST_HOME to another folder.",
          zh: "请为当前账户授予写权限，或把 E2B_ANALYST_HOME 设为其他文件夹。",
        },
      };
    }
    const { bavail, bsize } = await statfs(home);
    const room = readableSize(bavail * bsize);
    if (bavail * bsize >= LITTLE_ROOM) {
      return {
        status: "ok",
        detail: { en: `${home} (${room} free)`, zh: `${home}（剩余 ${room}）` },
      };
    }
    return {
      status: "warn",
      detail: { en: `${home}: only ${room} free`, zh: `${home}：仅剩 ${room}` },
      cure: plain("E2B_ANALYST_HOME"),
    };
  },
};
