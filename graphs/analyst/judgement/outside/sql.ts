const READS = /^[\s(]*(?:select|with|show|describe|desc|explain|values|table)\b/i;
const WRITES = /\b(?:into|update|delete|create|drop|alter|truncate|grant|revoke)\b/i;
const COMMENTS = /--[^\n]*|\/\*[^]*?\*\//g;

/** Whether SQL only reads; a word that may write makes it a writing one, even as a column's name. */
export function onlyReads(sql: string): boolean {
  const plain = sql.replaceAll(COMMENTS, " ");
  return READS.test(plain) && !WRITES.test(plain);
}
