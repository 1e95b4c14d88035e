/** Addresses of services that an application uses, and why a value in an image is one of a single environment. */

/** Schemes of databases, queues and the like: what they lead to differs from one environment to the next. */
const backingSchemes =
  /^(?:jdbc:)?(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|valkeys?|amqps?|kafka|nats|memcached?|ldaps?|smtps?|mssql|sqlserver|oracle|clickhouse|cassandra|neo4j|bolt|mqtts?|couchdb|influxdb)(?:\+\w+)?:/i;

/** Words of variable names that say that the value leads to a service of one's own. */
const ownService =
  /(?:^|_)(?:API|BACKEND|FRONTEND|SERVICE|SERVER|GATEWAY|AUTH|OIDC|OAUTH|KEYCLOAK|IDP|SSO|DB|DATABASE|POSTGRES|PG|MYSQL|MARIADB|MONGO|MONGODB|REDIS|VALKEY|RABBITMQ|AMQP|KAFKA|ELASTIC|ELASTICSEARCH|OPENSEARCH|SMTP|MAIL|LDAP|MEMCACHED|CASSANDRA|NATS|MQTT|INFLUX|SENTRY|WEBHOOK|CALLBACK|GRAPHQL|WS|SOCKET|VAULT|CONSUL|S3|MINIO)(?:_|$)/i;
const endpoint = /(?:^|_)(?:URL|URI|DSN|HOST|HOSTS|HOSTNAME|SERVERS?|ADDR|ADDRESS|ENDPOINT|BROKERS?|BASE|ORIGIN|DOMAIN)$/i;
/** What a build downloads from, and what a value merely names. */
const publicThing =
  /(?:^|_)(?:INDEX|REGISTRY|MIRROR|PROXY|DOWNLOAD|DIST|REPO|REPOSITORY|DOCS?|HOMEPAGE|SOURCE|RELEASE|GIT|SCHEMA|NAMESPACE|LICENSE|KEYSERVER|CHANGELOG|BASE_IMAGE)(?:_|$)/i;

/** Parts of a host name that speak of one environment. */
const environmentLabel =
  /^(?:dev|devel|development|test|testing|tst|qa|uat|acc|stage|staging|stg|preprod|pre|prod|production|prd|live|sandbox|internal|intranet|corp|lan|local|svc)\d*$/i;

/** Why a value of ENV belongs to one environment: for the message. Undefined where it does not, or where that is not certain. */
export function environmentOfValue(name: string, value: string): string | undefined {
  if (publicThing.test(name)) return undefined;
  const url = /^(?:jdbc:)?([a-z][a-z0-9+.-]*):(?:\/\/|thin:@)(?:([^@/\s]*)@)?(\[[^\]]*\]|[^:/?#\s,;]*)/i.exec(value);
  if (url) {
    const [, , credentials, host = ""] = url;
    if (credentials?.includes(":") && !credentials.includes("$")) return "carries a user and a password";
    if (isLocalHost(host) || isExample(host)) return undefined;
    if (isPrivateAddress(host) || host.split(".").some((label) => environmentLabel.test(label))) return "leads into one environment";
    if (!host.includes(".")) return undefined;
    if (backingSchemes.test(value)) return "leads to the database or queue of one environment";
    return ownService.test(name) && endpoint.test(name) ? "leads to the service of one environment" : undefined;
  }
  if (!ownService.test(name) || !endpoint.test(name)) return undefined;
  const host = /^([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::\d+)?(?:,|$)/.exec(value)?.[1];
  if (!host || isLocalHost(host) || isExample(host) || /^\d+(?:\.\d+)?$/.test(host)) return undefined;
  return "leads to the service of one environment";
}

function isLocalHost(host: string): boolean {
  return host === "" || /^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\]|host\.docker\.internal|.*\.localhost)$/i.test(host);
}

function isExample(host: string): boolean {
  return /(?:^|[.-])(?:example|your[\w-]*|my-?(?:app|api|domain|company|host|server|site|service|project))(?=[.-]|$)|\.(?:test|invalid)$|placeholder|changeme/i.test(
    host,
  );
}

function isPrivateAddress(host: string): boolean {
  return /^(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+$/.test(host);
}

/** Settings files of tools and servers, which are the same wherever the image runs. */
const toolSettings =
  /^(?:docker-compose|compose|webpack|vite|rollup|tsconfig|babel|karma|jest|vitest|requirements|nginx|caddy|supervisord?|ecosystem|pm2|gunicorn|uwsgi|php|httpd|apache|haproxy|envoy|log4j2?|logback|metro|craco|angular|next|nuxt|conda|environment(?=\.ya?ml)|pip)\b|^\.env/i;

/** Whether a copied file holds the settings of one environment: by its name (`appsettings.Production.json`), or perhaps (`config.json`). */
export function isEnvironmentFile(path: string): "certain" | "perhaps" | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (toolSettings.test(name)) return undefined;
  if (/^config\.json$/i.test(name)) return "perhaps";
  const isData = /\.(?:json5?|ya?ml|toml|ini|properties|cfg|conf|config|xml)$/i.test(name);
  if (!isData) return undefined;
  if (/(?:^|[._-])(?:prod|production|staging|stage|stg|uat|preprod|qa)[._-]/i.test(name)) return "certain";
  return undefined;
}
