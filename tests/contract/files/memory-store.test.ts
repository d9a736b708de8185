import { createMemoryStore } from "../../helpers/memory-store.ts";
import { describeFileStore } from "./file-store-contract.ts";

describeFileStore(async () => createMemoryStore());
