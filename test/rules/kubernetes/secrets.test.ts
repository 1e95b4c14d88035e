import { describe, expect, it } from "vitest";
import committedSecret from "../../../server/engine/rules/kubernetes/committed-secret.ts";
import malformedSecretData from "../../../server/engine/rules/kubernetes/malformed-secret-data.ts";
import secretAsEnv from "../../../server/engine/rules/kubernetes/secret-as-env.ts";
import secretInConfigmap from "../../../server/engine/rules/kubernetes/secret-in-configmap.ts";
import secretInEnv from "../../../server/engine/rules/kubernetes/secret-in-env.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const pod = (env: string, before = "metadata:\n  name: web\n") =>
  `apiVersion: v1\nkind: Pod\n${before}spec:\n  containers:\n    - name: web\n      image: web:1.4.2\n      env:\n${env.replace(/^(?=.)/gm, "        ")}`;
const variable = (name: string, value: string) => pod(`- name: ${name}\n  value: ${value}\n`);
const configMap = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n${data.replace(/^(?=.)/gm, "  ")}`;
const secret = (keys: string, kind = "Secret") => `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: web\n${keys}`;
// Put together, so that no scanner takes the test for a leak.
const token = `ghp_${"a1B2c3D4e5F6g7H8i9J0".repeat(2).slice(0, 36)}`;

describe("kubernetes/secret-in-env", () => {
  it.each([
    ["a password", "DB_PASSWORD", "h7Qz-93kd-2b"],
    ["a quoted one", "DB_PASSWORD", '"h7Qz-93kd-2b"'],
    ["a key", "PAYMENT_API_KEY", "pk93-27dkqz"],
    ["a number without quotes", "DB_PASSWORD", "98765432"],
    ["a token under a harmless name", "SETTINGS", token],
    ["a password in an address", "DATABASE_URL", "postgres://app:b8Zq-33ty-kk1L@db.acme.io:5432/app"],
  ])("reports %s and takes it from a Secret", (_, name, value) => {
    const text = variable(name, value);
    expect(run(secretInEnv, text)).toHaveLength(1);
    expectLawfulFixes(secretInEnv, text);
    const fixed = run(secretInEnv, text)[0]?.fixed[0] ?? "";
    expect(fixed).toContain(`  ${name}: ""\n`);
    expect(fixed).not.toContain(value);
  });

  it("tells only the password in an address", () => {
    expect(run(secretInEnv, variable("DATABASE_URL", "postgres://app:b8Zq-33ty-kk1L@db.acme.io/app"))[0]?.on).toBe("b8Zq-33ty-kk1L");
  });

  it("is information only where everybody knows the password", () => {
    expect(run(secretInEnv, variable("POSTGRES_PASSWORD", "postgres"))).toMatchObject([{ severity: "info", on: "postgres" }]);
    expectLawfulFixes(secretInEnv, variable("POSTGRES_PASSWORD", "postgres"));
  });

  it("gives one Secret all keys, in the namespace of the pod", () => {
    const env = "- name: DB_PASSWORD\n  value: h7Qz-93kd-2b\n- name: API_KEY\n  value: pk93-27dkqz\n";
    const text = pod(env, "metadata:\n  name: web\n  namespace: shop\n");
    expectLawfulFixes(secretInEnv, text);
    const once = run(secretInEnv, text)[0]?.fixed[0] ?? "";
    const twice = run(secretInEnv, once)[0]?.fixed[0] ?? "";
    expect(twice.match(/kind: Secret/g)).toHaveLength(1);
    expect(twice).toContain('  namespace: shop\ntype: Opaque\nstringData:\n  DB_PASSWORD: ""\n  API_KEY: ""\n');
  });

  it("keeps the line breaks and style of the file", () => {
    expectLawfulFixes(secretInEnv, variable("DB_PASSWORD", "h7Qz-93kd-2b").replaceAll("\n", "\r\n"));
    expectLawfulFixes(secretInEnv, pod("- { name: DB_PASSWORD, value: h7Qz-93kd-2b }\n- { name: LOG_LEVEL, value: info } # loud\n"));
    expectLawfulFixes(secretInEnv, variable("DB_PASSWORD", "h7Qz-93kd-2b").trimEnd());
  });

  it.each([
    ["an empty value", "DB_PASSWORD", '""'],
    ["a switch without quotes", "REQUIRE_AUTH", "yes"],
    ["null", "DB_PASSWORD", "null"],
    ["a stand-in", "DB_PASSWORD", "changeme"],
    ["one to be replaced", "DB_PASSWORD", "REPLACE_WITH_PASSWORD"],
    ["one in angle brackets", "DB_PASSWORD", "<the password>"],
    ["another variable", "DB_PASSWORD", "$(ROOT_PASSWORD)"],
    ["a variable of the deployment", "DB_PASSWORD", "${DB_PASSWORD}"],
    ["a path", "JWT_SECRET", "/run/secrets/jwt"],
    ["the name of a file", "DB_PASSWORD_FILE", "secret.txt"],
    ["a switch", "TOKEN_ENABLED", "yes-please"],
    ["a time", "TOKEN_TTL", "12h30m45"],
    ["a number of seconds", "ACCESS_TOKEN", '"3600"'],
    ["a name", "SECRET_NAME", "web-secrets-v2"],
    ["a way to sign in", "PROXY_AUTH", "oauth2"],
    ["an address without password", "TOKEN", "https://login.example.com/token"],
    ["a reference to a vault", "DB_PASSWORD", "vault:secret/data/web#password"],
    ["a reference of vals", "DB_PASSWORD", "ref+awssecrets://web/db"],
    ["an ARN", "DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:123:secret:web"],
    ["a tokenizer", "TOKENIZER", "byte-pair-encoding"],
    ["a local address", "DATABASE_URL", "postgres://app:s3cr3t-9fj@db:5432/app"],
  ])("is silent on %s", (_, name, value) => {
    expect(places(secretInEnv, variable(name, value))).toEqual([]);
  });

  it("is silent on references and on templates", () => {
    expect(places(secretInEnv, pod("- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: web\n      key: p\n"))).toEqual([]);
    expect(places(secretInEnv, variable("DB_PASSWORD", "{{ .Values.password | quote }}"))).toEqual([]);
    expect(places(secretInEnv, variable("DB_PASSWORD", '"pre-{{ .Values.password }}"'))).toEqual([]);
  });

  it("looks at init containers, and offers nothing where the object has no plain name", () => {
    const text =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: web-\nspec:\n  initContainers:\n    - name: a\n      image: a:1\n      env:\n        - name: DB_PASSWORD\n          value: h7Qz-93kd-2b\n  containers:\n    - name: web\n      image: web:1\n";
    expect(run(secretInEnv, text)).toMatchObject([{ fixed: [] }]);
  });
});

describe("kubernetes/secret-in-configmap", () => {
  it("moves the key to a Secret, and its readers with it", () => {
    const text = `${configMap("LOG_LEVEL: info\nDB_PASSWORD: h7Qz-93kd-2b\n")}---\n${pod("- name: DB_PASSWORD\n  valueFrom:\n    configMapKeyRef:\n      name: web\n      key: DB_PASSWORD\n")}      envFrom:\n        - configMapRef:\n            name: web\n`;
    expectLawfulFixes(secretInConfigmap, text);
    const fixed = run(secretInConfigmap, text)[0]?.fixed[0] ?? "";
    expect(fixed).toContain("secretKeyRef:\n              name: web\n              key: DB_PASSWORD");
    expect(fixed).toContain("- configMapRef:\n            name: web\n        - secretRef:\n            name: web\n");
    expect(fixed).not.toContain("h7Qz");
  });

  it("leaves an empty map where it was the only key", () => {
    expectLawfulFixes(secretInConfigmap, configMap("DB_PASSWORD: h7Qz-93kd-2b\n"));
  });

  it("finds a credential in a file, and only that", () => {
    const text = configMap(`app.yaml: |\n  github:\n    login: ${token}\n`);
    expect(run(secretInConfigmap, text)).toMatchObject([{ on: token, fixed: [] }]);
  });

  it("is information only where everybody knows the password", () => {
    expect(run(secretInConfigmap, configMap("POSTGRES_PASSWORD: postgres\n"))).toMatchObject([{ severity: "info" }]);
  });

  it.each([
    ["settings about secrets", "TOKEN_TTL: 30m\nPASSWORD_MIN_LENGTH: '12'\nSECRET_NAME: web\n"],
    ["stand-ins", "DB_PASSWORD: changeme\n"],
    ["paths", "TLS_PRIVATE_KEY: /tls/tls.key\n"],
    ["a configuration file without any", "nginx.conf: |\n  server {\n    auth_basic off;\n  }\n"],
    ["a template", "DB_PASSWORD: {{ .Values.password }}\n"],
    ["a public certificate", "ca.crt: |\n  -----BEGIN CERTIFICATE-----\n  MIIB\n  -----END CERTIFICATE-----\n"],
  ])("is silent on %s", (_, data) => {
    expect(places(secretInConfigmap, configMap(data))).toEqual([]);
  });
});

describe("kubernetes/committed-secret", () => {
  it.each([
    ["plain text", "stringData:\n  password: h7Qz-93kd-2b\n", "password"],
    ["base64", "data:\n  password: aDdRei05M2tkLTJi\n", "password"],
    ["a generated value under any key", "stringData:\n  username: web\n  value: 7f3a9c21b8d04e5f\n", "value"],
    [
      "a file with a secret in it",
      "stringData:\n  application.properties: |\n    name=web\n    db.password=h7Qz-93kd-2b\n",
      "application.properties",
    ],
    ["bytes", "data:\n  blob: /9j/4AAQSkZJRg==\n", "blob"],
  ])("reports %s once, and makes an ExternalSecret of it", (_, keys, on) => {
    const text = secret(`type: Opaque\n${keys}`);
    expect(run(committedSecret, text)).toMatchObject([{ on }]);
    expectLawfulFixes(committedSecret, text);
  });

  it("keeps the type, all keys and comments", () => {
    const text = `# The database\n${secret("type: kubernetes.io/basic-auth\ndata:\n  username: d2Vi\nstringData:\n  password: h7Qz-93kd-2b # ours\n")}`;
    expect(run(committedSecret, text)).toMatchObject([{ fixed: [] }]);
    const plain = text.replace(" # ours", "");
    expectLawfulFixes(committedSecret, plain);
    const fixed = run(committedSecret, plain)[0]?.fixed[0] ?? "";
    expect(fixed).toContain("  target:\n    template:\n      type: kubernetes.io/basic-auth\n");
    expect(fixed).toContain("secretKey: username");
    expect(fixed).toContain("secretKey: password");
    expect(fixed).not.toMatch(/h7Qz|^type:|^data:|^stringData:/m);
  });

  it.each([
    ["no data", "type: Opaque\n"],
    ["empty values", 'stringData:\n  password: ""\n'],
    ["stand-ins", "stringData:\n  password: <password>\n  token: CHANGE_ME\n"],
    ["stand-ins in base64", "data:\n  password: Y2hhbmdlbWU=\n"],
    ["what a plugin fills in", "stringData:\n  password: <path:kv/web#password>\n  token: vault:kv/web#token\n"],
    ["what SOPS has encrypted", "stringData:\n  password: ENC[AES256_GCM,data:x]\nsops:\n  version: 3.9.0\n"],
    ["names of users and hosts", "stringData:\n  username: web-reader\n  host: db.example.com\n  port: '5432'\n"],
    ["certificates", "data:\n  ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t\n"],
    ["well-known defaults", "stringData:\n  password: postgres\n"],
    ["a configuration file without any", "stringData:\n  alertmanager.yaml: |\n    route:\n      receiver: web\n"],
    ["placeholders of a chart", "data:\n  password: {{ .Values.password | b64enc }}\n"],
    ["what CI fills in", "stringData:\n  password: ${DB_PASSWORD}\n"],
    ["text that is no base64", "data:\n  password: h7Qz-93kd-2b\n"],
  ])("is silent on %s", (_, keys) => {
    expect(places(committedSecret, secret(keys))).toEqual([]);
  });

  it("is silent on objects that may stand in a repository", () => {
    const text =
      "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: web\nspec:\n  encryptedData:\n    password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq\n";
    expect(places(committedSecret, text)).toEqual([]);
  });
});

