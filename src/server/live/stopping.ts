import { AnalystError } from "../../../tools/errors.ts";

/** Said to whoever asks while the server ends. */
export const stopping = () =>
  new AnalystError(
    "server_stopping",
    {
      en: "The server is being restarted: ask again in a moment to go on from here.",
      zh: "服务器正在重启：请稍后再次提问，即可从这里继续。",
    },
    { retryable: true },
  );
