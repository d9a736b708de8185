import { z } from "zod";

/** What a call cannot do without; everything else may be dropped when the server refuses it. */
const ESSENTIAL = new Set(["model", "messages", "tools", "stream"]);

/** OpenAI's and Azure's error body. */
const OpenAiFault = z.object({
  error: z.object({ param: z.string().nullish(), message: z.string().nullish() }),
});
/** FastAPI's, as Mistral and some gateways send it. */
const FastApiFault = z.object({
  detail: z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])) })),
});
/** vLLM's older form, without the envelope. */
const FlatFault = z.object({ message: z.string() });

/**
 * The request parameter that a 400 or 422 refuses, when it is one that can be left out. Structured
 * fields decide; only when there are none is a parameter of this request looked for by its full
 * name in the message, since some servers say it nowhere else.
 */
export function findRefusedParameter(
  errorBody: unknown,
  request: Readonly<Record<string, unknown>>,
): string | undefined {
  const droppable = Object.keys(request).filter((key) => !ESSENTIAL.has(key));
  const isDroppable = (name: unknown) => droppable.find((key) => key === name);

  const fastApi = FastApiFault.safeParse(errorBody);
  if (fastApi.success) {
    return fastApi.data.detail.map(({ loc }) => isDroppable(loc[1])).find(Boolean);
  }
  const openAi = OpenAiFault.safeParse(errorBody);
  const param = openAi.data?.error.param;
  if (typeof param === "string" && param !== "") return isDroppable(param);

  const message = openAi.data?.error.message ?? FlatFault.safeParse(errorBody).data?.message ?? "";
  const words = new Set(message.match(/\w+/g));
  return droppable.find((key) => words.has(key));
}
