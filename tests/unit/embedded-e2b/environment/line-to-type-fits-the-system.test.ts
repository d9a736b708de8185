import { expect, test } from "@jest/globals";
import { installLine } from "../../../../src/embedded-e2b/environment/install-line.ts";

test.each([
  ["Debian", 'NAME="Debian"\nID=debian\n', "sudo apt-get install -y bubblewrap"],
  ["Mint", 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', "sudo apt-get install -y bubblewrap"],
  ["Fedora", "ID=fedora\nVERSION_ID=44\n", "sudo dnf install -y bubblewrap"],
  ["Rocky", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "sudo dnf install -y bubblewrap"],
  [
    "Tumbleweed",
    'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"',
    "sudo zypper install -y bubblewrap",
  ],
  ["Arch", "ID=arch\n", "sudo pacman -S --noconfirm bubblewrap"],
  ["Alpine", "ID=alpine\n", "sudo apk add bubblewrap"],
  ["an unknown system", "", "sudo apt-get install -y bubblewrap"],
])("%s", (_, osRelease, line) => {
  expect(installLine("bubblewrap", { uid: 1000 }, osRelease)).toBe(line);
});

test("root needs no sudo, and Python comes with pip", () => {
  expect(installLine("python", { uid: 0 }, "ID=debian")).toBe(
    "apt-get install -y python3 python3-pip python3-venv",
  );
});
