import { splitName } from "./file-name.ts";

const TYPES: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  pdf: "application/pdf",
  html: "text/html",
  htm: "text/html",
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  py: "text/x-python",
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  json: "application/json",
  jsonl: "application/jsonl",
  ndjson: "application/jsonl",
  geojson: "application/geo+json",
  ipynb: "application/x-ipynb+json",
  xml: "application/xml",
  yaml: "application/yaml",
  yml: "application/yaml",
  xls: "application/vnd.ms-excel",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  parquet: "application/vnd.apache.parquet",
  sqlite: "application/vnd.sqlite3",
  db: "application/vnd.sqlite3",
  zip: "application/zip",
  gz: "application/gzip",
};

/** The MIME type of a file by its ending. */
export function mimeType(name: string): string {
  return TYPES[splitName(name).ending.slice(1).toLowerCase()] ?? "application/octet-stream";
}
