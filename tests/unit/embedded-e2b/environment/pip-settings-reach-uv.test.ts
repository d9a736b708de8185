import { describe, expect, test } from "@jest/globals";
import {
  parsePipConfig,
  toUvVariables,
} from "../../../../src/embedded-e2b/environment/registry-settings.ts";

const system = (path: string) => path.startsWith("/etc/ssl/");
const nothing = (_path: string) => false;
const translate = (listing: string, own: NodeJS.ProcessEnv = {}, exists = nothing) =>
  toUvVariables(parsePipConfig(listing), own, exists);

describe("what pip config list prints", () => {
  test("a command's section goes before the global one, a variable before both", () => {
    const settings = parsePipConfig(
      [
        ":env:.timeout='3'",
        "global.timeout='1'",
        "install.timeout='2'",
        "install.index-url='https://b.example/simple'",
        "global.index-url='https://a.example/simple'",
      ].join("\n"),
    );
    expect(Object.fromEntries(settings)).toEqual({
      timeout: "3",
      "index-url": "https://b.example/simple",
    });
  });

  test("values are unescaped, sections of other commands and other lines are passed over", () => {
    const settings = parsePipConfig(
      [
        "warning: something",
        "freeze.timeout='9'",
        `global.cert="/it's here"`,
        "global.a='x\\\\y\\nz'",
      ].join("\n"),
    );
    expect(Object.fromEntries(settings)).toEqual({ cert: "/it's here", a: "x\\y\nz" });
  });
});

describe("variables for uv", () => {
  test("nothing set makes nothing", () => {
    expect(translate("")).toEqual({});
  });

  test("a mirror with a private authority and a proxy", () => {
    const listing = [
      "global.index-url='https://user:pw@mirror.example/simple'",
      "global.cert='/etc/ca.pem'",
      "global.client-cert='/etc/me.pem'",
      "global.trusted-host='mirror.example\\nother.example'",
      "global.proxy='http://proxy.example:3128'",
      ":env:.default-timeout='180'",
    ].join("\n");
    expect(translate(listing)).toEqual({
      UV_DEFAULT_INDEX: "https://user:pw@mirror.example/simple",
      SSL_CERT_FILE: "/etc/ca.pem",
      SSL_CLIENT_CERT: "/etc/me.pem",
      UV_INSECURE_HOST: "mirror.example other.example",
      HTTP_PROXY: "http://proxy.example:3128",
      HTTPS_PROXY: "http://proxy.example:3128",
      UV_HTTP_TIMEOUT: "180",
    });
  });

  test("more indexes are searched as pip does: for the best match of all", () => {
    expect(translate("global.extra-index-url='\\nhttps://a.example\\nhttps://b.example'")).toEqual({
      UV_INDEX: "https://a.example https://b.example",
      UV_INDEX_STRATEGY: "unsafe-best-match",
    });
  });

  test("a folder of wheels counts when it is there", () => {
    const listing =
      "global.find-links='/wheels https://links.example /gone'\nglobal.no-index='true'";
    expect(translate(listing, {}, (path) => path === "/wheels")).toEqual({
      UV_FIND_LINKS: "/wheels,https://links.example",
      UV_NO_INDEX: "1",
    });
    expect(translate("global.no-index='false'")).toEqual({});
  });

  test("what the user has set for uv itself stays", () => {
    const listing = "global.index-url='https://pip.example'\nglobal.cert='/pip.pem'";
    const own = { UV_INDEX_URL: "https://uv.example", SSL_CERT_FILE: "/uv.pem" };
    expect(translate(listing, own)).toEqual({});
  });

  test("without a bundle of pip's own the system's certificates count, where there are any", () => {
    expect(translate("", {}, system)).toEqual({ UV_SYSTEM_CERTS: "true" });
    expect(translate("global.cert='/etc/ca.pem'", {}, system)).toEqual({
      SSL_CERT_FILE: "/etc/ca.pem",
    });
  });
});
