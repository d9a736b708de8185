import type { Caller } from "../../tools/ports/caller.ts";

/** What the policy is told of an assistant; the tenant is the caller's own. */
export interface AssistantFacts {
  readonly author: string;
  readonly isPublic: boolean;
  readonly groups: readonly string[];
}

export interface AssistantRights {
  /** Without it the assistant is not found. */
  readonly see: boolean;
  /** Settings, and removal. */
  readonly change: boolean;
  /** Who else sees it: `is_public` and `groups`. */
  readonly publish: boolean;
  /** New addresses in `data_sources`: each opens a way into the network that the server stands in. */
  readonly connect: boolean;
}

/** Who may do what with an assistant: one pure function, which an installation can replace. */
export type AssistantPolicy = (caller: Caller, assistant: AssistantFacts) => AssistantRights;

/**
 * Author and admin change; they, everybody when it is published, and its groups see. Only an admin
 * publishes and names databases.
 */
export const defaultPolicy: AssistantPolicy = (caller, { author, isPublic, groups }) => {
  const change = caller.isAdmin || caller.userId === author;
  const isMember = groups.some((group) => caller.groups.includes(group));
  return {
    see: change || isPublic || isMember,
    change,
    publish: caller.isAdmin,
    connect: caller.isAdmin,
  };
};
