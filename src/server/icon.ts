import type { Request, Response } from "express";

/** Three bars and a line: what menus of clients show beside our name. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0f766e"/><g fill="#fff"><rect x="7" y="17" width="4" height="8" rx="1"/><rect x="14" y="13" width="4" height="12" rx="1"/><rect x="21" y="9" width="4" height="16" rx="1"/></g><path d="M7 12l8-5 10-2" fill="none" stroke="#fde68a" stroke-width="2" stroke-linecap="round"/></svg>';

/** Pages of other hosts show it. */
export function sendIcon(_request: Request, response: Response): void {
  response.set({
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
  });
  response.type("image/svg+xml").send(ICON);
}
