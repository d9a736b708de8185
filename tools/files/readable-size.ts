const UNITS = ["bytes", "KB", "MB", "GB", "TB"];

/** `1536` → `1.5 KB`. */
export function readableSize(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${UNITS[step]}`;
}
