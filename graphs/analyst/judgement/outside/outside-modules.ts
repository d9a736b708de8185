/** What a name stands for that reaches outside the sandbox. */
export type OutsideKind = "network" | "database";

/** Whose calls may change something elsewhere, whatever they are called. */
const NETWORK = new Set(
  (
    "requests httpx aiohttp urllib3 http urllib smtplib imaplib poplib ftplib telnetlib xmlrpc socket " +
    "websocket websockets pycurl grpc paramiko fabric asyncssh boto3 botocore aiobotocore s3fs gcsfs adlfs " +
    "google googleapiclient azure minio dropbox pymongo motor redis kafka confluent_kafka pika celery " +
    "elasticsearch opensearchpy cassandra neo4j influxdb_client slack_sdk twilio sendgrid yagmail stripe " +
    "openai anthropic cohere huggingface_hub wandb mlflow tweepy telegram selenium playwright scrapy " +
    "mechanize gspread yfinance pandas_datareader webbrowser"
  ).split(" "),
);

/** Whose reading calls can be told from the writing ones. */
const DATABASES = new Set(
  (
    "sqlalchemy psycopg2 psycopg pymysql MySQLdb mysql mariadb pyodbc cx_Oracle oracledb pymssql asyncpg " +
    "aiomysql clickhouse_connect clickhouse_driver snowflake trino prestodb pyhive impala databricks " +
    "redshift_connector turbodbc peewee records dataset"
  ).split(" "),
);

/** Parts of such packages that stay inside. */
const INSIDE =
  /^(?:urllib\.(?:parse|error|robotparser)|http\.(?:HTTPStatus|cookies)|google\.protobuf)\b/;

/** What an imported dotted name reaches; undefined for what stays inside. */
export function kindOfModule(path: string): OutsideKind | undefined {
  const top = path.split(".")[0] ?? "";
  if (DATABASES.has(top)) return "database";
  return NETWORK.has(top) && !INSIDE.test(path) ? "network" : undefined;
}

const PROGRAMS =
  /(?:^|[\s;&|("'`/])(?:curl|wget|ssh|scp|sftp|rsync|ftp|nc|ncat|telnet|aws|gsutil|gcloud|az|kubectl|mail|sendmail|psql|mysql|mysqldump|mariadb|mongosh|redis-cli|git\s+push)(?=[\s"'`]|$)/m;

/** Whether a command line runs a program that talks to somebody elsewhere; installing a package is none. */
export function isOutsideCommand(command: string): boolean {
  return PROGRAMS.test(command);
}
