/** A database that an assistant's code may use, with its password in clear. */
export interface DataSource {
  readonly id: string;
  readonly type: "mysql" | "postgresql";
  /** What people and `connect("…")` call it. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}
