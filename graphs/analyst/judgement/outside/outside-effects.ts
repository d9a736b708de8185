import type { SyntaxNode } from "@lezer/common";
import { isTarget, rootVariable } from "../python-names.ts";
import {
  calleeName,
  childrenOf,
  importedNames,
  parsePython,
  statementsOf,
  type PythonSource,
} from "../python-tree.ts";
import { isOutsideCommand, kindOfModule, type OutsideKind } from "./outside-modules.ts";
import { onlyReads } from "./sql.ts";

/** What a cell does outside the sandbox. */
export interface OutsideUse {
  /** It may change something: it sends, or writes to a database. */
  readonly acts: boolean;
  /** It reads what may be another thing the next time. */
  readonly reads: boolean;
}

type Use = { -readonly [Key in keyof OutsideUse]: boolean };

/** Calls on a connection or session that hand something to the database. */
const STATEMENTS = new Set(
  "execute executemany executescript exec_driver_sql scalar scalars callproc query".split(" "),
);
const ACTS = new Set(
  (
    "commit add add_all merge delete flush insert update upsert drop create drop_all create_all save " +
    "bulk_save_objects bulk_insert_mappings copy_from copy_expert copy insert_df insert_many"
  ).split(" "),
);
const RUNS_COMMANDS =
  /^(?:os\.(?:system|popen|exec\w*|spawn\w*)|subprocess\.\w+|system|popen|run|Popen|check_output|check_call|getoutput)$/;
