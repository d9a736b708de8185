import { expect, test } from "@jest/globals";
import { findTool, toolDeclarations, toolNames } from "../../../tools/tool-table.ts";

test("every tool is declared with a description and described parameters", () => {
  const declarations = toolDeclarations();
  expect(declarations.map((declaration) => declaration.function.name)).toEqual(toolNames());
  for (const { type, function: tool } of declarations) {
    expect(type).toBe("function");
    expect(tool.description.length).toBeGreaterThan(40);
    expect(tool.parameters).toMatchObject({ type: "object" });
    const parameters = Object.values(tool.parameters.properties as Record<string, object>);
    for (const parameter of parameters) expect(parameter).toHaveProperty("description");
  }
});

test("the declarations are plain JSON", () => {
  const declarations = toolDeclarations();
  expect(JSON.parse(JSON.stringify(declarations))).toEqual(declarations);
});

const parse = (name: string, args: unknown) => findTool(name)?.schema.safeParse(args);

test.each([
  ["execute_code", { code: "1" }, { title: "", code: "1", on_error: "stop" }],
  ["execute_code", { code: ["a", "b"], on_error: "continue" }, { on_error: "continue" }],
  ["execute_code", { code: "1", title: null, step: null }, { title: "" }],
  ["execute_code", { code: "1", step: "two" }, { step: undefined }],
  ["execute_code", { code: "1", step: 2 }, { step: 2 }],
  ["list_files", {}, { path: "/home/user" }],
  ["list_files", { path: null }, { path: "/home/user" }],
  ["upload_file", { file: "a.csv" }, { file: "a.csv" }],
])("%s takes %j", (name, args, expected) => {
  expect(parse(name, args)?.data).toMatchObject(expected);
});

test.each([
  ["execute_code", {}],
  ["execute_code", { code: 3 }],
  ["execute_code", { code: [] }],
  ["execute_code", { code: "1", on_error: "panic" }],
  ["execute_code", "1"],
  ["execute_code", null],
  ["upload_file", { file: "" }],
  ["download_file", {}],
])("%s refuses %j", (name, args) => {
  expect(parse(name, args)?.success).toBe(false);
});

test("an unknown tool is not found", () => {
  expect(findTool("rm_rf")).toBeUndefined();
});
