import type { Words } from "../../../tools/words.ts";

/** Precedes what the cell showed when it ran again. */
export function installedNote(pins: readonly string[]): Words {
  const list = pins.slice(0, 20).join(", ");
  return {
    en: `[A package was missing; installed: ${list}. The cell ran once more.]`,
    zh: `[缺少软件包，已安装：${list}。单元已重新运行。]`,
  };
}

/** Follows the failure of a cell whose package could not be had. */
export function notInstalledNote(name: string, fault: string): Words {
  return {
    en: `[pip could not install ${name}: ${fault}]`,
    zh: `[pip 无法安装 ${name}：${fault}]`,
  };
}
