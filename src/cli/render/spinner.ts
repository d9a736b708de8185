const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const FRAME_MS = 100;

/** The sign that something goes on, at a time in milliseconds. */
export function spinnerFrame(now: number): string {
  return FRAMES.charAt(Math.floor(now / FRAME_MS) % FRAMES.length);
}
