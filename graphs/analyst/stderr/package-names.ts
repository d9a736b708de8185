/** Modules whose package goes by another name. */
const PACKAGE_OF_MODULE: Readonly<Record<string, string>> = {
  attr: "attrs",
  Bio: "biopython",
  bs4: "beautifulsoup4",
  community: "python-louvain",
  Crypto: "pycryptodome",
  cv2: "opencv-python-headless",
  dateutil: "python-dateutil",
  docx: "python-docx",
  dotenv: "python-dotenv",
  faiss: "faiss-cpu",
  fitz: "pymupdf",
  git: "gitpython",
  imblearn: "imbalanced-learn",
  jose: "python-jose",
  jwt: "pyjwt",
  Levenshtein: "levenshtein",
  magic: "python-magic",
  mpl_toolkits: "matplotlib",
  MySQLdb: "mysqlclient",
  OpenSSL: "pyopenssl",
  PIL: "pillow",
  pptx: "python-pptx",
  psycopg2: "psycopg2-binary",
  pywt: "pywavelets",
  serial: "pyserial",
  skimage: "scikit-image",
  sklearn: "scikit-learn",
  skopt: "scikit-optimize",
  snappy: "python-snappy",
  tables: "tables",
  umap: "umap-learn",
  usb: "pyusb",
  yaml: "pyyaml",
  zmq: "pyzmq",
};

/** Names shared by several packages: only the dotted name says which one. */
const PACKAGE_OF_DOTTED: Readonly<Record<string, string>> = {
  "azure.identity": "azure-identity",
  "azure.storage.blob": "azure-storage-blob",
  "google.cloud.bigquery": "google-cloud-bigquery",
  "google.cloud.storage": "google-cloud-storage",
  "google.generativeai": "google-generativeai",
  "google.protobuf": "protobuf",
  "mpl_toolkits.basemap": "basemap",
  "ruamel.yaml": "ruamel.yaml",
};

const SHARED_NAMES = new Set(
  Object.keys(PACKAGE_OF_DOTTED).map((name) => name.split(".")[0] ?? ""),
);

/** Modules of Python 2, of the standard library's past, or of another system. */
const NEVER_A_PACKAGE = new Set(
  (
    "urllib2 urlparse httplib StringIO cStringIO ConfigParser cPickle Queue Tkinter tkinter commands __builtin__ " +
    "exceptions imp asyncore asynchat cgi pipes telnetlib distutils smtpd winreg msvcrt"
  ).split(" "),
);

/** The package to install for an imported module; undefined when there is none to be named. */
export function packageOfModule(module: string): string | undefined {
  if (module.startsWith("_") || NEVER_A_PACKAGE.has(module)) return undefined;
  return PACKAGE_OF_MODULE[module] ?? module;
}

/** True for a name like `google`, which no package has for itself. */
export function isSharedName(module: string): boolean {
  return SHARED_NAMES.has(module);
}

/** The package of a dotted module below a shared name, as code imports it. */
export function packageOfDotted(dotted: string): string | undefined {
  for (let name = dotted; name.includes("."); name = name.slice(0, name.lastIndexOf("."))) {
    const found = PACKAGE_OF_DOTTED[name];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The modules that a library brings, by the name of its package or of a module. */
export function modulesOfLibrary(library: string): string[] {
  const known = { ...PACKAGE_OF_MODULE, ...PACKAGE_OF_DOTTED };
  const canonical = library.toLowerCase().replaceAll("_", "-");
  const brought = Object.keys(known).filter((module) => known[module] === canonical);
  return [...new Set([...brought, library, canonical.replaceAll("-", "_")])];
}