const REMOTE = /^\w*(?:"""|'''|"|')(?:https?|ftp|s3a?|gs|gcs|abfss?|az|hdfs):\/\//i;
const LOCAL_DATABASE = /^\w*(?:"""|'''|"|')(?:sqlite|duckdb)/i;
const STRINGS = new Set(["String", "FormatString", "ContinuedString"]);

/**
 * Looks through the cells of a ledger in their order: what an earlier one imported or opened, a
 * later one uses. What it cannot see through counts as staying inside, except on such a handle.
 */
export class OutsideWatch {
  /** `connect` is the start-up package's: a connection of the assistant's. */
  #known = new Map<string, OutsideKind>([["connect", "database"]]);
  /** Source of string literals by the name that holds them: SQL is often kept in one. */
  #texts = new Map<string, string>();
  /** Functions of the cells' own that read outside. */
  #readers = new Set<string>();

  /** Judges the next cell. */
  judge(code: string): OutsideUse {
    const source = parsePython(code);
    const use = { acts: false, reads: false };
    if (source.isForeign) return { ...use, acts: isOutsideCommand(code) };
    use.acts = source.magics.some((line) => isOutsideCommand(line.replace(/^[%!]+/, "")));
    for (const statement of statementsOf(source.root)) this.#statement(statement, source, use);
    return use;
  }

  #statement(node: SyntaxNode, source: PythonSource, use: Use): void {
    const { text } = source;
    switch (node.name) {
      case "ImportStatement":
        for (const { name, path } of importedNames(node, text)) this.#set(name, kindOfModule(path));
        return;
      case "FunctionDefinition":
      case "ClassDefinition":
        this.#definition(node, source);
        return;
      case "CallExpression":
        this.#call(node, text, use);
        break;
      case "WithStatement":
        this.#bindAll(node, text, this.#kindOf(node.getChild("CallExpression"), text));
        break;
    }
    for (const child of childrenOf(node)) this.#statement(child, source, use);
    if (node.name === "AssignStatement") this.#assign(node, text);
  }

  /** A definition does nothing yet; calling its name does. */
  #definition(node: SyntaxNode, source: PythonSource): void {
    const name = node.getChild("VariableName");
    if (name === null) return;
    const use = { acts: false, reads: false };
    const before = new Map(this.#known);
    this.#body(node, source, use);
    this.#known = before;
    const defined = source.text.slice(name.from, name.to);
    this.#set(defined, use.acts ? "network" : undefined);
    if (use.reads) this.#readers.add(defined);
    else this.#readers.delete(defined);
  }

  /** All that the methods of a class, or a function and those within it, may do once they are called. */
  #body(node: SyntaxNode, source: PythonSource, use: Use): void {
    const body = node.getChild("Body");
    for (const child of body === null ? [] : childrenOf(body)) {
      if (child.name.endsWith("Definition")) this.#body(child, source, use);
      else this.#statement(child, source, use);
    }
  }

  #call(call: SyntaxNode, text: string, use: Use): void {
    const callee = call.firstChild;
    const list = call.getChild("ArgList");
    const name = calleeName(call, text);
    const path = callee === null ? "" : text.slice(callee.from, callee.to).replace(/\s/g, "");
    const kind = this.#kindOf(callee, text);
    const handed = list === null ? [] : childrenOf(list);
    const strings = handed.flatMap((node) => this.#stringsIn(node, text));
    const onHandle = handed.some((node) => this.#kindOf(node, text) === "database");
    if (handed.some((node) => this.#kindOf(node, text) === "network")) use.acts = true;
    if (kind === "network" && !/^urllib\.(?:parse|error)\./.test(path)) use.acts = true;
    if (RUNS_COMMANDS.test(path) && list !== null)
      use.acts ||= isOutsideCommand(text.slice(list.from, list.to).replace(/["'],\s*["']/g, " "));
    if (strings.some((string) => REMOTE.test(string))) {
      if (/^to_|^save|^write|^sink_/.test(name)) use.acts = true;
      else if (/^read_|^scan_|^open|^load|^get|^fetch/.test(name)) use.reads = true;
    }
    if (kind === "database" && ACTS.has(name)) use.acts = true;
    if (onHandle && /^to_sql$|^write_database$|^insert/.test(name)) use.acts = true;
    const isReader = name.startsWith("read_");
    if (!(kind === "database" && STATEMENTS.has(name)) && !(onHandle && isReader)) {
      if (this.#readers.has(path)) use.reads = true;
      return;
    }
    use.reads = true;
    const sql = strings[0]?.replace(/^\w*(?:"""|'''|"|')/, "");
    if (sql === undefined) use.acts ||= !isReader;
    // A table's name is no statement, and is only read.
    else if (!isReader || !/^[\w.]+\W*$/.test(sql)) use.acts ||= !onlyReads(sql);
  }

  /** Sources of the string literals below a node, names of such included. */
  #stringsIn(node: SyntaxNode, text: string): string[] {
    if (STRINGS.has(node.name)) return [text.slice(node.from, node.to)];
    if (node.name === "VariableName") {
      const known = this.#texts.get(text.slice(node.from, node.to));
      return known === undefined ? [] : [known];
    }
    return childrenOf(node).flatMap((child) => this.#stringsIn(child, text));
  }

  #kindOf(node: SyntaxNode | null, text: string): OutsideKind | undefined {
    const root = rootVariable(node);
    return root === undefined ? undefined : this.#known.get(text.slice(root.from, root.to));
  }

  #assign(node: SyntaxNode, text: string): void {
    const value = node.lastChild;
    const isLocal =
      value?.name === "CallExpression" &&
      this.#stringsIn(value, text).some((s) => LOCAL_DATABASE.test(s));
    this.#bindAll(node, text, isLocal ? undefined : this.#kindOf(value, text));
    const target = node.firstChild;
    if (target?.name === "VariableName" && value !== null && STRINGS.has(value.name))
      this.#texts.set(text.slice(target.from, target.to), text.slice(value.from, value.to));
  }

  #bindAll(node: SyntaxNode, text: string, kind: OutsideKind | undefined): void {
    for (const child of childrenOf(node))
      if (child.name === "VariableName" && isTarget(child))
        this.#set(text.slice(child.from, child.to), kind);
  }

  #set(name: string, kind: OutsideKind | undefined): void {
    if (kind === undefined) this.#known.delete(name);
    else this.#known.set(name, kind);
  }
}
