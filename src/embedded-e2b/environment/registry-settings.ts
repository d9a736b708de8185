type Variables = Readonly<NodeJS.ProcessEnv>;

/** pip's settings as `pip install` would see them, by their long option's name. */
export type PipSettings = ReadonlyMap<string, string>;

const LINE = /^(:env:|[\w-]+)\.([\w-]+)=(['"])(.*)\3$/;
/** Later ones win, as in pip itself. */
const SECTIONS = ["global", "install", ":env:"];

/** Reads what `pip config list` prints: `section.name='value'`, the value as Python's repr. */
export function parsePipConfig(listing: string): PipSettings {
  const found = listing.split("\n").flatMap((line) => {
    const match = LINE.exec(line.trim());
    const rank = match === null ? -1 : SECTIONS.indexOf(match[1] ?? "");
    return match === null || rank < 0
      ? []
      : [{ rank, name: match[2] ?? "", value: unescape(match[4] ?? "") }];
  });
  return new Map(
    found.toSorted((a, b) => a.rank - b.rank).map(({ name, value }) => [name, value] as const),
  );
}

/** Where distributions keep the certificates of the authorities they trust. */
const SYSTEM_CERTIFICATES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

const unescape = (text: string) =>
  text.replaceAll(/\\(.)/g, (_, letter: string) =>
    letter === "n" ? "\n" : letter === "t" ? "\t" : letter,
  );

const words = (value: string | undefined) =>
  (value ?? "").split(/\s+/).filter((word) => word !== "");
const isTrue = (value: string | undefined) => /^(1|true|yes|on)$/i.test(value ?? "");

/**
 * The variables that make uv use the registry, certificates and proxy that pip uses: uv does not
 * read pip's configuration. What the user has set for uv itself stays as it is. `exists` tells
 * whether a local folder is there: pip passes over a missing one, uv refuses it.
 */
export function toUvVariables(
  pip: PipSettings,
  own: Variables,
  exists: (path: string) => boolean,
): Record<string, string> {
  const wanted: Record<string, string | undefined> = {
    ...(Object.keys(own).some(choosesIndex) ? {} : indexVariables(pip, exists)),
    SSL_CERT_FILE: pip.get("cert"),
    SSL_CLIENT_CERT: pip.get("client-cert"),
    UV_INSECURE_HOST: words(pip.get("trusted-host")).join(" "),
    UV_HTTP_TIMEOUT: pip.get("timeout") ?? pip.get("default-timeout"),
    HTTPS_PROXY: pip.get("proxy"),
    HTTP_PROXY: pip.get("proxy"),
    // Without a bundle named for pip the system's decides, as in pip, where the company's own CA is.
    UV_SYSTEM_CERTS: !pip.has("cert") && SYSTEM_CERTIFICATES.some(exists) ? "true" : undefined,
  };
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && value !== "" && own[name] === undefined) set[name] = value;
  }
  return set;
}

const choosesIndex = (name: string) =>
  /^UV_(DEFAULT_INDEX|INDEX|INDEX_URL|EXTRA_INDEX_URL|NO_INDEX|FIND_LINKS)$/.test(name);

function indexVariables(pip: PipSettings, exists: (path: string) => boolean) {
  const extra = words(pip.get("extra-index-url"));
  const links = words(pip.get("find-links")).filter((link) => link.includes("://") || exists(link));
  return {
    UV_DEFAULT_INDEX: pip.get("index-url"),
    UV_INDEX: extra.join(" "),
    // pip takes the best match of all indexes; uv by itself stops at the first that knows a name.
    UV_INDEX_STRATEGY: extra.length > 0 ? "unsafe-best-match" : undefined,
    UV_FIND_LINKS: links.join(","),
    UV_NO_INDEX: isTrue(pip.get("no-index")) ? "1" : undefined,
  };
}
