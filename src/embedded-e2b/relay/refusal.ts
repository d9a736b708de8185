/** Why the relay did not connect, with the status of the answer; the sentence is for who reads a traceback. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: 400 | 403 | 502;

  constructor(status: Refusal["status"], message: string) {
    super(message);
    this.status = status;
  }
}
