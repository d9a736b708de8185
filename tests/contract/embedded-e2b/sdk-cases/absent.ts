import type { Case, Subject } from "./case.ts";

/** Templates, volumes and secrets, which an embedded server does not have. */
export function absentCases({ client }: Subject): Case[] {
  const template = () => client.Template().fromTemplate("code-interpreter-v1");
  return [
    { name: "Template.build", call: () => client.Template.build(template(), "mine", {}) },
    {
      name: "Template.buildInBackground",
      call: () => client.Template.buildInBackground(template(), "mine", {}),
    },
    {
      name: "Template.getBuildStatus",
      call: () => client.Template.getBuildStatus({ templateId: "t", buildId: "b" }),
    },
    {
      name: "Template.exists",
      call: async () => [
        await client.Template.exists("code-interpreter-v1"),
        await client.Template.exists("mine"),
      ],
      gives: [true, false],
    },
    { name: "Template.aliasExists", call: () => client.Template.aliasExists("base"), gives: true },
    { name: "Template.assignTags", call: () => client.Template.assignTags("mine", ["a"]) },
    { name: "Template.removeTags", call: () => client.Template.removeTags("mine", ["a"]) },
    { name: "Template.getTags", call: () => client.Template.getTags("mine") },
    { name: "Volume.create", call: () => client.Volume.create("v") },
    { name: "Volume.connect", call: () => client.Volume.connect("v") },
    { name: "Volume.getInfo", call: () => client.Volume.getInfo("v") },
    { name: "Volume.list", call: () => client.Volume.list() },
    { name: "Volume.destroy", call: () => client.Volume.destroy("v"), gives: false },
    { name: "Secret.create", call: () => client.Secret.create("s", "v") },
    { name: "Secret.update", call: () => client.Secret.update("s", "v") },
    { name: "Secret.getInfo", call: () => client.Secret.getInfo("s") },
    { name: "Secret.list", call: () => client.Secret.list().nextItems() },
    { name: "Secret.exists", call: () => client.Secret.exists("s"), gives: false },
    { name: "Secret.destroy", call: () => client.Secret.destroy("s"), gives: false },
  ];
}
