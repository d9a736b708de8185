import { describe } from "@jest/globals";
import { createMemoryBytes } from "../../helpers/memory-bytes.ts";
import { describeFileStore } from "./file-store-contract.ts";

describe("bytes in memory, as other tests have them", () => {
  describeFileStore(async () => createMemoryBytes());
});
