import { z } from "zod";

/** The fields of a file as databases give them back. */
export const Source = z.enum(["local", "s3", "azure_blob"]);
export const Context = z.enum(["message_attachment", "assistants_output", "assistants"]);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
