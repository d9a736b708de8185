import { SqliteSaver } from "@langchain/langgraph-checkpoint-sqlite";

/** LangGraph's saver, which makes its tables before every use but this one. */
export class SqliteCheckpointer extends SqliteSaver {
  override async deleteThread(threadId: string): Promise<void> {
    this.setup();
    await super.deleteThread(threadId);
  }
}