describe("kubernetes/malformed-secret-data", () => {
  it.each([
    ["plain text", "h7Qz-93kd-2b", "aDdRei05M2tkLTJi"],
    ["no padding", "aGVsbG8", "YUdWc2JHOA=="],
    ["blanks", '"aGVs bG8="', '"YUdWcyBiRzg9"'],
    ["letters of other alphabets", "grüße", "Z3LDvMOfZQ=="],
    ["padding in the middle", "aG=sbG8=", "YUc9c2JHOD0="],
  ])("reports %s and encodes it", (_, value, encoded) => {
    const text = secret(`data:\n  value: ${value}\n`);
    expect(run(malformedSecretData, text)).toHaveLength(1);
    expectLawfulFixes(malformedSecretData, text);
    expect(run(malformedSecretData, text)[0]?.fixed[0]).toContain(encoded.replaceAll('"', ""));
  });

  it("warns of a line break at the end of a single line", () => {
    const text = secret("data:\n  value: aGVsbG8gd29ybGQK\n");
    expect(run(malformedSecretData, text)).toMatchObject([{ severity: "warning", on: "aGVsbG8gd29ybGQK" }]);
    expectLawfulFixes(malformedSecretData, text);
  });

  it("takes folded text for what YAML makes of it", () => {
    expect(run(malformedSecretData, secret("data:\n  value: >-\n    aGVs\n    bG8=\n"))).toMatchObject([{ on: "value", fixed: [] }]);
  });

  it.each([
    ["base64", "data:\n  value: aGVsbG8=\n"],
    ["base64 on several lines", "data:\n  value: |\n    aGVs\n    bG8=\n"],
    ["nothing", 'data:\n  value: ""\n  other:\n'],
    ["plain text under stringData", "stringData:\n  value: h7Qz-93kd-2b\n"],
    ["a line break at the end of a file", "data:\n  id.txt: aGVsbG8gd29ybGQK\n"],
    ["several lines", "data:\n  value: YQpiCg==\n"],
    ["a stand-in", "data:\n  value: <base64 of the password>\n  other: BASE64_PASSWORD\n"],
    ["a placeholder", "data:\n  value: {{ .Values.password | b64enc }}\n"],
    ["a variable", "data:\n  value: ${PASSWORD}\n"],
    ["what SOPS has encrypted", "data:\n  value: ENC[x]\nsops:\n  version: 3.9.0\n"],
    ["a number, which the schema tells of", "data:\n  value: 1234567\n"],
  ])("is silent on %s", (_, keys) => {
    expect(places(malformedSecretData, secret(keys))).toEqual([]);
  });

  it("is silent on ConfigMaps and on other groups", () => {
    expect(places(malformedSecretData, secret("data:\n  value: plain text\n", "ConfigMap"))).toEqual([]);
    expect(places(malformedSecretData, secret("data:\n  value: plain text\n").replace("v1", "example.com/v1"))).toEqual([]);
  });
});

describe("kubernetes/secret-as-env", () => {
  it("tells of a container once", () => {
    const env =
      "- name: A\n  valueFrom:\n    secretKeyRef:\n      name: web\n      key: a\n- name: B\n  valueFrom:\n    secretKeyRef:\n      name: web\n      key: b\n";
    expect(run(secretAsEnv, pod(env))).toMatchObject([{ on: "secretKeyRef", message: expect.stringContaining("2 secrets") }]);
    expect(run(secretAsEnv, `${pod("- name: A\n  value: b\n")}      envFrom:\n        - secretRef:\n            name: web\n`)).toHaveLength(
      1,
    );
  });

  it("is silent on ConfigMaps and files", () => {
    expect(
      places(secretAsEnv, `${pod("- name: A_FILE\n  value: /run/a\n")}      envFrom:\n        - configMapRef:\n            name: web\n`),
    ).toEqual([]);
  });
});
